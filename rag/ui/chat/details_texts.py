"""What the page says of how an answer came about, and of what its verdicts mean."""

from __future__ import annotations

from dataclasses import dataclass

from rag.messages import Language


@dataclass(frozen=True, slots=True)
class DetailsTexts:
    """The strings of one language."""

    steps: str
    rewrite: str
    retrieve: str
    answer: str
    verify: str
    considered: str
    score: str
    unread: str
    means_weak: str
    means_unsupported: str
    means_contradicted: str
    means_nowhere: str

    def step(self, name: str) -> str:
        """What a step of `Answer.timings_ms` is called."""
        known = {"rewrite": self.rewrite, "retrieve": self.retrieve, "answer": self.answer, "verify": self.verify}
        return known[name]


DETAILS: dict[Language, DetailsTexts] = {
    "fr": DetailsTexts(
        steps="Étapes\u00a0: {steps}.",
        rewrite="comprendre la question {time}",
        retrieve="chercher et lire {time}",
        answer="répondre {time}",
        verify="vérifier les citations {time}",
        considered="Passages examinés",
        score="répond à {percent}\u00a0%",
        unread="non lu\u00a0: trop loin dans la recherche",
        means_weak="Appui faible\u00a0: la source parle de la même chose, mais ne dit pas tout ce que dit la phrase.",
        means_unsupported="Non appuyé\u00a0: la source citée ne le dit pas. À ne pas reprendre sans autre source.",
        means_contradicted="Contredit\u00a0: la source dit autre chose. Ouvrez la citation pour comparer.",
        means_nowhere="Aucun passage n’en parle\u00a0: rien n’a été trouvé dans les articles pour juger cette phrase.",
    ),
    "en": DetailsTexts(
        steps="Steps: {steps}.",
        rewrite="understanding the question {time}",
        retrieve="searching and reading {time}",
        answer="answering {time}",
        verify="checking the citations {time}",
        considered="Passages considered",
        score="answers with {percent}%",
        unread="not read: too far down the search",
        means_weak="Weak support: the source speaks of the same thing, but does not say all that the sentence says.",
        means_unsupported="Not supported: the source cited does not say it. Not to be repeated without another source.",
        means_contradicted="Contradicted: the source says otherwise. Open the citation to compare.",
        means_nowhere="No passage speaks of it: nothing was found in the articles to judge this sentence by.",
    ),
}
