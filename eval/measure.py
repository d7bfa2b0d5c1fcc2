"""One run of a question set over an open index: what the command and the page do alike.

Whoever runs it asks for the outcomes one by one, and so may stop between two of them; what a saved run has already is
not asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from eval.outcome import Outcome
from eval.run import Runner
from eval.saved import Identity, SavedRun
from eval.sets import Case, QuestionSet
from eval.summary import Summary, summarise, summary_json
from rag import models
from rag.messages import Language
from rag.settings import Settings
from rag.store.manifest import Manifest

_NO_MATTER = {
    "index", "cache_dir", "language", "max_file_mb", "data", "folders", "upload_files", "sign_in", "allowed", "editors",
    "open_access",
}  # fmt: skip
"""Settings that no outcome depends on; which index it is, its own state says."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured: the first `limit` questions, or all; `retrieval_only`: searched for, not answered."""

    questions: QuestionSet
    retrieval_only: bool = False
    limit: int | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """The questions that are to be asked."""
        return self.questions.cases[: self.limit]


def index_state(manifest: Manifest) -> str:
    """Which state of which index it is, as identities of runs name it."""
    return f"{manifest.fingerprint[:20]}/{manifest.generation}/{manifest.created}"


def identity_of(plan: Plan, settings: Settings, manifest: Manifest) -> Identity:
    """What a run of the plan is a run of, over the index of that manifest. No model is loaded."""
    return Identity(
        set=plan.questions.path.name,
        set_digest=plan.questions.digest,
        index=index_state(manifest),
        settings={
            **{name: str(value) for name, value in settings.model_dump().items() if name not in _NO_MATTER},
            "reader": models.reader_state(settings),
            **({} if plan.retrieval_only else models.prompt_versions(settings)),
        },
        retrieval_only=plan.retrieval_only,
        version=version("sourcier"),
    )


class Measurement:
    """The cases on their way to their outcomes. One thread runs it; others may look at `known` meanwhile."""

    def __init__(self, cases: Sequence[Case], runner: Runner, saved: SavedRun | None = None) -> None:
        self.cases = tuple(cases)
        self._runner = runner
        self._saved = saved
        wanted = {case.id for case in cases}
        self._done = {
            outcome.case.id: outcome for outcome in (saved.done if saved else ()) if outcome.case.id in wanted
        }

    @property
    def done(self) -> int:
        """How many questions have their outcome."""
        return len(self._done)

    @property
    def left(self) -> int:
        """How many have none yet."""
        return len(self.cases) - len(self._done)

    def known(self) -> list[Outcome]:
        """The outcomes so far, in the order of the cases."""
        done = self._done.copy()
        return [done[case.id] for case in self.cases if case.id in done]

    def outcomes(self) -> Iterator[Outcome]:
        """The outcomes that are not known yet, each kept as soon as it is there. Raises UsageError (the disk)."""
        todo = [case for case in self.cases if case.id not in self._done]
        for outcome in self._runner.outcomes(todo):
            if self._saved is not None:
                self._saved.add(outcome)
            self._done[outcome.case.id] = outcome
            yield outcome

    def finish(self, language: Language) -> Summary:
        """The result, kept where the run is saved. Every case must have its outcome. Raises UsageError (the disk)."""
        assert not self.left
        summary = summarise(self.known())
        if self._saved is not None:
            self._saved.finish(summary_json(summary, language))
        return summary
