"""From what was chosen to a job: opening what is to be measured, and what a name that is taken stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eval.command import RUNS
from eval.measure import Plan, identity_of
from eval.page.job import Desk, Order
from eval.page.reading import set_of_digest
from eval.saved import RunInfo, run_info, run_names
from rag.errors import UsageError
from rag.service import Service
from rag.settings import Settings
from rag.store.manifest import read_manifest

if TYPE_CHECKING:
    from rag.build import Sourcier

THRESHOLD = "answer_threshold"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is saved under a name: how many questions are done, and what it differs in from what was chosen.

    `damaged`: it cannot be read.
    """

    done: int = 0
    differences: tuple[str, ...] = ()
    damaged: bool = False


def can_vary(settings: Settings) -> bool:
    """Whether another threshold can be measured: a reranker or a chat model would have to be loaded a second time."""
    return settings.model is None and settings.reranker is None and settings.judge_model is None


def varied(settings: Settings, threshold: float | None) -> Settings:
    """The settings with that answer threshold."""
    return settings if threshold is None else settings.model_copy(update={THRESHOLD: threshold})


def opener(shared: Service, threshold: float | None) -> Callable[[], Sourcier]:
    """Opens the index as it was published last, with the settings of the service but for the threshold."""

    def opened() -> Sourcier:
        from rag import build

        sourcier = shared.open(lambda _: None, newest=True)
        if threshold is None or threshold == shared.settings.answer_threshold:
            return sourcier
        changed = varied(shared.settings, threshold)
        return build.open_sourcier(changed, shared.embedder(lambda _: None), index=sourcier.index)

    return opened


def begin(desk: Desk, order: Order, shared: Service) -> None:
    """Hands an order to the desk. Raises UsageError where another evaluation goes on, or for a name that is none."""
    desk.take(order, opener(shared, order.threshold))


def go_on(desk: Desk, order: Order, shared: Service) -> None:
    """Takes up what was stopped, where it stopped. Raises as `begin`."""
    begin(desk, replace(order, fresh=False), shared)


def taken(plan: Plan, order_name: str, settings: Settings) -> Taken | None:
    """What the name is taken by; None where it is free. Raises IndexFault where the index cannot be read."""
    if order_name not in run_names(RUNS):
        return None
    try:
        info = run_info(RUNS, order_name)
    except UsageError:
        return Taken(damaged=True)
    wanted = identity_of(plan, settings, read_manifest(settings.index))
    return Taken(info.questions, tuple(info.identity.differences(wanted)))


def order_of(info: RunInfo, settings: Settings) -> Order | Taken | None:
    """What goes on with an unfinished run; what it differs in where it cannot; None where its set is not there.

    Raises IndexFault where the index cannot be read.
    """
    known = set_of_digest(settings, info.identity.set_digest)
    if known is None:
        return None
    plan = Plan(known.read(), info.identity.retrieval_only)
    threshold = _threshold(info)
    chosen = settings
    if threshold is not None and threshold != settings.answer_threshold and can_vary(settings):
        chosen = varied(settings, threshold)
    else:
        threshold = None
    differences = info.identity.differences(identity_of(plan, chosen, read_manifest(settings.index)))
    if differences:
        return Taken(info.questions, tuple(differences))
    return Order(plan, RUNS, info.name, threshold)


def _threshold(info: RunInfo) -> float | None:
    try:
        return float(info.identity.settings[THRESHOLD])
    except (KeyError, ValueError):
        return None  # of another version, which the differences tell
