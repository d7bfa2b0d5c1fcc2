"""Files that are made to do harm: `python -m eval.fuzz.bombs` reads each as an ingest does and says what came of it.

Exit code 0 where each was read or refused within the limits, and a file after it was read.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from eval.fuzz import seeds
from eval.fuzz.work import MEMORY
from rag.ingest.article import Article
from rag.ingest.read import Problem, ReadLimits, read_data, read_file
from rag.ingest.read.apart import READERS
from rag.ingest.read.peak import peak

MIB = 1024 * 1024
LIMITS = ReadLimits()
_LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPE = f"<!DOCTYPE x [{_LAUGHS}]>"
_OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
_ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)

Bomb = tuple[str, Callable[[], bytes]]
"""A file's name, and what makes its bytes."""

QUICK: Mapping[str, Bomb] = {
    "DOCX that unpacks to 300 MiB": ("a.docx", lambda: _zip("word/document.xml", 300)),
    "EPUB that unpacks to 300 MiB": ("a.epub", lambda: _zip("META-INF/container.xml", 300)),
    "archives in an archive": ("a.epub", lambda: _nested(seeds.epub)),
    "document in a document": ("a.docx", lambda: _nested(seeds.docx)),
    "billion laughs in DOCX": ("a.docx", lambda: seeds.docx(_LAUGH.format("&l9; fin"), _DOCTYPE)),
    "billion laughs in a chapter": ("a.epub", lambda: seeds.epub(f"{_DOCTYPE}<p>&l9; fin")),
    "billion laughs in SVG of a book": (
        "a.epub",
        lambda: seeds.epub(f"<p>fin</p>{_DOCTYPE}<svg><text>&l9;</text></svg>"),
    ),
    "a file of this machine in DOCX": ("a.docx", lambda: seeds.docx(_LAUGH.format("&e; fin"), _OUTSIDE)),
    "aliases in front matter": ("a.md", f"---\n{_ALIASES}title: *a11\n---\nfin".encode),
    "10,000 quotations in Markdown": ("a.md", lambda: b"> " * 10_000 + b"fin"),
    "10,000 lists in Markdown": ("a.md", lambda: b"".join(b" " * 2 * n + b"- a\n" for n in range(1500)) + b"\n\nfin"),
    "100,000 elements in each other": ("a.html", lambda: b"<div>" * 100_000 + b"fin"),
    "100,000 lists in each other": ("a.html", lambda: b"<ul><li>" * 50_000 + b"fin"),
    "100,000 openings of comments": ("a.html", lambda: b"fin" + b"<!--" * 100_000),
    "PDF that inflates to 100 MiB": ("a.pdf", lambda: seeds.pdf(1, b" " * 100 * MIB)),
}
LONG: Mapping[str, Bomb] = {
    "10,000 pages": ("a.pdf", lambda: seeds.pdf(10_000)),
    "100 pages of 10 MiB of text each": (
        "a.pdf",
        lambda: seeds.pdf(100, b"BT /F1 9 Tf 9 9 Td (abc def) Tj ET\n" * 300_000),
    ),
    "a million headings": ("a.md", lambda: b"# Titre\n\n" * 1_000_000),
    "a million headings of a page": ("a.html", lambda: b"<h2>Titre</h2>" * 1_000_000),
    "one line of 50 MB": ("a.txt", lambda: b"mot " * 12_500_000),
    "one word of 50 MB": ("a.md", lambda: b"m" * 50_000_000),
    "one line of 50 MB of HTML": ("a.html", lambda: b"<p>a " * 10_000_000),
    "50 MB of asterisks": ("a.md", lambda: b"*" * 50_000_000),
}


def _zip(name: str, mebibytes: int) -> bytes:
    return seeds.pack({name: bytes(mebibytes * MIB)})


def _nested(make: Callable[[], bytes]) -> bytes:
    inner = make()
    for _ in range(10):
        inner = seeds.pack({f"{n}.zip": inner for n in range(3)}, zipfile.ZIP_DEFLATED)[: 4 * MIB]
    return inner


def outcome(bomb: Bomb) -> str:
    """“read”, or the reason that it is refused for. A file after it must be read: AssertionError where it is not."""
    name, make = bomb
    (item,) = read_data(PurePath(name), make(), LIMITS)
    (after,) = read_data(PurePath("b.html"), seeds.PAGE.encode(), LIMITS)
    assert isinstance(after, Article)
    return "read" if isinstance(item, Article) else item.error.message()


def gigabyte(folder: Path) -> list[tuple[str, str]]:
    """A gigabyte of text as one file, which is refused, and as JSON lines, which are read one by one."""
    text, lines = folder / "a.txt", folder / "a.jsonl"
    with text.open("wb") as file:
        file.truncate(1024 * MIB)
    line = json.dumps({"text": "Une phrase de texte. " * 50_000}).encode() + b"\n"
    with lines.open("wb") as file:
        for _ in range(1024 * MIB // len(line)):
            file.write(line)
    told = []
    for path in (text, lines):
        problems = [item.error.message() for item in read_file(path, LIMITS) if isinstance(item, Problem)]
        told.append((f"1 GB as {path.suffix}", problems[0] if problems else "read"))
    return told


def main() -> int:
    """Prints a line for each, in Markdown."""
    sys.stdout.write("| file | seconds | what comes of it |\n|---|---:|---|\n")
    slow = False
    for what, bomb in {**QUICK, **LONG}.items():
        begun = time.monotonic()
        told = outcome(bomb)
        seconds = time.monotonic() - begun
        slow = slow or seconds > LIMITS.max_seconds + 60
        sys.stdout.write(f"| {what} | {seconds:.1f} | {told} |\n")
        sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        for what, told in gigabyte(Path(folder)):
            sys.stdout.write(f"| {what} | {time.monotonic() - begun:.1f} | {told} |\n")
    READERS.close()
    sys.stdout.write(f"\nThis process itself came to {peak() >> 20} MiB.\n")
    return 1 if slow or peak() > MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
