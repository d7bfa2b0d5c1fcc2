"""What each sentence of a chat model stands on: the passages that it named, and those that do support it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.answer.check.cite import Markers, cited, telling
from rag.answer.check.leaning import Leaning
from rag.answer.generate.reply import Said
from rag.answer.verify import best_verdict
from rag.ports import SupportJudge
from rag.types import Citation, Hit, Span, Statement, Support


class Attribution:
    """The sentences of one answer. `shown`: which hit each marker of the prompt stands for."""

    def __init__(self, judge: SupportJudge, shown: Mapping[str, Hit], language: str) -> None:
        self._judge = judge
        self._shown = shown
        self._language = language
        self._markers = Markers()
        self._leaning = Leaning()

    def statement(self, said: Said) -> Statement:
        """With its verdict. A marker that does not hold stays, as what it is; what does support it is added."""
        named = [self._shown[code] for code in said.codes]
        _, meant = self._leaning.read(said.text, self._language)
        own = list(self._judge.judge(said.text, self._language, named, meant)) if named else []
        found = own
        if not own or own[0].verdict != "supported":
            others = [hit for hit in self._shown.values() if hit not in named]
            found = [*_worth(self._judge.judge(said.text, self._language, others, meant), own), *own]
        citations = [self._cite(support) for support in found]
        held = {support.hit.passage.id for support in found}
        citations += [self._cite(_nothing(hit)) for hit in named if hit.passage.id not in held]
        return Statement(said.text, tuple(citations), best_verdict(c.verdict for c in citations), said.unknown)

    def _cite(self, support: Support) -> Citation:
        return cited(support, self._markers.of(support))


def _worth(others: Sequence[Support], own: Sequence[Support]) -> list[Support]:
    """Of passages that were not named those that say more than the ones that were, and those that contradict."""
    if not others:
        return []
    known = best_verdict(s.verdict for s in own)
    better = best_verdict(s.verdict for s in others) != "unsupported" and known != others[0].verdict
    return [s for s in telling(others) if s.contradicts or (better and s.verdict != "unsupported")]


def _nothing(hit: Hit) -> Support:
    """A passage that was named and does not speak of what is said: shown whole, as supporting nothing."""
    passage = hit.passage
    return Support(hit, Span(passage.start, passage.end), passage.text, "unsupported")
