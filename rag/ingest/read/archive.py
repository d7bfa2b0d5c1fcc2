"""ZIP-based formats: looked over before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from rag.errors import DocumentError
from rag.ingest.read.base import MIB, ReadLimits

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old Office files begin, and new ones under a password."""

_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
"""All that the standard library raises for archives that are damaged or packed in a way that it does not know."""


class Archive:
    """The members of a ZIP file by name.

    Raises DocumentError: `file_damaged` where it is no ZIP file, `file_unpacked` where its directory announces more
    than `limits.max_unpacked_mb`, `file_encrypted` where it is under a password.
    """

    def __init__(self, data: bytes, kind: str, limits: ReadLimits) -> None:
        self._kind = kind
        if data.startswith(_COMPOUND_FILE) and _ENCRYPTED_PACKAGE in data:
            raise DocumentError("file_encrypted")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise DocumentError("file_damaged", kind=kind) from error
        members = self._zip.infolist()
        if sum(member.file_size for member in members) > limits.max_unpacked_mb * MIB:
            raise DocumentError("file_unpacked", limit=limits.max_unpacked_mb)
        if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
            raise DocumentError("file_encrypted")
        self.names = frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """One member. Raises DocumentError (`file_damaged`) where it is missing or broken.

        It never gives more than the directory announced: what a member really unpacks to is cut off there.
        """
        try:
            return self._zip.read(name)
        except (KeyError, *_BROKEN) as error:
            raise DocumentError("file_damaged", kind=self._kind) from error
