"""Which precision to embed in on this machine: the fastest that stays true to float32.

Measured once for a model and a machine, on the machine itself, and remembered beside the unpacked model: bfloat16 is
about twice as fast where the CPU has AMX and slower than float32 where it has nothing for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from rag.embed.sentence_transformer import BATCH_SIZE, load_model
from rag.embed.vectors import checked
from rag.types import Vectors

MIN_COSINE = 0.999
MIN_GAIN = 1.1
"""Below this a difference in speed is noise, and float32 stays."""

_SAMPLE = (
    "passage: Le conseil municipal a voté jeudi un budget de 41,39 millions d’euros, en hausse de 3 % sur un an. "
    "La maire a défendu des dépenses « nécessaires » pour les écoles, les transports et la bibliothèque. "
    "The opposition said that the plan rests on revenue that the town does not have, and asked for a second reading. "
    "Selon le rapport, les travaux du pont, commencés en 2019, s’achèveront au printemps prochain si le temps le "
    "permet ; les riverains demandent une déviation. The library reopens on 4 May with longer hours. "
)


def fastest_precision(path: str, fingerprint: str, cache: Path, notify: Callable[[str], None] = lambda _: None) -> str:
    """Gives float32 or bfloat16. Measuring takes seconds; a cache that cannot be written only costs them again."""
    record = cache / "precision.json"
    key = _machine_key(fingerprint)
    known = _read(record)
    if key not in known:
        notify("measuring")
        known[key] = _measure(path)
        _write(record, known)
    return "bfloat16" if known[key].get("choice") == "bfloat16" else "float32"


def _measure(path: str) -> dict[str, Any]:
    texts = [_SAMPLE[:n] for n in np.linspace(len(_SAMPLE) // 2, len(_SAMPLE), BATCH_SIZE).astype(int)]
    exact, slow = _time(path, "float32", texts)
    rough, fast = _time(path, "bfloat16", texts)
    cosine = float((exact * rough).sum(axis=1).min())
    chosen = "bfloat16" if cosine >= MIN_COSINE and slow / fast >= MIN_GAIN else "float32"
    return {"choice": chosen, "cosine": round(cosine, 6), "gain": round(slow / fast, 2)}


def _time(path: str, precision: str, texts: list[str]) -> tuple[Vectors, float]:
    model = load_model(path, precision, path)
    vectors = checked(model.encode(texts, batch_size=BATCH_SIZE, show_progress_bar=False), path)
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        model.encode(texts, batch_size=BATCH_SIZE, show_progress_bar=False)
        rounds.append(time.perf_counter() - start)
    return vectors, min(rounds)


def _machine_key(fingerprint: str) -> str:
    import torch

    flags = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        flags = "".join(sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))}))
    parts = (fingerprint, torch.__version__, platform.machine(), platform.processor(), str(os.cpu_count()), flags)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _read(record: Path) -> dict[str, dict[str, Any]]:
    try:
        known = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(record: Path, known: dict[str, dict[str, Any]]) -> None:
    own = record.with_name(f".{record.name}-{os.getpid()}")
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(json.dumps(known, indent=1), encoding="utf-8")
        own.replace(record)
    except OSError:
        own.unlink(missing_ok=True)  # measured again next time, which is slower and nothing else
