"""The whole of "check": a text that anyone wrote -> sentences -> passages for each -> verdicts with quotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.answer.check.cite import Markers, stated
from rag.answer.check.leaning import Leaning
from rag.errors import UsageError
from rag.ingest.read.base import Block
from rag.ingest.read.clean import assemble, one_line
from rag.ingest.read.markdown import read_markdown
from rag.messages import Language
from rag.ports import SupportJudge
from rag.text.language import question_language
from rag.text.sentences import split_sentences
from rag.text.words import terms
from rag.types import Filter, Hit, Statement

MOST_CHARACTERS = 100_000
"""Of a text that is checked at once: about forty pages, which take some minutes."""

Finder = Callable[[str, Filter | None], Sequence[Hit]]
"""A statement to the passages that could support it."""

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_LIST_MARK = re.compile(r"^(?:•|\d+\.)\s+")
_CELLS = " | "
"""Parts the cells of a table, whose rows are no sentences."""
_LEAST_WORDS = 2
"""Content words of a statement: "Thank you very much!" and « Bien sûr ! » have fewer."""
_HEADING_WORDS = 12
"""A line of its own without a full stop and with no more words than this is a heading."""
_END = re.compile(r"[.!…][\s»”\"'’)\]]*$")
_PLEASANTRIES = re.compile(
    r"(?:bonjour|bonsoir|salut|merci|bien sûr|avec plaisir|cordialement|n['’]hésitez pas|j['’]espère|bonne (?:journée|"
    r"lecture)|hello|hi|dear|thanks|thank you|sure|of course|certainly|you['’]re welcome|i hope|feel free|"
    r"let me know|best regards|kind regards)\b(?![^.!?]*\d)",
    re.IGNORECASE,
)


class TextChecker:
    """Checks a text sentence by sentence. Any number of threads may share it."""

    def __init__(self, judge: SupportJudge, find: Finder) -> None:
        self._judge = judge
        self._find = find

    def check(self, text: str, where: Filter | None = None) -> list[Statement]:
        """Its statements in their order, each with its verdict and what supports or contradicts it.

        What states nothing is left out: headings, questions, greetings, code, tables, what only announces
        a list.
        Raises UsageError for a text that is empty or longer than `MOST_CHARACTERS`.
        """
        return list(self.each(text, where))

    def each(self, text: str, where: Filter | None = None) -> Iterator[Statement]:
        """The same, one at a time as they are judged. Raises before the first."""
        return self._judged(statements_of(text), where)

    def _judged(self, sentences: Sequence[tuple[str, Language]], where: Filter | None) -> Iterator[Statement]:
        markers, leaning = Markers(), Leaning()
        for sentence, language in sentences:
            asked, meant = leaning.read(sentence, language)
            yield stated(sentence, self._judge.judge(sentence, language, self._find(asked, where), meant), markers)


def statements_of(text: str) -> list[tuple[str, Language]]:
    """The sentences of a plain or Markdown text that state something, without markup, each with its language.

    Raises UsageError for a text that is empty or too long, and DocumentError for front matter that cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError("check_long", characters=len(text), limit=MOST_CHARACTERS)
    if not any(c.isalnum() for c in text):
        raise UsageError("check_empty")
    # Indented prose is prose: only what stands between fences is code.
    blocks = read_markdown(_INDENT.sub("", text)).blocks
    found = [sentence for block in blocks if not (block.level or block.verbatim) for sentence in _sentences(block)]
    default = question_language(" ".join(found)) if found else "fr"
    spoken = ((sentence, question_language(sentence, default)) for sentence in found)
    return [(sentence, language) for sentence, language in spoken if _states(sentence, language)]


def _sentences(block: Block) -> Iterator[str]:
    text, _ = assemble([block])
    for line in text.split("\n"):
        if _CELLS in line or (not block.is_list and _heads(line)):
            continue
        stated_in = _LIST_MARK.sub("", line) if block.is_list else line
        yield from (one_line(stated_in[span.start : span.end]) for span in split_sentences(stated_in))


def _heads(line: str) -> bool:
    return len(line.split()) <= _HEADING_WORDS and not _END.search(line)


def _states(sentence: str, language: Language) -> bool:
    """Whether a sentence says something that a source could support."""
    plain = sentence.rstrip(' \u00a0\u202f»”"’)*')
    if plain.endswith("?") or _PLEASANTRIES.match(sentence):
        return False
    words = terms(sentence, language)
    if plain.endswith(":"):
        return any(t.is_name or t.is_number for t in words)
    return len(words) >= _LEAST_WORDS
