"""The most memory that a process has had."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_HIGHEST = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak() -> int:
    """Of this process, in bytes; 0 where the system does not say.

    Linux counts for a process that was started by a large one what that had, in what `getrusage` tells: of a reader
    that a server of 4 GB starts it would tell 4 GB. What /proc tells begins with the program itself.
    """
    try:
        found = _HIGHEST.search(Path("/proc/self/status").read_text(encoding="ascii", errors="replace"))
    except OSError:
        found = None
    if found is not None:
        return int(found[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024
