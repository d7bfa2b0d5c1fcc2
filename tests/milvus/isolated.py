"""Runs a command where there is no network but loopback: `unshare --net` first, then this, then the command.

    unshare --map-root-user --net python tests/milvus/isolated.py COMMAND…

A new network has its loopback down; there is not always an `ip` to bring it up.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import sys

_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1


def main() -> None:
    """Brings loopback up and becomes the command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh", b"lo", 0)
        _, flags = struct.unpack("16sh", fcntl.ioctl(any_socket, _GET_FLAGS, asked))
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", flags | _UP))
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
