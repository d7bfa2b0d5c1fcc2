"""What the head of a GGUF file says of the model in it, read without loading it.

The format, as its specification has it: the letters GGUF; the version (u32, little-endian); the number of tensors and
of metadata entries (u64 each); then each entry as its key, the type of its value (u32) and the value. A string is its
length (u64) and its bytes; an array the type of its items (u32), their number (u64) and the items.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rag.errors import ModelSetupError

_MAGIC = b"GGUF"
_VERSIONS = {2, 3}
_FORMATS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_MOST_ENTRIES = 10_000
_LONGEST_STRING = 1 << 20


@dataclass(frozen=True, slots=True)
class GgufHead:
    """`context`: the tokens that the model was trained on at once, None where the file does not say."""

    architecture: str
    context: int | None


def read_gguf(path: Path) -> GgufHead:
    """Raises ModelSetupError for a file that is not there, cannot be read, or is no GGUF file."""
    try:
        if not path.is_file():
            raise ModelSetupError("chat_file_missing", path=path)
        with path.open("rb") as file:
            return _head(file)
    except OSError as error:
        raise ModelSetupError("chat_file_read", path=path, reason=error.strerror or error) from error
    except (ValueError, OverflowError, struct.error) as error:
        raise ModelSetupError("chat_file_bad", path=path) from error


def _head(file: BinaryIO) -> GgufHead:
    if file.read(4) != _MAGIC or _number(file, "<I") not in _VERSIONS:
        raise ValueError("no GGUF file of a version that is known")
    _number(file, "<Q")
    entries = int(_number(file, "<Q"))
    if entries > _MOST_ENTRIES:
        raise ValueError("more metadata than a model has")
    architecture = ""
    lengths: dict[str, int] = {}
    for _ in range(entries):
        key = _string(file)
        value = _value(file, int(_number(file, "<I")))
        if key == "general.architecture":
            architecture = str(value)
        elif key.endswith(".context_length") and isinstance(value, int):
            lengths[key] = value
        if (context := lengths.get(f"{architecture}.context_length")) is not None:
            return GgufHead(architecture, context)  # before the vocabulary, which is long
    if not architecture:
        raise ValueError("no architecture")
    return GgufHead(architecture, None)


def _value(file: BinaryIO, kind: int) -> str | float | None:
    """A string or a number; the items of an array are skipped."""
    if kind == _STRING:
        return _string(file)
    if kind != _ARRAY:
        return _number(file, _FORMATS.get(kind, ""))
    items, count = int(_number(file, "<I")), int(_number(file, "<Q"))
    if items in _FORMATS:
        file.seek(count * struct.calcsize(_FORMATS[items]), 1)
        return None
    if items != _STRING:
        raise ValueError("an array of what no model has")
    for _ in range(count):
        _string(file)
    return None


def _string(file: BinaryIO) -> str:
    length = int(_number(file, "<Q"))
    if length > _LONGEST_STRING:
        raise ValueError("a string longer than any of a model's")
    raw = file.read(length)
    if len(raw) < length:
        raise ValueError("the file ends too early")
    return raw.decode("utf-8", "replace")


def _number(file: BinaryIO, form: str) -> float:
    if not form:
        raise ValueError("a type of value that is not known")
    (number,) = struct.unpack(form, file.read(struct.calcsize(form)))
    return number  # type: ignore[no-any-return]
