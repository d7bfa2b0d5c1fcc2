"""Judges whether passages support a statement: by its words and facts, and by the reader where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.answer.check.align import link
from rag.answer.check.analysed import Analysed
from rag.answer.check.belonging import found as facts_of
from rag.answer.check.belonging import placed
from rag.answer.check.contrary import contradicted
from rag.answer.check.finding import Finding, extended, heard, weighed
from rag.answer.check.taken import Taken
from rag.answer.check.window import Window, windows
from rag.embed.recent import Recent
from rag.ports import Embedder, PassageReader, TokenEmbedder
from rag.text.sentences import MAX_SENTENCE, split_sentences
from rag.types import Heading, Hit, Span, Support, Tokens

Headings = Callable[[str], Sequence[Heading]]
_READ = 5
"""Passages that are looked at closely for a statement: those that hold its words best."""
_ORDER = {"supported": 0, "weak": 1, "unsupported": 2}


class EvidenceJudge:
    """A SupportJudge. A reader is heard besides words and facts: it sees who did what to whom, and what is said freely.

    Threads may share it.
    """

    def __init__(
        self, embedder: Embedder, reader: PassageReader | None = None, headings: Headings = lambda _: ()
    ) -> None:
        self._embedder = embedder
        self._reader = reader
        self._headings = headings
        self._known: Recent[tuple[str, str], Analysed] = Recent(4000)

    def judge(self, statement: str, language: str, hits: Sequence[Hit], meant: str = "") -> list[Support]:
        """See SupportJudge."""
        findings = self.findings(statement, language, hits, meant)
        findings.sort(key=lambda f: (_ORDER[f.verdict], not f.contradicts, -f.worth, f.window.hit.passage.id))
        return [_support(statement, finding) for finding in findings]

    def findings(self, statement: str, language: str, hits: Sequence[Hit], meant: str = "") -> list[Finding]:
        """What the passages that hold the statement's words best say of it, the best first; at most `_READ`."""
        (ours,) = self._analysed([(statement, language)])
        found = [pair for hit in hits if (pair := self._windows(ours, hit))]
        found.sort(key=lambda pair: -pair[0].content)
        findings = [self._finding(window, whole) for window, whole in found[:_READ]]
        if self._reader is None:
            return findings
        stances = self._reader.stances(meant or statement, [finding.window.hit for finding in findings])
        return [heard(finding, stance) for finding, stance in zip(findings, stances, strict=True)]

    def passages(self, statement: str, language: str, hits: Sequence[Hit]) -> list[Window]:
        """The passages whole, linked to the statement, those without a sentence left out."""
        (ours,) = self._analysed([(statement, language)])
        return [pair[1] for hit in hits if (pair := self._windows(ours, hit))]

    def _finding(self, window: Window, whole: Window) -> Finding:
        """A window weighed with all of its passage in sight, and made longer where a fact stands further off."""
        facts = [placed(fact) for fact in facts_of(whole)]
        window = extended(window, whole, facts)
        return weighed(window, facts, contradicted(window))

    def _windows(self, ours: Analysed, hit: Hit) -> tuple[Window, Window] | None:
        """The sentence or two that hold the statement's words best, and the whole passage."""
        passage = hit.passage
        spans = self._spans(hit)
        texts = [(passage.text[a:b], passage.language) for a, b in spans]
        above = [(t[:MAX_SENTENCE], passage.language) for t in (hit.document.title, passage.heading) if t]
        shown = self._analysed([*texts, *above])
        links = [link(ours, part) for part in shown[: len(texts)]]
        starts = [span.start + passage.start for span in spans]
        whole = Window(hit, links, starts, None, shown[len(texts) :], hit.document.date)
        best = max(windows(whole), key=lambda w: w.worth, default=None) if links else None
        return (best, whole) if best else None

    def _spans(self, hit: Hit) -> list[Span]:
        passage = hit.passage
        skipped = Taken(h.span for h in self._headings(passage.document_id))
        spans = split_sentences(passage.text)
        return [s for s in spans if not skipped.meets(Span(s.start + passage.start, s.end + passage.start))]

    def _analysed(self, texts: Sequence[tuple[str, str]]) -> list[Analysed]:
        known = {key: self._known.get(key) for key in texts}
        missing = [key for key, value in known.items() if value is None]
        if missing:
            shown: Iterator[Tokens] = iter(())
            if isinstance(self._embedder, TokenEmbedder):
                shown = iter(self._embedder.embed_passage_tokens([text for text, _ in missing]))
            for key in missing:
                made = Analysed(*key, next(shown, None))
                known[key] = made
                self._known.put(key, made)
        return [value for key in texts if (value := known[key]) is not None]


def _support(statement: str, finding: Finding) -> Support:
    window = finding.window
    quote = window.quote
    lacking = [statement[s.start : s.end] for s in finding.lacking]
    missing = tuple(dict.fromkeys(fact for fact in lacking if fact not in quote))
    return Support(window.hit, window.span, quote, finding.verdict, missing, finding.contradicts)
