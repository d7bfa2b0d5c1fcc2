"""What every LexicalIndex does."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import numpy as np
import pytest

from rag.ports import LexicalIndex
from rag.types import Filter
from tests.store.lexicons import ENGLISH, FRENCH, HELD, KINDS, LEAP, LexicalKind, fill, one, same_scores
from tests.store.vectors import entry


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> LexicalKind:
    found: LexicalKind = request.param
    return found


@pytest.fixture(params=["fresh", "loaded", "loaded and changed"])
def store(kind: LexicalKind, request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    """One of HELD, however it came by them."""
    made = kind.new()
    late = 3 if request.param == "loaded and changed" else len(HELD)
    fill(made, HELD[:late])
    if request.param == "fresh":
        return made
    if late < len(HELD):
        fill(made, [(entry("z1", "z"), "riv riv riv riv")])
    written = made.save(tmp_path)
    assert sorted(written) == sorted(file.name for file in tmp_path.iterdir())
    made = kind.load(tmp_path)
    made.delete(["z1"])
    fill(made, HELD[late:])
    return made


def names(found: list[tuple[str, float]]) -> list[str]:
    return [name for name, _ in found]


def test_it_is_a_lexical_index(store: LexicalIndex) -> None:
    assert isinstance(store, LexicalIndex)
    assert len(store) == len(HELD)
    assert store.ids() == {e.passage_id for e, _ in HELD}


def test_an_empty_one_finds_nothing(kind: LexicalKind, tmp_path: Path) -> None:
    store = kind.new()
    store.save(tmp_path)
    for empty in (store, kind.load(tmp_path)):
        assert (len(empty), empty.ids(), empty.delete(["a1"])) == (0, set(), 0)
        assert empty.search(one("riv"), 5, FRENCH) == []
        assert empty.idf("riv", "fr") > 0
        empty.add([], [])
        assert len(empty) == 0
        fill(empty, HELD[:2])
        assert names(empty.search(one("pont"), 1, FRENCH)) == ["a1"]


def test_a_passage_that_holds_the_word_more_often_or_in_fewer_words_is_better(kind: LexicalKind) -> None:
    store = kind.new()
    texts = {"once": "riv x y z", "twice": "riv riv y z", "short": "riv x", "none": "x y"}
    fill(store, [(entry(name, name), text) for name, text in texts.items()])
    found = store.search(one("riv"), 9, FRENCH)
    assert names(found) in (["twice", "short", "once"], ["short", "twice", "once"])
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)


def test_the_scores_are_those_of_the_formula(store: LexicalIndex) -> None:
    """Worked out by hand for « rout »: five French passages of 3, 2, 4, 2 and 0 terms; it stands in one, of a."""
    idf = np.log(1 + (5 - 1 + 0.5) / (1 + 0.5))
    mean = (3 + 2 + 4 + 2 + 0) / 5
    own = 1.6 / (1 + 0.6 * (0.25 + 0.75 * 2 / mean))
    around = 1.6 / (1 + 0.6 * (0.25 + 0.75 * 5 / (5 * mean)))
    wanted = [("a2", idf * (own / 3 + around * 2 / 3)), ("a1", idf * around * 2 / 3)]
    assert same_scores(store.search(one("rout"), 9, FRENCH), wanted)
    assert store.idf("rout", "fr") == pytest.approx(idf)


# the surroundings


def test_what_stands_beside_a_word_has_a_share_of_its_score_and_no_other_article_has(kind: LexicalKind) -> None:
    store = kind.new()
    fill(store, [(entry(f"a{n}", "a"), "riv x" if n == 4 else f"x w{n}") for n in range(9)])
    fill(store, [(entry("b0", "b"), "x y")])
    found = dict(store.search(one("riv"), 20, FRENCH))
    assert found.keys() == {"a2", "a3", "a4", "a5", "a6"}
    assert max(found, key=lambda name: found[name]) == "a4"


def test_a_question_whose_words_are_spread_over_neighbours_finds_them(kind: LexicalKind) -> None:
    store = kind.new()
    fill(store, [(entry("a1", "a"), "rivier x y"), (entry("a2", "a"), "pont x y")])
    fill(store, [(entry(f"b{n}", f"b{n}"), f"{word} x y") for n, word in enumerate(["rivier", "pont"] * 3)])
    assert set(names(store.search({"rivier": 1.0, "pont": 1.0}, 2, FRENCH))) == {"a1", "a2"}


# adding and deleting


def test_what_is_there_already_is_refused_and_changes_nothing(store: LexicalIndex) -> None:
    before = store.search(one("riv"), 9, FRENCH)
    for entries, terms in [
        ([entry("f1", "f"), entry("a1", "f")], [["riv"], ["riv"]]),
        ([entry("f1", "f"), entry("f1", "f")], [["riv"], ["riv"]]),
        ([entry("f1", "f")], []),
        ([entry("f1", "f")], [["riv"], ["riv"]]),
    ]:
        with pytest.raises(ValueError, match=r"already|lists of terms"):
            store.add(entries, terms)
        assert (len(store), store.ids()) == (len(HELD), {e.passage_id for e, _ in HELD})
        assert store.search(one("riv"), 9, FRENCH) == before


def test_what_was_deleted_is_not_found_and_counts_no_more(store: LexicalIndex) -> None:
    before = store.idf("riv", "fr")
    assert store.delete(["a1", "a2", "a1", "unknown"]) == 2
    assert store.ids() == {e.passage_id for e, _ in HELD} - {"a1", "a2"}
    assert names(store.search(one("riv"), 9, FRENCH)) == ["b1"]
    assert store.search(one("rout"), 9, FRENCH) == []
    assert store.idf("riv", "fr") != before


def test_what_was_deleted_can_be_added_again_with_other_words(store: LexicalIndex) -> None:
    store.delete(["a1", "a2"])
    fill(store, [(entry("a1", "a"), "zebr")])
    assert names(store.search(one("zebr"), 9, FRENCH)) == ["a1"]
    assert store.search(one("pont"), 9, FRENCH) == []


def test_taken_out_and_put_back_is_as_it_was(store: LexicalIndex) -> None:
    before = [store.search(one(term), 9, FRENCH) for term in ("riv", "mair", "rout")]
    store.delete(["a1", "a2"])
    fill(store, HELD[:2])
    for term, found in zip(("riv", "mair", "rout"), before, strict=True):
        assert same_scores(store.search(one(term), 9, FRENCH), found)


def test_deleting_all_leaves_an_empty_one(store: LexicalIndex) -> None:
    assert store.delete(store.ids()) == len(HELD)
    assert (len(store), store.search(one("riv"), 9, FRENCH)) == (0, [])
    fill(store, HELD)
    assert names(store.search(one("chat"), 9, FRENCH)) == ["c1"]


def test_a_word_said_a_thousand_times_is_no_trouble(kind: LexicalKind) -> None:
    store = kind.new()
    fill(store, [(entry("a1", "a"), "riv " * 1000), (entry("b1", "b"), "riv x"), (entry("c1", "c"), "x")])
    assert set(names(store.search(one("riv"), 9, FRENCH))) == {"a1", "b1"}


# what is asked


@pytest.mark.parametrize("number", [30, 500])
def test_of_many_equal_scores_the_first_ids_are_given(kind: LexicalKind, number: int) -> None:
    store = kind.new()
    fill(store, [(entry(f"{n * 7919 % number:04d}", f"d{n}"), "riv pont") for n in range(number)])
    fill(store, [(entry("best", "best"), "riv riv pont")])
    assert names(store.search(one("riv"), 4, FRENCH)) == ["best", "0000", "0001", "0002"]


@pytest.mark.parametrize("k", [0, -1])
def test_none_are_found_when_none_are_wanted_but_those_named(store: LexicalIndex, k: int) -> None:
    assert store.search(one("riv"), k, FRENCH) == []
    assert names(store.search(one("riv"), k, FRENCH, also=["b1"])) == ["b1"]


def test_those_named_come_too_each_with_its_score(store: LexicalIndex) -> None:
    all_found = dict(store.search(one("riv"), 9, FRENCH))
    found = store.search(one("riv"), 1, FRENCH, also=["c1", "b1", "b1"])
    assert len(found) == 3
    assert dict(found)["b1"] == pytest.approx(all_found["b1"])
    assert found[-1] == ("c1", 0.0)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)


def test_those_named_need_not_pass_the_filter(store: LexicalIndex) -> None:
    only = Filter(languages=("fr",), documents=("b",))
    assert set(names(store.search(one("riv"), 9, only, also=["a1", "d1"]))) == {"a1", "b1", "d1"}


def test_an_unknown_one_named_is_an_error(store: LexicalIndex) -> None:
    with pytest.raises(KeyError):
        store.search(one("riv"), 3, FRENCH, also=["a1", "nobody"])


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (FRENCH, {"a1", "a2", "b1"}),
        (ENGLISH, {"d1"}),
        (Filter(languages=("de",)), set()),
        (Filter(languages=("fr",), documents=("b",)), {"b1"}),
        (Filter(languages=("fr",), documents=("a", "b", "nothing")), {"a1", "a2", "b1"}),
        (Filter(languages=("fr",), documents=("d",)), set()),
        (Filter(languages=("fr",), sources=("Gazette",)), {"a1", "a2"}),
        (Filter(languages=("fr",), sources=("Courrier", "Nobody")), {"b1"}),
        (Filter(languages=("fr",), sources=("Nobody",)), set()),
        (Filter(languages=("fr",), date_from=LEAP), {"b1"}),
        (Filter(languages=("fr",), date_to=dt.date(2024, 2, 28)), set()),
        (Filter(languages=("fr",), date_from=LEAP, date_to=LEAP, sources=("Courrier",)), {"b1"}),
    ],
    ids=lambda given: ",".join(sorted(given)) or "none" if isinstance(given, set) else str(given),
)  # fmt: skip
def test_a_filter_keeps_what_passes_with_the_scores_it_has(
    store: LexicalIndex, where: Filter, wanted: set[str]
) -> None:
    found = store.search(one("riv"), 9, where)
    assert set(names(found)) == wanted
    everything = dict(store.search(one("riv"), 9, Filter(languages=where.languages)))
    assert dict(found) == pytest.approx({name: everything[name] for name in wanted})


def test_a_filter_must_name_one_language(store: LexicalIndex) -> None:
    for where in (Filter(), Filter(languages=("fr", "en"))):
        with pytest.raises(ValueError, match="unpack"):
            store.search(one("riv"), 9, where)


def test_a_word_of_one_language_is_not_found_in_another(store: LexicalIndex) -> None:
    assert store.search(one("mayor"), 9, FRENCH) == []
    assert store.search(one("mair"), 9, ENGLISH) == []
    assert store.idf("2024", "en") < store.idf("2024", "fr")  # in the only English passage, and in one of five


def test_what_happens_in_one_language_leaves_the_scores_of_another(store: LexicalIndex) -> None:
    before = store.search(one("riv"), 9, FRENCH)
    fill(store, [(entry(f"g{n}", f"g{n}", "en"), "riv riv mair") for n in range(20)])
    assert same_scores(store.search(one("riv"), 9, FRENCH), before)


@pytest.mark.parametrize("weight", [0.25, 1.0, 3.0])
def test_a_weight_multiplies_what_a_word_is_worth(store: LexicalIndex, weight: float) -> None:
    plain = dict(store.search(one("riv"), 9, FRENCH))
    found = dict(store.search({"riv": weight}, 9, FRENCH))
    assert found == pytest.approx({name: weight * score for name, score in plain.items()}, abs=1e-5)


def test_a_word_without_weight_finds_nothing_nor_does_no_word(store: LexicalIndex) -> None:
    assert store.search({"riv": 0.0}, 9, FRENCH) == []
    assert store.search({}, 9, FRENCH) == []
    assert names(store.search({}, 9, FRENCH, also=["b1", "a1"])) == ["a1", "b1"]


def test_the_scores_of_words_add_up(store: LexicalIndex) -> None:
    everyone = sorted(store.ids())
    one_by_one = [dict(store.search({t: w}, 9, FRENCH, everyone)) for t, w in (("riv", 1.0), ("mair", 0.5))]
    both = dict(store.search({"riv": 1.0, "mair": 0.5}, 9, FRENCH, everyone))
    assert both == pytest.approx({name: sum(part[name] for part in one_by_one) for name in everyone}, abs=1e-5)


def test_the_fewer_hold_a_word_the_more_it_is_worth(kind: LexicalKind) -> None:
    store = kind.new()
    fill(store, [(entry(f"{n:02}", f"{n}"), " ".join(f"w{m}" for m in range(n, 12))) for n in range(12)])
    worth = [store.idf(f"w{n}", "fr") for n in range(12)]  # w0 in one passage, w11 in all
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == 12
    assert store.idf("nowhere", "fr") > worth[0]
    assert worth[-1] > 0


def test_rarity_is_over_all_languages(store: LexicalIndex) -> None:
    both = store.rarity("2024")  # in the only English passage, and in one of five French ones
    assert store.idf("2024", "en") < both < store.rarity("nowhere")
    assert both == pytest.approx(np.log(1 + (6 - 2 + 0.5) / (2 + 0.5)))


# others at the same time


def test_saving_is_not_moving(store: LexicalIndex, kind: LexicalKind, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    store.save(folder)
    before = store.search(one("riv"), 9, FRENCH)
    store.delete(["a1"])
    loaded = kind.load(folder)
    assert (loaded.ids(), store.ids()) == ({e.passage_id for e, _ in HELD}, loaded.ids() - {"a1"})
    assert same_scores(loaded.search(one("riv"), 9, FRENCH), before)


def test_threads_may_read_at_once_and_from_the_first(kind: LexicalKind, store: LexicalIndex) -> None:
    wanted = store.search(one("riv"), 9, FRENCH), store.idf("mayor", "en")
    untouched = kind.new()
    fill(untouched, HELD)
    start = threading.Barrier(4)
    right: list[bool] = []

    def read() -> None:
        start.wait()
        for _ in range(50):
            same = same_scores(untouched.search(one("riv"), 9, FRENCH), wanted[0])
            right.append(same and untouched.idf("mayor", "en") == pytest.approx(wanted[1]))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert right == [True] * 200
