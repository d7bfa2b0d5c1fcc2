"""Judges whether passages support a statement, without a second model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from rag.answer.check.align import link
from rag.answer.check.analysed import Analysed
from rag.answer.check.contrary import denied, opposed
from rag.answer.check.facts import Fact, dates, numbers
from rag.answer.check.name_facts import names
from rag.answer.check.window import Window, mean_match
from rag.embed.recent import Recent
from rag.ports import Embedder, TokenEmbedder
from rag.text.sentences import split_sentences
from rag.types import Heading, Hit, Span, Support, Tokens, Verdict

Headings = Callable[[str], Sequence[Heading]]
_TRIED = 6
"""Windows of a passage that are looked at closely."""
_CLOSE = 0.03
_PAIR = 0.01
"""What a second sentence must add to the mean similarity of a word."""


@dataclass(frozen=True)
class Finding:
    """A window with all that was found of a statement in it."""

    window: Window
    facts: Sequence[Fact]
    contrary: Sequence[str]
    match: float
    verdict: Verdict = "supported"
    best: object = None


class EvidenceJudge:
    """A SupportJudge. Threads may share it."""

    def __init__(self, embedder: Embedder, headings: Headings = lambda _: ()) -> None:
        self._embedder = embedder
        self._headings = headings
        self._known: Recent[tuple[str, str], Analysed] = Recent(4000)

    def judge(self, statement: str, language: str, hits: Sequence[Hit]) -> list[Support]:
        """See SupportJudge."""
        findings = self.findings(statement, language, hits)
        order = {"supported": 0, "weak": 1, "unsupported": 2}
        findings.sort(key=lambda f: (order[f.verdict], -f.match, f.window.hit.passage.id))
        return [_support(statement, finding) for finding in findings]

    def findings(self, statement: str, language: str, hits: Sequence[Hit]) -> list[Finding]:
        """The best window of each passage that has one, in the order of the passages."""
        (ours,) = self._analysed([(statement, language)])
        found = []
        for hit in hits:
            tried = [self._finding(w) for w in self._windows(ours, hit)]
            if tried:
                order = {"supported": 0, "weak": 1, "unsupported": 2}
                near = max(f.window.content for f in tried) - _CLOSE
                found.append(
                    min((f for f in tried if f.window.content >= near), key=lambda f: (order[f.verdict], -f.match))
                )
        return found

    def _finding(self, window: Window) -> Finding:
        held = [*numbers(window), *dates(window), *names(window)]
        contrary = [what for what, found in (("negation", denied(window)), ("opposite", opposed(window))) if found]
        best = window.best
        match = float(best.mean()) if len(best) else 0.0
        states = {f.state for f in held}
        verdict: Verdict = "supported"
        if contrary or states & {"absent", "otherwise"} or match < 0.8:
            verdict = "unsupported"
        elif "doubtful" in states or match < 0.86:
            verdict = "weak"
        return Finding(window, held, contrary, match, verdict, best)

    def _windows(self, ours: Analysed, hit: Hit) -> list[Window]:
        passage = hit.passage
        spans = self._spans(hit)
        texts = [(passage.text[a:b], passage.language) for a, b in spans]
        above = [(t, passage.language) for t in (hit.document.title, passage.heading) if t]
        shown = self._analysed([*texts, *above])
        parts, tops = shown[: len(texts)], shown[len(texts) :]
        links = [link(ours, part) for part in parts]
        scored: list[tuple[float, int, int]] = []
        for i, one in enumerate(links):
            if one.table.shape[1]:
                scored.append((mean_match(ours, one.table.max(axis=1)), i, i + 1))
        for i, (one, two) in enumerate(pairwise(links)):
            if one.table.shape[1] and two.table.shape[1]:
                both = np.maximum(one.table.max(axis=1), two.table.max(axis=1))
                scored.append((mean_match(ours, both) - _PAIR, i, i + 2))
        scored.sort(key=lambda s: -s[0])
        return [
            Window(
                hit, Span(spans[i].start + passage.start, spans[j - 1].end + passage.start), links[i:j],
                parts[i - 1] if i else None, tops, hit.document.date,
            )
            for _, i, j in scored[:_TRIED]
        ]  # fmt: skip

    def _spans(self, hit: Hit) -> list[Span]:
        passage = hit.passage
        skipped = [h.span for h in self._headings(passage.document_id)]
        return [
            s for s in split_sentences(passage.text)
            if not any(s.start + passage.start < h.end and h.start < s.end + passage.start for h in skipped)
        ]  # fmt: skip

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
    lacking = [f for f in finding.facts if f.state in {"absent", "otherwise", "doubtful"}]
    missing = tuple(dict.fromkeys(statement[f.span.start : f.span.end] for f in lacking))
    contradicts = bool(finding.contrary) or any(f.state == "otherwise" for f in finding.facts)
    return Support(window.hit, window.span, window.quote, finding.verdict, missing, contradicts)
