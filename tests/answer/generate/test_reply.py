"""A reply as it comes: markers are taken out, sentences settle, and nothing depends on where the pieces end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answer.generate.markers import codes, unmarked
from rag.answer.generate.reply import Reply, Said, tidy

KNOWN = ("bcdf", "ghjk")


def read(text: str, size: int = 1) -> tuple[str, list[Said]]:
    reply = Reply(KNOWN)
    shown = ""
    said: list[Said] = []
    for at in range(0, len(text), size):
        fresh, settled = reply.feed(text[at : at + size])
        shown, said = shown + fresh, said + settled
    fresh, settled = reply.end()
    return shown + fresh, said + settled


def test_a_marker_belongs_to_the_sentence_before_it() -> None:
    text = "Meta investit 60 milliards [@bcdf]. L’an dernier c’était moins. [@ghjk] Rien d’autre."
    for size in (1, 2, 3, 7, 100):
        shown, said = read(text, size)
        assert shown == "Meta investit 60 milliards. L’an dernier c’était moins. Rien d’autre."
        assert said == [
            Said("Meta investit 60 milliards.", ("bcdf",)),
            Said("L’an dernier c’était moins.", ("ghjk",)),
            Said("Rien d’autre.", ()),
        ]


def test_markers_are_read_in_all_the_ways_that_models_write_them() -> None:
    for written in ("[@bcdf]", "[bcdf]", "(@bcdf)", "【@bcdf】", "@bcdf", "[@BCDF]", "[passage @bcdf]", "[id: bcdf]"):
        assert read(f"It rose {written}.")[1] == [Said("It rose.", ("bcdf",))], written
    for written in ("[@bcdf, @ghjk]", "[@bcdf][@ghjk]", "[@bcdf; ghjk]", "[@bcdf @ghjk]", "[@bcdf et @ghjk]"):
        assert read(f"It rose {written}.")[1] == [Said("It rose.", ("bcdf", "ghjk"))], written


def test_invented_markers_are_told_and_other_brackets_stay() -> None:
    assert read("It rose [@zzzz] and fell [3].")[1] == [Said("It rose and fell.", (), ("@zzzz", "3"))]
    for kept in ("It rose (in 2024).", "It rose [sic].", "Write to me@bcdf.org.", "See (12) and [a, b]."):
        assert read(kept) == (kept, [Said(kept, ())])


def test_lists_and_emphasis_are_read_as_sentences() -> None:
    _, said = read("Two points:\n- **Meta** invests [@bcdf].\n- *Google* too [@ghjk].")
    assert [s.text for s in said] == ["Two points:", "Meta invests.", "Google too."]
    assert [s.codes for s in said] == [(), ("bcdf",), ("ghjk",)]
    assert tidy("1. `a` and 2 * 3") == "a and 2 * 3"


def test_the_first_words_are_shown_at_once_and_a_marker_never_is() -> None:
    reply = Reply(KNOWN)
    assert reply.feed("Meta invests") == ("Meta invests", [])
    assert reply.feed(" 60 [@b") == (" 60", [])
    assert reply.feed("cdf].") == (".", [])
    assert reply.feed(" It") == (" It", [Said("Meta invests 60.", ("bcdf",))])


_PIECES = st.lists(
    st.sampled_from(
        [
            "Meta invests",
            " 60 billion",
            ".",
            " ",
            "[@bcdf]",
            " [@ghjk]",
            "[@zzzz]",
            "\n",
            "- ",
            "Et après ?",
            "(en 2024)",
            "[",
            "@",
            "Mr. X",
            "…",
            "**a**",
            " [1]",
            "(",
            ")",
            "]",
        ]
    ),
    max_size=25,
)


@given(_PIECES, st.integers(1, 9))
def test_what_is_read_does_not_depend_on_the_pieces(parts: list[str], size: int) -> None:
    text = "".join(parts)
    assert read(text, size) == read(text, max(1, len(text)))


@given(_PIECES, st.integers(1, 9))
def test_every_marker_is_told_once_a_sentence_has_words(parts: list[str], size: int) -> None:
    text = "".join(parts)
    plain = unmarked(text, KNOWN)
    shown, said = read(text, size)
    assert shown == plain.text
    assert {code for s in said for code in s.codes} <= {m.code for m in plain.marks}


@given(st.text(), st.lists(st.text(), max_size=4), st.integers(0, 12))
def test_markers_stand_in_no_text(seed: str, texts: list[str], count: int) -> None:
    found = codes(seed, texts, count)
    assert len(set(found)) == count
    assert not any(code in text.casefold() for code in found for text in texts)
    assert found == codes(seed, texts, count)
