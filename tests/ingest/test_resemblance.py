"""Articles that say the same are found, and how much they have in common is measured exactly."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.resemblance import NEAR, Resemblance, resemblances

WORDS = [f"mot{n}" for n in range(40)]
texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))}


def share(one: str, other: str) -> float:
    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


@given(st.lists(texts, max_size=6), st.data())
def test_what_is_found_is_so_and_what_is_nearly_the_same_is_found(given_texts: list[str], data: st.DataObject) -> None:
    # Some that resemble: the same words but for a cut or a word that is another.
    made = list(given_texts)
    for text in given_texts:
        words = text.split()
        if words:
            place = data.draw(st.integers(0, len(words) - 1))
            made.append(" ".join([*words[:place], "autre", *words[place + 1 :]]))
            made.append(" ".join(words[: len(words) - place // 4]))
    known = {str(n): text for n, text in enumerate(made)}
    found = {(pair.one, pair.other): pair for pair in resemblances(known.items())}
    firsts = [name for name, text in known.items() if text and text not in list(known.values())[: int(name)]]
    for pair in found.values():
        assert pair.same == (known[pair.one] == known[pair.other])
        assert pair.same or abs(pair.share - share(known[pair.one], known[pair.other])) < 1e-9
        assert pair.share >= NEAR
    for one, other in itertools.combinations(firsts, 2):
        if share(known[one], known[other]) >= 0.8:  # where a miss has one chance in ten million
            assert (one, other) in found
    for name, text in known.items():
        if name not in firsts and text:
            assert found[str(list(known.values()).index(text)), name].same


def test_a_few_words_changed_in_a_long_article() -> None:
    words = np.random.default_rng(1).choice(2_000, 500).astype(str)
    changed = words.copy()
    changed[[40, 300]] = "x"
    different = np.random.default_rng(2).choice(2_000, 500).astype(str)
    found = resemblances([("a", " ".join(words)), ("b", " ".join(different)), ("c", " ".join(changed))])
    assert [(pair.one, pair.other, pair.same, round(pair.share, 2)) for pair in found] == [("a", "c", False, 0.96)]


def test_case_punctuation_and_line_ends_make_no_difference() -> None:
    found = resemblances([("a", "Le pont est fermé."), ("b", "LE PONT,\n est fermé !"), ("c", "Le pont est ouvert.")])
    assert found == [Resemblance("a", "b", 1.0, same=True)]


def test_a_thousand_that_are_alike_are_all_named_without_comparing_each_with_each() -> None:
    text = " ".join(WORDS)
    found = resemblances((str(n), f"{text} numéro {n}") for n in range(1_000))
    assert {name for pair in found for name in (pair.one, pair.other)} == {str(n) for n in range(1_000)}
    assert len(found) < 20_000  # of 499,500


def test_nothing_is_said_where_it_was_stopped() -> None:
    assert resemblances([("a", "un"), ("b", "un")], stop=lambda: True) == []
    assert resemblances([]) == []
    assert resemblances([("a", ""), ("b", "…")]) == [Resemblance("a", "b", 1.0, same=True)]
