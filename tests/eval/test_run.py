"""Asking a set: what comes of each question, and what is said of all of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from eval.metrics import Table
from eval.outcome import Outcome
from eval.run import Runner
from eval.sets import Case
from eval.show import summary_text
from eval.summary import summarise, summary_json
from rag.messages import LANGUAGES
from rag.types import Hit, Turn
from tests.eval.asker import ANSWERS, CASES, WordAsker


def outcomes(asker: WordAsker | None = None, *, retrieval_only: bool = False) -> dict[str, Outcome]:
    runner = Runner(asker or WordAsker(ANSWERS), retrieval_only=retrieval_only)
    return {outcome.case.id: outcome for outcome in runner.outcomes(CASES)}


# asking


def test_an_outcome_has_what_was_given_and_what_was_found() -> None:
    found = outcomes()["books"]
    assert found.direction == "fr->en"
    assert found.given is not None
    assert [(c.statement, c.gold) for c in found.given.citations] == [(0, ()), (1, (0,))]
    assert found.given.latency_ms is not None
    assert found.ranked is not None
    assert 0 in found.ranked
    assert len(found.ranked) <= 10
    assert {hit.document_id for hit in found.retrieved if hit.gold} == {"library.md"}


def test_a_question_without_an_answer_is_not_searched_for() -> None:
    found = outcomes()["zebra"]
    assert (found.ranked, found.retrieved, found.direction, found.missing) == (None, (), "", ())


def test_gold_that_is_not_there_is_missed_and_named() -> None:
    found = outcomes()["lost"]
    assert found.missing == (0,)
    assert found.ranked is not None
    summary = summarise(list(outcomes().values()))
    recall = summary.whole.metrics["recall@10"]
    assert recall is not None
    assert recall.value == 3 / 4
    assert [w.said("fr") for w in summary.warnings] == [
        "lost : référence (gold) absente de l’index, comme document et comme texte : lost.md"
    ]


def test_where_no_gold_is_there_at_all_it_is_said_first() -> None:
    asker = WordAsker(texts={"other.md": ("fr", "Tout autre chose.")})
    summary = summarise(list(Runner(asker).outcomes(CASES)))
    assert [w.key for w in summary.warnings] == ["gold_all_missing", *["gold_missing"] * 5]
    assert summary.directions == {}


def test_a_follow_up_is_asked_with_the_turns_before_it() -> None:
    asker = WordAsker()
    before = (Turn("user", "Et le pont ?"), Turn("assistant", "Emporté."))
    Runner(asker).outcome(replace(CASES[0], history=before))
    assert asker.asked == [[*before, Turn("user", "Qui a fermé la route ?")]]


def test_the_retrieval_alone_asks_nothing() -> None:
    asker = WordAsker()
    found = outcomes(asker, retrieval_only=True)
    assert asker.asked == []
    assert all(outcome.given is None for outcome in found.values())
    metrics = summarise(list(found.values())).whole.metrics
    assert metrics["recall@10"] is not None
    assert metrics["answer_in_quote@3"] is metrics["abstention_auroc"] is metrics["latency_ms_p50"] is None


def test_enough_passages_are_asked_for_to_see_ten_documents() -> None:
    long = ("fr", " ".join(["pont"] * 200))
    asker = WordAsker(words=1, texts={"a-long.md": long} | {f"b{n}.md": ("fr", "un pont") for n in range(12)})
    outcome = Runner(asker, retrieval_only=True).outcome(Case("q", "pont", "fr", gold=(("b8.md",),)))
    assert outcome.ranked == ("a-long.md", *sorted(f"b{n}.md" for n in range(12))[:9])


def test_a_question_that_is_not_taken_counts_and_the_others_go_on() -> None:
    empty = Case("empty", "??", "fr", ("x",), (("pont.md",),))
    found = list(Runner(WordAsker(ANSWERS)).outcomes([empty, CASES[0]]))
    assert found[0].error == (
        "The question is empty. Type a question in French or in English.",
        "La question est vide. Posez une question en français ou en anglais.",
    )
    data = summary_json(summarise(found), "en")
    assert data["metrics"]["recall@10"]["value"] == data["metrics"]["answer_in_quote@3"]["value"] == 0.5
    assert data["warnings"] == ["empty: The question is empty. Type a question in French or in English."]
    assert [failed["id"] for failed in data["failed"]] == ["empty"]


def test_alternatives_are_one_item_of_every_figure() -> None:
    gold = (("pont.md", "bridge.md"), ("nowhere.md", "It holds forty thousand books"))
    quotes = ["The flood took the bridge away on Friday.", "La crue a emporté le pont vendredi."]
    outcome = Runner(WordAsker({"pont": (0.9, quotes)})).outcome(Case("q", "pont", "fr", gold=gold))
    values = Table.of([outcome]).values()
    assert (values["citation_precision"], values["citation_recall"]) == (1, 1 / 2)
    assert (values["recall@1"], outcome.missing, outcome.direction) == (1 / 2, (), "fr->fr")


def test_what_was_wanted_names_the_alternatives() -> None:
    gold = (("pont.md", "La crue"), ("nowhere.md", "nor there"), ("bridge.md",))
    summary = summarise([Runner(WordAsker()).outcome(Case("q", "route", "fr", gold=gold))])
    shown = {language: summary_json(summary, language) for language in LANGUAGES}
    assert shown["en"]["failed"][0]["wanted"] == ["pont.md or La crue", "nowhere.md or nor there", "bridge.md"]
    assert shown["fr"]["failed"][0]["wanted"] == ["pont.md ou La crue", "nowhere.md ou nor there", "bridge.md"]
    assert [line.endswith("nowhere.md ou nor there") for line in shown["fr"]["warnings"]] == [True]
    assert "pont.md ou La crue | nowhere.md ou nor there | bridge.md" in summary_text(summary, "fr")


class Grouping(WordAsker):
    """An Asker that lists what says the same with the first of it, as the index does with near-duplicates."""

    def search(self, question: str, k: int) -> list[Hit]:
        first, *others = super().search(question, 50)
        same = tuple(hit for hit in others if hit.passage.text == first.passage.text)
        return [replace(first, duplicates=same), *(hit for hit in others if hit not in same)][:k]


def test_a_near_duplicate_counts_where_it_is_listed() -> None:
    same = ("fr", "La crue a emporté le pont.")
    asker = Grouping(texts={"a.md": same, "b.md": ("fr", "La crue."), "c.md": same, "d.md": ("fr", "Le pont.")})
    outcome = Runner(asker, retrieval_only=True).outcome(Case("q", "La crue, le pont", "fr", gold=(("c.md",),)))
    assert outcome.ranked is not None
    assert outcome.ranked[:2] == ("a.md", 0)
    assert [hit.document_id for hit in outcome.retrieved] == ["a.md", "c.md", "b.md", "d.md"]
    assert [hit.gold for hit in outcome.retrieved] == [False, True, False, False]


def test_what_failed_is_told_with_what_was_wanted_and_what_came() -> None:
    data = summary_json(summarise(list(outcomes().values())), "en")
    assert data["failed"] == [
        {"id": "budget", "question": "What is the budget?", "wanted": ["12 millions"], "got": []},
        {"id": "zebra", "question": "Where do zebras drink?", "wanted": [], "got": ["The library opens at nine."]},
        {"id": "lost", "question": "What of the lost page?", "wanted": ["lost.md"], "got": []},
    ]
    assert {name: group["questions"] for name, group in data["directions"].items()} == {
        "en->fr": 1, "fr->en": 1, "fr->fr": 1,
    }  # fmt: skip
    assert data["tags"]["x"]["questions"] == 1
    assert data["curve"] == [
        {"threshold": 0.7, "answered": 0.6, "wrong": 0.3333},
        {"threshold": 0.8, "answered": 0.4, "wrong": 0.0},
        {"threshold": 0.9, "answered": 0.2, "wrong": 0.0},
    ]


@pytest.mark.parametrize("answerable", [True, False])
@pytest.mark.parametrize("retrieval_only", [True, False])
def test_sets_of_one_kind_make_json_without_nan(answerable: bool, retrieval_only: bool) -> None:
    cases = [Case("q", "Qui a fermé la route ?", "fr", answerable=answerable)]
    runner = Runner(WordAsker(), retrieval_only=retrieval_only)
    data = summary_json(summarise(list(runner.outcomes(cases))), "fr")
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["questions"] == 1
    assert data["metrics"]["recall@10"] is None
