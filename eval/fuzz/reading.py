"""Targets: the files that people hand over, and the passages that they are cut into."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from eval.fuzz import seeds
from eval.fuzz.target import Check, Target, tell, words
from rag.errors import DocumentError
from rag.ingest.article import Article
from rag.ingest.chunk import ChunkSettings, make_chunker
from rag.ingest.identify import to_document
from rag.ingest.read import Problem, ReadLimits, read_data, read_file
from rag.ingest.read.dates import date_line, parse_date, stated_date
from rag.ingest.read.decode import decode
from rag.ingest.read.html import decode_html
from rag.ingest.read.markdown import front_matter
from rag.ingest.read.reader import read_one
from rag.text.sentences import split_sentences
from rag.types import Document, Heading, Span

_LIMITS = ReadLimits(max_seconds=20)
_MARKDOWN = words(
    "# ## ``` ~~~ *** --- === > >> - * + 1. | |-| [a]: [a][b] ![ ]( <b> </b> <!-- --> &amp; ** __ ` \\ \\n\\n \\t"
)
_YAML = words(
    "--- \\n---\\n \\ntitle: \\ndate: \\nlang: &a *a <<: !!python/object: ? : - [ ] { } | > ' \" # "
    "%YAML !!int .inf ~ null"
)
_HTML = words(
    "<p> </p> <div> </div> <table> <tr> <td> <ul> <li> <ol> <a> </a> <h1> </h1> <pre> <br> <svg> "
    "<![CDATA[ ]]> <!-- --> <! <? "
    "</ < > &#0; &#x110000; &#xD800; &amp &lt; <script> </script> <style> <template> <body> <html> "
    "<title> <textarea> <q> <sup>"
)
_ZIP = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"word/document.xml",
    b"META-INF/container.xml",
    b"../",
)
_XML = words(
    "<w:p> </w:p> <w:r> <w:t> </w:t> <w:tbl> <w:tr> <w:tc> <!DOCTYPE <!ENTITY &x; <?xml <item <itemref idref= %2e%2e"
)
_PDF = words(
    "obj endobj stream endstream xref trailer startxref %%EOF /Kids /Parent /Count /Length /Filter "
    "/FlateDecode << >> [ ] R"
)
_JSON = words('{ } [ ] : , " \\" \\u0000 \\ud800 null true -1 1e999 NaN \\n text title date id lang url source')


def _read(name: str, how: Callable[..., Sequence[Article | Problem]]) -> Callable[[Path], Check]:
    def make(_: Path) -> Check:
        path = PurePath(name)

        def check(data: bytes) -> None:
            hold(how(path, data, _LIMITS))

        return check

    return make


def _lines(folder: Path) -> Check:
    path = folder / "a.jsonl"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        hold(list(read_file(path, _LIMITS)))

    return check


def hold(found: Sequence[Article | Problem]) -> None:
    """What is promised of what is read from a file: something, articles that can be kept, problems that can be told."""
    assert found
    for item in found:
        if isinstance(item, Problem):
            tell(item.error)
            continue
        document = to_document(item, Path("a.md"), "a.md")
        document.text.encode()
        document.title.encode()
        assert document.text.strip()
        assert document.title.strip()
        end = 0
        for heading in item.headings:
            assert end <= heading.span.start < heading.span.end <= len(item.text)
            end = heading.span.end


def _front(_: Path) -> Check:
    def check(data: bytes) -> None:
        try:
            fields, rest = front_matter(data.decode("utf-8", "replace"))
        except DocumentError:
            return
        assert all(isinstance(value, str) for value in fields.values())
        assert isinstance(rest, str)

    return check


def _decode(_: Path) -> Check:
    def check(data: bytes) -> None:
        for how in (decode, decode_html):
            with suppress(DocumentError):  # it is no text
                how(data)

    return check


def _dates(_: Path) -> Check:
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        parse_date(text)
        date_line(text)
        with suppress(DocumentError):  # it is no date
            stated_date(text)

    return check


def _sentences(_: Path) -> Check:
    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        covered(text, split_sentences(text))

    return check


def covered(text: str, spans: Sequence[Span]) -> None:
    """The spans are in order, none is empty, and all that has ink is in one of them."""
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()


def count_words(texts: Sequence[str]) -> list[int]:
    """Tokens, as far as chunking cares: a word each, a long one several."""
    return [sum(1 + len(word) // 8 for word in text.split()) for text in texts]


def _chunks(_: Path) -> Check:
    chunker = make_chunker(count_words, ChunkSettings(16, 32), lambda _: "fr")

    def check(data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        headings = _headings(text, random.Random(len(data)))  # noqa: S311 - it is to be repeatable
        document = Document("a", "Titre", text, "fr", "/a", headings=headings)
        passages = chunker(document)
        covered(text, [Span(passage.start, passage.end) for passage in passages])
        assert all(document.text[p.start : p.end] == p.text for p in passages)
        assert all(p.text == p.text.strip() for p in passages)
        assert len({p.id for p in passages}) == len(passages)

    return check


def _headings(text: str, rng: random.Random) -> tuple[Heading, ...]:
    """Some, right or wrong: a reader's mistake must not become a lost line."""
    starts = [rng.randrange(len(text) + 2) for _ in range(rng.randrange(5))]
    return tuple(Heading(Span(start, start + rng.randrange(60)), rng.randrange(1, 7)) for start in starts)


