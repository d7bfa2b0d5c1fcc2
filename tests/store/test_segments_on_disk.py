"""The files of vectors: byte for byte FAISS's own, and whole or an error that says which."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest

from rag.store.segments import Segments
from tests.conftest import ROOT

# A disk that takes so many bytes of each file and no more.
LIMITED = """
import resource, sys
from pathlib import Path
import numpy as np
from rag.store.segments import Segments

segments = Segments(16)
segments.append(np.ones((500, 16), np.float32))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    segments.save(Path(sys.argv[1]), None, np.arange(500))
except OSError as error:
    print(error.errno)
"""


@pytest.mark.parametrize("count", [0, 1, 500])
def test_a_segment_is_what_faiss_writes_and_reads(count: int, tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).standard_normal((count, 16), dtype=np.float32)
    segments = Segments(16)
    segments.append(vectors)
    (name,) = segments.save(tmp_path, None, np.arange(count))
    index = faiss.IndexFlatIP(16)
    index.add(vectors)
    faiss.write_index(index, str(tmp_path / "theirs"))
    assert (tmp_path / name).read_bytes() == (tmp_path / "theirs").read_bytes()
    (tmp_path / "again").mkdir()
    (again,) = segments.save(tmp_path / "again", None, np.arange(count))  # of the file that is mapped now
    assert (tmp_path / "again" / again).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of that kind")
@pytest.mark.parametrize("missing", [1, 100, 20_000])
def test_a_disk_that_takes_a_part_is_an_error_of_its_own_kind(missing: int, tmp_path: Path) -> None:
    size = 4 * 16 * 500 + 45
    command = [sys.executable, "-c", LIMITED, str(tmp_path), str(size - missing)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(errno.EFBIG), done.stderr
