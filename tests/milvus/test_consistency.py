"""What was written is found, at once and by every process, though a real server is not asked to see everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.store.milvus.ledger import Edition
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from tests.store.test_writers import process
from tests.store.vectors import DIRECTIONS, entry, rows

pytestmark = pytest.mark.milvus

READ = """
import sys
from pathlib import Path
from rag.store.milvus.place import Place
from rag.store.milvus.store import MilvusStore
from tests.store.vectors import DIRECTIONS
place = Place.of(sys.argv[1], timeout=60)
for line in sys.stdin:
    store = MilvusStore.load(place, Path(sys.argv[2]), Path(line.strip()))
    print([name for name, _ in store.search(DIRECTIONS[0], 9)], flush=True)
"""


def test_another_process_finds_at_once_what_was_published(place: Place, tmp_path: Path) -> None:
    store = MilvusStore(place, tmp_path, 4)
    with process(READ, place.uri, tmp_path) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        for number in range(6):
            store.add([entry(f"p{number}")], rows(DIRECTIONS[0]))
            if number > 2:
                store.delete([f"p{number - 3}"])
            wanted = [f"p{n}" for n in range(max(0, number - 2), number + 1)]
            assert [name for name, _ in store.search(DIRECTIONS[0], 9)] == wanted
            folder = tmp_path / f"saved-{number}"
            folder.mkdir()
            store.save(folder)
            assert Edition.read(folder).read_since, "the client says no more when it wrote: every search takes 0.4 s"
            other.stdin.write(f"{folder}\n")
            other.stdin.flush()
            assert other.stdout.readline().strip() == str(wanted)