def _here(path: PurePath, data: bytes, limits: ReadLimits) -> list[Article | Problem]:
    try:
        return [read_one(path, data, limits)]
    except DocumentError as error:
        return [Problem(path.name, error)]


def _apart(path: PurePath, data: bytes, limits: ReadLimits) -> list[Article | Problem]:
    return list(read_data(path, data, limits))


def _book(path: PurePath, data: bytes, limits: ReadLimits) -> list[Article | Problem]:
    return _here(path, seeds.book(data), limits)


def _word(path: PurePath, data: bytes, limits: ReadLimits) -> list[Article | Problem]:
    return _apart(path, seeds.word(data), limits)


def _texts() -> list[bytes]:
    text = seeds.TEXT
    return [
        text.encode(),
        text.encode("cp1252", "replace"),
        text.encode("utf-16"),
        text.encode("mac_roman", "replace"),
        b"a",
    ]


TARGETS = (
    Target(
        "markdown",
        _read("a.md", _here),
        lambda: [seeds.TEXT.encode(), (seeds.FRONT + seeds.TEXT).encode()],
        _MARKDOWN,
        12_000,
    ),
    Target("text", _read("a.txt", _here), _texts, _MARKDOWN, 24_000),
    Target("html", _read("a.html", _here), lambda: [seeds.PAGE.encode(), b"<p>a", seeds.TEXT.encode()], _HTML, 20_000),
    Target("epub", _read("a.epub", _here), lambda: [seeds.epub(), seeds.epub(method=0)], _ZIP, 30_000),
    Target("epub: parts", _read("a.epub", _book), lambda: [seeds.book_parts()], _XML + _HTML, 24_000),
    Target("docx", _read("a.docx", _apart), lambda: [seeds.docx(), seeds.docx(method=0)], _ZIP, 15_000),
    Target("docx: parts", _read("a.docx", _word), lambda: [seeds.document_part()], _XML, 15_000),
    Target("pdf", _read("a.pdf", _apart), lambda: [seeds.pdf(), seeds.pdf(3)], _PDF, 12_000),
    Target("jsonl", _lines, lambda: [seeds.lines(), seeds.lines().decode().encode("utf-16")], _JSON, 24_000),
    Target("front matter", _front, lambda: [seeds.FRONT.encode(), b"---\na: &a [b]\nc: *a\n---\n"], _YAML, 40_000),
    Target("encodings", _decode, _texts, words("charset= <meta <?xml encoding= utf-7 cp037 idna"), 80_000),
    Target(
        "dates",
        _dates,
        lambda: [b"3 mai 2024", b"2024-05-03T10:00:00Z", b"May 3, 2024", b"D:20240503"],
        words("/ - . , er mai May 0000 9999 31 02 30 :"),
        200_000,
    ),
    Target("sentences", _sentences, _texts, words(". ! ? ... « » “ ” M. p. 5 p.m. U.S. ; : - • \\n \\n\\n"), 60_000),
    Target("chunks", _chunks, _texts, words(". ! ? # \\n \\n\\n - • | «"), 16_000),
)
"""Fourteen of them; DOCX and PDF are read in a process apart, as in an ingest."""
