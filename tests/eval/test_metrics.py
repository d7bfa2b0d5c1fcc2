"""The figures against cases that were worked out by hand, and what must hold of their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from eval.bootstrap import RESAMPLES, figures, replicates
from eval.metrics import METRICS, SHARES, Table
from eval.outcome import Cited, Given, Outcome, is_right
from eval.ranking import Judged, rank_metrics
from eval.sets import Case
from eval.strings import exact_match, f1, normalise


def cited(statement: int, quote: str, *gold: int) -> Cited:
    return Cited(statement, "d", "t", 0, len(quote), quote, gold)


def answered(case: Case, confidence: float, *citations: Cited, latency: float | None = 10.0) -> Outcome:
    text = " ".join(c.quote for c in citations) or "Rien."
    return Outcome(case, given=Given(text, not citations, confidence, latency, citations))


GOLD = Case("g", "q", "fr", ("la route",), (("a",), ("b", "c")))
PLAIN = Case("p", "q", "fr", ("12 millions",))
NONE = Case("n", "q", "fr", answerable=False)


# rankings


def test_rank_metrics_are_those_worked_out_by_hand() -> None:
    found = rank_metrics([
        Judged(["a", "b"], ["x", "a", "y", "b"]),
        Judged(["a"], ["a"]),
        Judged(["a"], [*map(str, range(10)), "a"]),
        Judged(["a"], []),
        Judged(["a", "b", "c"], ["c", *map(str, range(4)), "a"]),
    ])  # fmt: skip
    ideal = 1 + 1 / math.log2(3)
    assert found[0] == pytest.approx({
        "recall@1": 0, "recall@5": 1, "recall@10": 1, "mrr@10": 0.5,
        "ndcg@10": (1 / math.log2(3) + 1 / math.log2(5)) / ideal,
    })  # fmt: skip
    assert set(found[1].values()) == {1.0}
    assert set(found[2].values()) == set(found[3].values()) == {0.0}
    assert found[4]["recall@1"] == found[4]["recall@5"] == pytest.approx(1 / 3)
    assert found[4]["recall@10"] == pytest.approx(2 / 3)
    assert found[4]["mrr@10"] == 1


@given(st.lists(st.tuples(st.sets(st.text(max_size=4), min_size=1), st.lists(st.text(max_size=4), unique=True))))
def test_rank_metrics_are_shares_whatever_things_are_called(rankings: list[tuple[set[str], list[str]]]) -> None:
    found = rank_metrics([Judged(sorted(gold), ranked) for gold, ranked in rankings])
    assert len(found) == len(rankings)
    for (gold, ranked), values in zip(rankings, found, strict=True):
        assert all(0 <= value <= 1 for value in values.values())
        assert values["recall@1"] <= values["recall@5"] <= values["recall@10"]
        assert values["recall@10"] == pytest.approx(len(gold & set(ranked[:10])) / len(gold))
        first = next((n for n, item in enumerate(ranked[:10], 1) if item in gold), None)
        assert values["mrr@10"] == pytest.approx(1 / first if first else 0)


# strings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("L’accès à la route !", "accès à route"),
        ("The cat, an owl.", "cat owl"),
        ("«\u00a0Du pain\u00a0» et des œufs", "pain et œufs"),
        ("Saint-Jean d'Acre", "saint jean d acre"),
        ("une", ""),
    ],
)
def test_answers_are_compared_without_articles_case_and_punctuation(text: str, wanted: str) -> None:
    assert normalise(text) == wanted


def test_exact_match_and_f1_are_those_worked_out_by_hand() -> None:
    assert exact_match("La route.", ["le pont", "route"]) == 1
    assert exact_match("La route du Nord", ["route"]) == 0
    assert f1("La route du Nord", ["route", "pont"]) == pytest.approx(2 / 3)
    assert f1("Le maire a fermé la route du Nord", ["la route du Sud"]) == pytest.approx(2 * 1 / (4 + 2))
    assert f1("le", ["la"]) == 1
    assert f1("le", ["route"]) == f1("x", []) == 0


# figures


def test_the_figures_are_those_worked_out_by_hand() -> None:
    outcomes = [
        answered(GOLD, 0.9, cited(0, "Le maire a fermé la  Route", 0), cited(1, "Autre"), latency=10),
        answered(PLAIN, 0.8, cited(0, "Rien"), cited(1, "rien"), cited(2, "12\u202fmillions"), latency=20),
        answered(PLAIN, 0.7, cited(3, "12 millions"), latency=30),
        answered(GOLD, 0.2, latency=40),
        answered(NONE, 0.1, latency=50),
        answered(NONE, 0.95, cited(0, "x"), latency=None),
    ]
    values = Table.of(outcomes).values()
    assert values["answer_in_quote@1"] == 1 / 4
    assert values["answer_in_quote@3"] == 2 / 4
    assert values["exact_match"] == 1 / 4
    assert values["citation_precision"] == 1 / 2
    assert values["citation_recall"] == 1 / 4
    assert values["abstention_precision"] == 1 / 2
    assert values["abstention_recall"] == 1 / 2
    assert values["abstention_auroc"] == 4 / 8
    assert values["latency_ms_p50"] == 30
    assert values["recall@10"] is None
    assert values["short_f1"] is None
    assert [is_right(o) for o in outcomes] == [True, True, False, False, True, False]


def test_short_answers_are_judged_where_there_are_any() -> None:
    given = Given("Le budget atteint 12 millions.", False, 0.9, 1.0, short="12 millions d’euros")
    outcomes = [
        Outcome(PLAIN, given=given),
        Outcome(PLAIN, given=replace(given, short="12 millions")),
        answered(PLAIN, 0.7, cited(0, "12 millions")),
        Outcome(NONE, given=given),
    ]
    values = Table.of(outcomes).values()
    assert values["short_exact_match"] == 1 / 2
    assert values["short_f1"] == (2 * 2 / (4 + 2) + 1) / 2


def test_what_is_right_follows_from_what_the_set_says() -> None:
    by_gold, free = Case("x", "q", "fr", gold=(("a",),)), Case("y", "q", "fr")
    assert is_right(answered(by_gold, 1, cited(0, "z", 0))) is True
    assert is_right(answered(by_gold, 1, cited(0, "z"))) is False
    assert is_right(answered(free, 1, cited(0, "z"))) is True
    assert is_right(answered(free, 1)) is False
    assert is_right(Outcome(free)) is None
    assert is_right(Outcome(by_gold, ranked=("b", 0))) is True
    assert is_right(Outcome(by_gold, ranked=("b",))) is False
    assert is_right(Outcome(NONE, given=Given("", True, 0.0, None), error=("e", "f"))) is False


def test_a_metric_to_which_there_are_no_questions_does_not_apply() -> None:
    none = figures(Table.of([answered(NONE, 0.1), answered(NONE, 0.2)]))
    applying = {name for name, found in none.items() if found is not None}
    assert applying == {"abstention_precision", "abstention_recall", "latency_ms_p50", "latency_ms_p95"}
    only = figures(Table.of([Outcome(Case("x", "q", "fr", gold=(("a",),)), ranked=(0,))]))
    assert {name for name, found in only.items() if found is not None} == set(METRICS[:5])
    assert set(figures(Table.of([])).values()) == {None}


def some_outcome(kind: int, confidence: float, ranked: Sequence[int | str], latency: float | None) -> Outcome:
    case = (GOLD, PLAIN, NONE)[kind]
    gold = [[item] if isinstance(item, int) else [] for item in ranked[:2]]
    citations = [cited(n, f"la route {n}", *items) for n, items in enumerate(gold)] if confidence > 0.5 else []
    found = answered(case, confidence, *citations, latency=latency)
    return Outcome(case, ranked=tuple(ranked) if kind == 0 else None, given=found.given)


outcomes = st.lists(
    st.builds(
        some_outcome, st.integers(0, 2), st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0]),
        st.lists(st.sampled_from([0, 1, "x", "y", "z"]), unique=True), st.none() | st.floats(0, 1e4),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@given(outcomes)
def test_intervals_are_ordered_and_finite_and_always_the_same(outcomes: list[Outcome]) -> None:
    table = Table.of(outcomes)
    found = figures(table)
    assert list(found) == list(METRICS)
    assert figures(table) == found
    for name, interval in found.items():
        if interval is None:
            continue
        assert all(map(math.isfinite, (interval.value, interval.low, interval.high)))
        assert interval.low <= interval.high
        if name in SHARES:
            assert interval.low >= 0
            assert interval.high <= 1


@given(outcomes)
def test_the_vectorised_figures_are_the_plain_ones(outcomes: list[Outcome]) -> None:
    """Drawing each question once gives the value itself, and so does drawing from a table of repetitions."""
    table = Table.of(outcomes)
    rng = np.random.default_rng(1)
    draws = np.stack([np.arange(len(outcomes)), rng.integers(0, len(outcomes), len(outcomes))])
    drawn = table.replicates(draws)
    for row, draw in enumerate(draws):
        for name, value in Table.of([outcomes[n] for n in draw]).values().items():
            if value is None:
                assert math.isnan(drawn[name][row])
            else:
                assert drawn[name][row] == pytest.approx(value)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0, 0.25, 0.5, 0.75, 1])), min_size=2, max_size=30))
def test_the_area_under_the_curve_is_scikit_learns(rows: list[tuple[bool, float]]) -> None:
    table = Table.of([answered(PLAIN if kind else NONE, confidence) for kind, confidence in rows])
    kinds, confidences = zip(*rows, strict=True)
    found = table.replicates(np.arange(len(rows))[None, :])["abstention_auroc"][0]
    if len(set(kinds)) < 2:
        assert table.values()["abstention_auroc"] is None
        assert math.isnan(found)
    else:
        assert found == pytest.approx(roc_auc_score(kinds, confidences))


def test_an_interval_narrows_with_more_questions_and_holds_the_value() -> None:
    def width(times: int) -> float:
        both = [answered(PLAIN, 0.9, cited(0, "12 millions")), answered(PLAIN, 0.9, cited(0, "rien"))]
        found = figures(Table.of(both * times))["answer_in_quote@1"]
        assert found is not None
        assert found.low <= found.value == 0.5 <= found.high
        return found.high - found.low

    assert width(200) < width(20) < width(5)
    assert width(100) == pytest.approx(2 * 1.96 * math.sqrt(0.25 / 200), rel=0.15)


def test_questions_that_are_all_alike_have_no_spread() -> None:
    found = figures(Table.of([answered(PLAIN, 0.9, cited(0, "12 millions"))] * 9))["answer_in_quote@1"]
    assert found is not None
    assert (found.low, found.value, found.high) == (1, 1, 1)


def test_many_questions_are_drawn_in_blocks() -> None:
    table = Table.of([answered(PLAIN, 0.9, cited(0, "rien"))] * 5000)
    assert {len(found) for found in replicates(table).values()} == {RESAMPLES}
