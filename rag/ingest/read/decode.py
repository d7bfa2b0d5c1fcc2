"""Bytes to text, where the file does not say which encoding it is in, or says it wrongly."""

from __future__ import annotations

import codecs
import re

from rag.errors import DocumentError

MAX_CONTROL_SHARE = 0.02
"""More control characters than this share of all, and it is no text."""

MIN_PLAUSIBILITY = 0.65
"""Where the characters beyond ASCII look less like French or English than this, other languages are tried."""

GUESS_BYTES = 200_000

_LIKELY = ("cp1252", "mac_roman", "cp850")
"""What French and English texts of Windows, of old Macs and of DOS are in. Latin-1 reads the same as the first."""

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PLAUSIBLE = frozenset(
    "àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆáíóúñßÁÍÓÚÑåøÅØ«»‹›“”‘’„…–—•·°€£¥§©®™²³¹½¼¾×÷±µ¿¡ªº¶´¨¸ \u00ad"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def marked_encoding(start: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark names and the length of the mark, or ("", 0)."""
    return next(((name, len(mark)) for mark, name in _MARKS if start.startswith(mark)), ("", 0))


def decode(data: bytes, declared: str = "") -> str:
    """The text of a file.

    A byte order mark decides, then whether it is valid UTF-8, then `declared`, then what the bytes look like. Bytes
    that are invalid in a text which is otherwise UTF-8 become U+FFFD. Raises DocumentError where it is no text.
    """
    encoding, mark = marked_encoding(data)
    if encoding:
        text = data[mark:].decode(encoding, "replace")
    elif b"\0" in data:
        text = _without_mark(data)
    else:
        text = _single_or_utf8(data, declared)
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise DocumentError("file_not_text")
    return text


def _without_mark(data: bytes) -> str:
    """Text with zero bytes in it: UTF-16 without a mark has them in every other place."""
    sample = data[:GUESS_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.7 * half and even < 0.1 * half:
        return data.decode("utf-16-le", "replace")
    if even > 0.7 * half and odd < 0.1 * half:
        return data.decode("utf-16-be", "replace")
    return data.decode("utf-8", "replace")


def _single_or_utf8(data: bytes, declared: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass  # the ordinary way to learn that it is something else
    lenient = data.decode("utf-8", "replace")
    bad = lenient.count("\ufffd")
    good = sum(character > "\x7f" for character in lenient) - bad
    if good > bad:
        return lenient
    text = _try(data, declared)
    if text is not None:
        return text
    likely = [text for name in _LIKELY if (text := _try(data, name)) is not None]
    best = max(likely, key=_plausibility, default="")
    return best if _plausibility(best) >= MIN_PLAUSIBILITY else _guess(data)


def _try(data: bytes, encoding: str) -> str | None:
    """The text in this encoding, or None where the encoding is unknown or does not fit."""
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _plausibility(text: str) -> float:
    """From 0 to 1, how much the characters beyond ASCII look like French or English; capitals are rarer."""
    special = [character for character in text if character > "\x7f"]
    points = sum((0.7 if character.isupper() else 1.0) for character in special if character in _PLAUSIBLE)
    return points / len(special) if special else 0.0


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:GUESS_BYTES]).best()
    text = _try(data, best.encoding) if best is not None else None
    if text is None:
        # No encoding that is known fits the whole: what can be told of it is kept, if it is text at all.
        text = data.decode("cp1252", "replace")
    return text
