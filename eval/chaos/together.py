"""Many readers beside a writer: articles that all state the number of their generation, asked for all at once.

`python -m eval.chaos.together write ROOT SECONDS` and `… read ROOT SECONDS THREADS` are its processes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from eval.chaos.process import ROOT
from eval.chaos.scene import WrongError
from eval.chaos.table import Row
from eval.chaos.words import WordEmbedder
from eval.chaos.worker import settings_of
from rag.build import Sourcier
from rag.errors import SourcierError
from rag.indexing import IngestRequest, ingest
from rag.service import Service

THREADS, PROCESSES = 50, 8
_GAUGES = ("Alder", "Birch", "Cedar", "Elder", "Hazel", "Larch")
_QUESTION = f"At how many metres do the gauges {', '.join(_GAUGES)} stand?"
_NUMBER = re.compile(r"stands at (\d+) metres")


def together(root: Path, seconds: float, processes: int = PROCESSES) -> list[Row]:
    """So long, fifty threads of one process and that many others ask while one more writes generations."""
    root.mkdir(parents=True)
    _write(root, 1)
    with ExitStack() as stack:
        given = [("write", "0"), ("read", str(THREADS)), *[("read", "1")] * processes]
        started = [stack.enter_context(_started(role, root, seconds, threads)) for role, threads in given]
        for child in started:
            _line(child)  # ready
        for child in started:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        writer, *readers = (_line(child) for child in started)
    rows = [Row(f"{THREADS} threads"), Row(f"{processes} processes"), Row("generations", tried=writer["written"])]
    for number, told in enumerate(readers):
        row = rows[min(number, 1)]
        row.tried += told["answers"]
        row.after += told["generations"]
        for kind, text in told["bad"]:
            row.note(kind, text)
    rows[2].after = writer["written"]
    for text in writer["bad"]:
        rows[2].note("crashed", text)
    return rows


@contextmanager
def _started(role: str, root: Path, seconds: float, threads: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "eval.chaos.together", role, str(root), str(seconds), threads]
    child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def _line(child: subprocess.Popen[str]) -> dict[str, Any]:
    assert child.stdout is not None
    told: dict[str, Any] = json.loads(child.stdout.readline())
    return told


# the writer


def _write(root: Path, number: int) -> None:
    (root / "articles").mkdir(exist_ok=True)
    for gauge in _GAUGES:
        text = f"---\nlang: en\n---\n\nThe gauge {gauge} stands at {number} metres above the sea.\n"
        (root / "articles" / f"{gauge}.md").write_text(text, encoding="utf-8")
    ingest(settings_of(root), WordEmbedder(), IngestRequest([root / "articles"]))


def _writes(root: Path, seconds: float) -> dict[str, object]:
    end, number, bad = time.monotonic() + seconds, 1, list[str]()
    while time.monotonic() < end:
        number += 1
        try:
            _write(root, number)
        except SourcierError as error:
            bad.append(str(error))
    return {"written": number, "bad": bad}


# the readers


def _reads(service: Service, seconds: float, threads: int) -> dict[str, object]:
    end, seen, bad, answers = time.monotonic() + seconds, set[int](), list[tuple[str, str]](), [0] * threads

    def reader(number: int) -> None:
        last = 0
        while time.monotonic() < end:
            try:
                now = _asked(service.open(lambda _: None))
            except WrongError as error:
                bad.append(("wrong", str(error)))
                continue
            except Exception as error:  # noqa: BLE001 - whatever it is, a reader was disturbed
                bad.append(("crashed", f"{type(error).__name__}: {error}"))
                return
            if now < last:
                bad.append(("wrong", f"generation {now} after {last}"))
            last = now
            seen.add(now)
            answers[number] += 1

    running = [threading.Thread(target=reader, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {"answers": sum(answers), "generations": len(seen), "bad": bad}


def _asked(sourcier: Sourcier) -> int:
    """The one generation that an answer is from. Raises WrongError where it is from several, or is not there."""
    answer = sourcier.ask(_QUESTION)
    texts = [hit.passage.text for hit in answer.hits]
    for citation in (one for statement in answer.statements for one in statement.citations):
        texts.append(citation.quote)
        if sourcier.document(citation.document_id).text[citation.start : citation.end] != citation.quote:
            raise WrongError(f"a citation of {citation.document_id} is not in its article")
    numbers = {int(number) for text in texts for number in _NUMBER.findall(text)}
    if len(numbers) != 1 or len(answer.hits) < len(_GAUGES):
        raise WrongError(f"{len(answer.hits)} passages, of the generations {sorted(numbers)}")
    return numbers.pop()


def main() -> None:
    """One of the processes: ready when it says so, off when it is told to."""
    role, root, seconds, threads = sys.argv[1:]
    service = Service(settings_of(Path(root)), WordEmbedder())
    if role == "read":
        _asked(service.open(lambda _: None))
    print("{}", flush=True)
    sys.stdin.readline()
    told = _writes(Path(root), float(seconds)) if role == "write" else _reads(service, float(seconds), int(threads))
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
