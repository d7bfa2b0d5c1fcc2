"""Which precision to embed in on this machine: the fastest that stays true to float32.

Measured once for a model, an engine and a machine, on the machine itself, and remembered in the cache: bfloat16 is two
to three times as fast where the CPU has AMX and slower than float32 where it has nothing for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from rag.embed.vectors import checked
from rag.text.parsed import read_json
from rag.types import Vectors

MIN_COSINE = 0.999
MIN_GAIN = 1.1
"""Below this a difference in speed is noise, and float32 stays."""

TEXTS = 32
"""So many that an engine which computes several batches at a time does so."""

_SAMPLE = (
    "passage: Le conseil municipal a voté jeudi un budget de 41,39 millions d’euros, en hausse de 3 % sur un an. "
    "La maire a défendu des dépenses « nécessaires » pour les écoles, les transports et la bibliothèque. "
    "The opposition said that the plan rests on revenue that the town does not have, and asked for a second reading. "
    "Selon le rapport, les travaux du pont, commencés en 2019, s’achèveront au printemps prochain si le temps le "
    "permet ; les riverains demandent une déviation. The library reopens on 4 May with longer hours. "
)


Embed = Callable[[list[str]], ArrayLike]


class Subject(NamedTuple):
    """What is measured: the model's `fingerprint`, the `engine` with its version, and how to load it in a precision."""

    fingerprint: str
    engine: str
    load: Callable[[str], Embed]


def fastest_precision(subject: Subject, cache: Path, notify: Callable[[str], None] = lambda _: None) -> str:
    """Gives float32 or bfloat16. Measuring takes seconds; a cache that cannot be written only costs them again."""
    record = cache / "precision.json"
    key = _machine_key(subject)
    known = _read(record)
    if key not in known:
        notify("measuring")
        known[key] = _measure(subject)
        _write(record, known)
    return "bfloat16" if known[key].get("choice") == "bfloat16" else "float32"


def _measure(subject: Subject) -> dict[str, Any]:
    texts = [_SAMPLE[:n] for n in np.linspace(len(_SAMPLE) // 2, len(_SAMPLE), TEXTS).astype(int)]
    engines = {precision: subject.load(precision) for precision in ("float32", "bfloat16")}
    vectors: dict[str, Vectors] = {p: checked(embed(texts), p) for p, embed in engines.items()}
    rounds: dict[str, list[float]] = {precision: [] for precision in engines}
    for _ in range(3):  # by turns, so that whatever else the machine does falls on both
        for precision, embed in engines.items():
            start = time.perf_counter()
            embed(texts)
            rounds[precision].append(time.perf_counter() - start)
    cosine = float((vectors["float32"] * vectors["bfloat16"]).sum(axis=1).min())
    gain = min(rounds["float32"]) / min(rounds["bfloat16"])
    chosen = "bfloat16" if cosine >= MIN_COSINE and gain >= MIN_GAIN else "float32"
    return {"choice": chosen, "cosine": round(cosine, 6), "gain": round(gain, 2)}


def _machine_key(subject: Subject) -> str:
    flags = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        flags = "".join(sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))}))
    parts = (*subject[:2], platform.machine(), platform.processor(), str(os.cpu_count()), flags)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _read(record: Path) -> dict[str, dict[str, Any]]:
    try:
        known = read_json(record.read_bytes())
    except (OSError, ValueError):
        return {}
    return {key: one for key, one in known.items() if isinstance(one, dict)} if isinstance(known, dict) else {}


def _write(record: Path, known: dict[str, dict[str, Any]]) -> None:
    own = record.with_name(f".{record.name}-{os.getpid()}")
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(json.dumps(known, indent=1), encoding="utf-8")
        own.replace(record)
    except OSError:
        own.unlink(missing_ok=True)  # measured again next time, which is slower and nothing else
