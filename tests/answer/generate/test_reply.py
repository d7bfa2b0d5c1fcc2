"""A reply as it comes: markers are taken out, sentences settle, and nothing depends on where the pieces end."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from rag.answer.generate.markers import codes, unmarked
from rag.answer.generate.reply import Reply, Said, tidy, visible

KNOWN = ("bcdf", "ghjk")


def read(text: str, size: int = 1) -> tuple[str, list[Said]]:
    reply = Reply(KNOWN)
    found: list[str | Said] = []
    for at in range(0, len(text), size):
        found += reply.feed(text[at : at + size])
    found += reply.end()
    return "".join(one for one in found if isinstance(one, str)), [one for one in found if isinstance(one, Said)]


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


def test_what_other_systems_mark_sources_with_is_an_unknown_marker() -> None:
    for written in ("[^1]", "[1-3]", "[1–3]", "［2］", "[1:4]", "[ 12 ]", "[＠abcd]", "［@zzzz］", "[@аbсd]", "【4】"):
        (said,) = read(f"It rose {written}.")[1]
        assert (said.text, said.codes, len(said.unknown)) == ("It rose.", (), 1), written
    assert read("It rose [＠ｂｃｄｆ].")[1] == [Said("It rose.", ("bcdf",))]


def test_the_fences_and_labels_of_the_prompt_are_not_shown() -> None:
    copied = "<passage>\nmarker: [@bcdf]\nIt rose.\n</passage>\n<question>"
    for size in (1, 3, 100):
        shown, said = read(copied, size)
        assert not re.search("passage|question|marker|bcdf", shown)
        assert [s.text for s in said] == ["It rose."]
    assert read("A marker: red. Is 3 < 5 and <b> a tag?")[0] == "A marker: red. Is 3 < 5 and <b> a tag?"


def test_what_nobody_sees_is_taken_out() -> None:
    hidden = "It\u202e ro\u200bse\x1b[31m\x9b.\ud800\U000e0041"
    assert visible(hidden) == "It rose[31m."
    assert visible("L’été, c’est\u00a0: 3 €\n\t…") == "L’été, c’est\u00a0: 3 €\n\t…"


def test_a_sentence_that_is_not_clear_is_held_back_until_it_has_ended() -> None:
    reply = Reply(KNOWN, clear=lambda text: text.find("secret") % (len(text) + 1))
    assert reply.feed("It is a secret, no") == ["It is a "]
    assert reply.feed(" more. And") == ["secret, no more. ", Said("It is a secret, no more.", ()), "And"]


def test_lists_and_emphasis_are_read_as_sentences() -> None:
    _, said = read("Two points:\n- **Meta** invests [@bcdf].\n- *Google* too [@ghjk].")
    assert [s.text for s in said] == ["Two points:", "Meta invests.", "Google too."]
    assert [s.codes for s in said] == [(), ("bcdf",), ("ghjk",)]
    assert tidy("1. `a` and 2 * 3") == "a and 2 * 3"


def test_the_first_words_are_shown_at_once_and_a_marker_never_is() -> None:
    reply = Reply(KNOWN)
    assert reply.feed("Meta invests") == ["Meta invests"]
    assert reply.feed(" 60 [@b") == [" 60"]
    assert reply.feed("cdf].") == ["."]
    assert reply.feed(" It rose [@b") == [" ", Said("Meta invests 60.", ("bcdf",)), "It rose"]


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
            "<passage>",
            "</",
            "marker: ",
            "mark",
        ]
    ),
    max_size=25,
)


@given(_PIECES, st.integers(1, 9))
def test_what_is_read_does_not_depend_on_the_pieces(parts: list[str], size: int) -> None:
    text = "".join(parts)
    assert read(text, size) == read(text, max(1, len(text)))


@given(_PIECES, st.integers(1, 9))
@example(["(", " ", "@", ")"], 1)
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
