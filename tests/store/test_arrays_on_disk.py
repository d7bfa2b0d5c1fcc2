"""Files of arrays: byte for byte NumPy's own, and whole or an error."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.store.arrays import save_array
from tests.conftest import ROOT

# A disk that takes so many bytes of each file and no more. `np.save` says nothing of it.
LIMITED = """
import resource, sys
from pathlib import Path
import numpy as np
from rag.store.arrays import save_array

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    save_array(Path(sys.argv[1]), np.arange(1000))
except OSError as error:
    print(error.errno)
"""


@pytest.mark.parametrize("array", [np.empty(0, np.int32), np.arange(7), np.ones((3, 2), np.float32)])
def test_an_array_is_what_numpy_writes(array: np.ndarray, tmp_path: Path) -> None:
    save_array(tmp_path / "ours.npy", array)
    np.save(tmp_path / "theirs.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "theirs.npy").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of that kind")
@pytest.mark.parametrize("missing", [1, 3000])
def test_a_disk_that_takes_a_part_is_an_error(missing: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path / "a.npy"), str(128 + 8000 - missing)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(errno.EFBIG), done.stderr
