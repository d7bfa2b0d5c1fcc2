"""Many ask the page and the endpoint at once while articles come and go: `python -m eval.soak --minutes 10`.

Ends with 1 when there was an error, or when the memory of a server grows: the whole 99 % interval of its slope after
the warm-up lies above 2 % of it an hour.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from eval.bench.page_session import PageSession
from eval.bench.sheet import ROOT
from eval.sets import read_set
from eval.soak.changes import Changes
from eval.soak.people import Seen, World, person, program, watcher
from eval.soak.servers import Server, serving
from eval.soak.table import report
from rag import indexing, models
from rag.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Soaks, prints the table, and says whether all was well: 0, or 1."""
    parser = argparse.ArgumentParser(prog="python -m eval.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--users", type=int, default=50, help="two of five at the page, the others programs")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds before each change of the articles")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        index = folder / "index"
        settings = load_settings(index=index)
        indexing.ingest(settings, models.make_embedder(settings), indexing.IngestRequest(paths=[ROOT / "corpus"]))
        changes = Changes(index, folder / "given", chosen.pause)
        changes.begin()
        with serving(index, folder) as servers:
            PageSession(servers[0].address).close()  # loads the page's model
            start = time.monotonic()
            seen = _soak(servers, changes, chosen.users, 60 * chosen.minutes)
            told = report(servers, seen, changes, start)
            errors = [*seen.errors, *changes.errors, *(line for server in servers for line in server.errors)]
    print(told.text, flush=True)
    for error in sorted(set(errors))[:20]:
        print(f"  {error}")
    print("memory grows" if told.grows else "no error" if not errors else f"{len(errors)} errors", flush=True)
    return 1 if errors or told.grows else 0


def _soak(servers: Sequence[Server], changes: Changes, users: int, seconds: float) -> Seen:
    page, endpoint = (server.address for server in servers)
    questions = [case.question for case in read_set(ROOT / "eval" / "sourcier-fr-en.jsonl").cases]
    seen, ended = Seen(), threading.Event()
    world = World(page, endpoint, questions, _texts(endpoint), seen, ended)
    people = 2 * users // 5
    crowd = [
        *((person, n) for n in range(people)), *((program, n) for n in range(users - people)), (watcher, 0),
    ]  # fmt: skip
    threads = [threading.Thread(target=one, args=(world, n), daemon=True) for one, n in crowd]
    threads.append(threading.Thread(target=changes.run, args=(ended,), daemon=True))
    for thread in threads:
        thread.start()
    ended.wait(seconds)
    ended.set()
    for thread in threads:
        thread.join()
    seen.errors += [f"the {server.name} has ended" for server in servers if server.process.poll() is not None]
    return seen


def _texts(endpoint: str) -> dict[str, str]:
    """Of the articles that do not change."""
    with httpx.Client(base_url=endpoint, timeout=60, trust_env=False) as client:
        known = client.get("/api/documents", params={"limit": 1000}).raise_for_status().json()["documents"]
        names = [one["document_id"] for one in known if not one["document_id"].startswith(("register-", "visitor"))]
        return {name: client.get(f"/api/documents/{name}").raise_for_status().json()["text"] for name in names}


if __name__ == "__main__":
    sys.exit(main())
