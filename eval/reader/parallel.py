"""Texts in both languages, paragraph by paragraph: from them the reader learns to cross over.

`python -m eval.reader.parallel UNPACKED PAIRS.jsonl` takes them out of Debian's packages gnome-user-docs,
evolution-common, gedit-common and evince-common (CC BY-SA 3.0), gimp-help-en and gimp-help-fr (GFDL 1.2), each unpacked
with `dpkg-deb -x` into one folder. Their pages were translated paragraph by paragraph; those whose structure differs
between the languages are left out.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from eval.reader.examples import Example
from eval.squad import Paragraph
from rag.text.sentences import split_sentences
from rag.types import Span

_MALLARD = "{http://projectmallard.org/1.0/}"
WRONG_PAGE = 0.3
"""Of the examples have a passage of another page."""
MIN_WORDS, MAX_WORDS = 5, 40
MIN_SENTENCE, MAX_PASSAGE = 30, 700
"""In characters."""
_KEPT = ("p", "title", "h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Page:
    """Its paragraphs and headings in order; `texts["fr"][i]` and `texts["en"][i]` say the same."""

    name: str
    texts: dict[str, list[str]]


def read_pages(path: Path) -> list[Page]:
    """What `main` wrote."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Page(row["page"], {"fr": row["fr"], "en": row["en"]}) for row in rows]


def crossing(pages: Sequence[Page], count: int, rng: random.Random, *, whole: bool = False) -> list[Example]:
    """`count` examples: words of a sentence, and a passage in the other language in which it stands, or does not.

    The words are the sentence's beginning, its end or all of it (always, where it is wanted `whole`), as a reader's
    keywords would be; the span is the whole sentence in the other language. Paragraphs whose sentences cannot be told
    apart alike are left out.
    """
    found: list[Example] = []
    while len(found) < count:
        asked, read = rng.sample(("fr", "en"), 2)
        page = rng.choice(pages)
        place = rng.randrange(len(page.texts[asked]))
        ours, theirs = page.texts[asked][place], page.texts[read][place]
        mine, others = split_sentences(ours), split_sentences(theirs)
        if len(mine) != len(others) or not MIN_SENTENCE <= len(theirs) <= MAX_PASSAGE or theirs[-1] not in ".!?":
            continue
        number = rng.randrange(len(mine))
        words = ours[mine[number].start : mine[number].end].split()
        if not MIN_WORDS <= len(words) <= MAX_WORDS:
            continue
        kept = len(words) if whole else rng.randint(max(MIN_WORDS, len(words) // 2), len(words))
        question = " ".join(words[:kept] if rng.random() < 0.5 else words[-kept:])
        if rng.random() < WRONG_PAGE:
            other = rng.choice(pages)
            text, _ = _passage(other.texts[read], rng.randrange(len(other.texts[read])))
            span, kind = None, "elsewhere"
            if other is page:
                continue
        else:
            text, before = _passage(page.texts[read], place)
            span, kind = Span(before + others[number].start, before + others[number].end), "parallel"
        paragraph = Paragraph(page.name, "", text, read)
        found.append(Example(question, asked, paragraph, span, (), kind))
    return found


def translated(pages: Sequence[Page], count: int, rng: random.Random) -> list[Example]:
    """`count` statements: sentences, each beside the translated page where it stands, or beside another."""
    found: list[Example] = []
    while len(found) < count:
        for one in crossing(pages, 1, rng, whole=True):
            found.append(replace(one, span=None, supported=one.span is not None))
    return found


def _passage(texts: Sequence[str], place: int) -> tuple[str, int]:
    """A text with as many around it as a passage takes, and where in that it begins."""
    first = last = place
    size = len(texts[place])
    while size < MAX_PASSAGE and (first > 0 or last + 1 < len(texts)):
        if first > 0 and (place - first <= last - place or last + 1 == len(texts)):
            first -= 1
            size += len(texts[first])
        else:
            last += 1
            size += len(texts[last])
    before = sum(len(text) + 1 for text in texts[first:place])
    return "\n".join(texts[first : last + 1]), before


def extract(folder: Path) -> Iterator[Page]:
    """All pages of the packages unpacked in a folder."""
    share = folder / "usr" / "share"
    for english in sorted((share / "help" / "C").rglob("*.page")):
        french = share / "help" / "fr" / english.relative_to(share / "help" / "C")
        yield from _page(f"gnome/{english.parent.name}/{english.stem}", _mallard(english), _mallard(french))
    manual = share / "gimp" / "2.0" / "help"
    for english in sorted((manual / "en").rglob("*.html")):
        french = manual / "fr" / english.relative_to(manual / "en")
        yield from _page(f"gimp/{english.stem}", _html(english), _html(french))


def _page(name: str, english: Sequence[tuple[str, str]], french: Sequence[tuple[str, str]]) -> Iterator[Page]:
    if not english or [tag for tag, _ in english] != [tag for tag, _ in french]:
        return
    # What is the same in both was not translated, or is a name.
    pairs = [(fr, en) for (_, fr), (_, en) in zip(french, english, strict=True) if fr != en and fr and en]
    if pairs:
        yield Page(name, {"fr": [fr for fr, _ in pairs], "en": [en for _, en in pairs]})


def _mallard(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        return []
    try:
        root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - files of a distribution's package
    except ElementTree.ParseError:
        return []
    found = [(e.tag.removeprefix(_MALLARD), " ".join("".join(e.itertext()).split())) for e in root.iter()]
    return [(tag, text) for tag, text in found if tag in _KEPT]


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base's
        if tag in _KEPT:
            self._open, self._text = tag, []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self.found.append((tag, " ".join("".join(self._text).split())))
            self._open = None


def _html(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        return []
    parser = _Paragraphs()
    parser.feed(path.read_text(encoding="utf-8", errors="replace"))
    return parser.found


def write_pages(pages: Iterable[Page], path: Path) -> int:
    """One JSON line a page; returns how many pairs of texts there are."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps({"page": page.name, **page.texts}, ensure_ascii=False) + "\n")
            count += len(page.texts["fr"])
    return count


if __name__ == "__main__":
    print(write_pages(extract(Path(sys.argv[1])), Path(sys.argv[2])), "pairs")
