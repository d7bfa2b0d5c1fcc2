"""Passages of documents: what must hold for any text, and the rules on examples in both languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.ingest.chunk import HEADING_TOKENS, ChunkSettings, make_chunker
from rag.types import Document, Heading, Passage, Span

SENTENCE_FR = "Le chat noir dort tout le jour sur le vieux tapis rouge. "  # 12 words
SENTENCE_EN = "The black cat sleeps all day long on the old red rug. "  # 12 words


def words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def quarters(texts: Sequence[str]) -> list[int]:
    return [len(text) // 4 for text in texts]  # less for the pieces than for the whole: the hard case


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def article(*parts: str, title: str = "Titre", language: str = "fr") -> Document:
    """A document out of paragraphs; one that begins with number signs is a heading, whose text is what follows."""
    text, headings = "", []
    for part in parts:
        signs = len(part) - len(part.lstrip("#"))
        line = part[signs:].strip()
        if signs:
            headings.append(Heading(Span(len(text), len(text) + len(line)), signs))
        text += line + "\n\n"
    return Document("d", title, text, language, "x", headings=tuple(headings))


def chunk(document: Document, target: int = 60, most: int = 100) -> list[Passage]:
    return make_chunker(words, ChunkSettings(target, most), lambda _: document.language)(document)


def sizes(passages: Sequence[Passage]) -> list[int]:
    return words([passage.text for passage in passages])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    piece = st.one_of(
        st.text(st.characters(codec=None), max_size=30),
        st.sampled_from(
            ["\n\n", "\n", " ", SENTENCE_FR, SENTENCE_EN, "Titre", "- un\n", "\r\n\r\n", "M. Dupont. ", "\ud83d"]
        ),
        st.sampled_from(["mot " * 40, "x" * 200, "a. " * 30, " " * 50, "un, deux ; trois, " * 12]),
    )
    text = "".join(draw(st.lists(piece, max_size=25)))
    ends = draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True).map(sorted))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    headings = tuple(Heading(Span(start, end), draw(st.integers(1, 6))) for start, end in pairs)
    return Document("d", draw(st.sampled_from(["", "Titre"])), text, "fr", "x", headings=headings)


@settings(max_examples=300, deadline=None)
@given(documents(), st.sampled_from([words, quarters, characters]), st.integers(1, 60), st.integers(0, 60))
@example(article("# A", "# B", "# C"), words, 1, 0)
@example(article("e\u0301" * 300), characters, 1, 0)
@example(article("abcdefg. " * 80), quarters, 4, 0)
def test_any_document(document: Document, count: object, target: int, more: int) -> None:
    assert callable(count)
    passages = make_chunker(count, ChunkSettings(target, target + more), lambda _: "en")(document)
    at = 0
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert passage.start >= at
        assert not document.text[at : passage.start].strip()
        at = passage.end
        assert count([passage.text])[0] <= target + more or len(passage.text) == 1
        assert not passage.heading or count([passage.heading])[0] <= HEADING_TOKENS
    assert not document.text[at:].strip()
    assert passages == make_chunker(count, ChunkSettings(target, target + more), lambda _: "en")(document)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 8)), min_size=1, max_size=12))
def test_no_heading_is_left_without_its_text(sections: list[tuple[int, int]]) -> None:
    parts = [part for level, body in sections for part in ["#" * (level + 1) + " Un titre", *[SENTENCE_FR * 2] * body]]
    document = article(*parts)
    starts = {heading.span.start for heading in document.headings}
    for passage in chunk(document)[:-1]:
        last_line = passage.start + passage.text.rfind("\n") + 1
        assert last_line not in starts


@pytest.mark.parametrize(("sentence", "language"), [(SENTENCE_FR, "fr"), (SENTENCE_EN, "en")])
class TestSizes:
    def test_short_paragraphs_are_packed_whole(self, sentence: str, language: str) -> None:
        passages = chunk(article(*[sentence * 2] * 5, language=language))
        assert [passage.text.count(sentence.strip()) for passage in passages] in ([4, 6], [6, 4])
        assert all(passage.text.count("\n\n") in {1, 2} for passage in passages)

    def test_a_paragraph_over_the_target_stays_whole_up_to_the_limit(self, sentence: str, language: str) -> None:
        assert sizes(chunk(article(sentence * 8, language=language))) == [96]

    def test_a_paragraph_over_the_limit_is_cut_evenly_at_sentence_ends(self, sentence: str, language: str) -> None:
        passages = chunk(article(sentence * 9, language=language))
        assert sizes(passages) in ([60, 48], [48, 60])
        assert all(passage.text.endswith(".") for passage in passages)

    def test_no_tiny_tail(self, sentence: str, language: str) -> None:
        for count in range(1, 60):
            found = sizes(chunk(article(sentence * count, language=language)))
            assert max(found) <= 100
            assert len(found) == 1 or min(found) >= 36, (count, found)

    def test_a_tiny_last_paragraph_is_evened_out(self, sentence: str, language: str) -> None:
        found = sizes(chunk(article(sentence * 8, sentence, language=language)))
        assert found in ([60, 48], [48, 60])


def test_a_sentence_over_the_limit_is_cut_at_a_clause() -> None:
    passages = chunk(article("un deux trois quatre cinq, " * 30))
    assert sum(sizes(passages)) == 150
    assert max(sizes(passages)) <= 100
    assert all(passage.text.endswith(",") for passage in passages)


def test_a_sentence_without_clauses_is_cut_at_a_word() -> None:
    passages = chunk(article("mot " * 240))
    assert sum(sizes(passages)) == 240
    assert all(set(passage.text.split()) == {"mot"} for passage in passages)


def test_a_heading_begins_the_passage_that_it_introduces() -> None:
    passages = chunk(article("# Un", SENTENCE_FR * 5, "# Deux", SENTENCE_FR * 5))
    assert [passage.text.split("\n")[0] for passage in passages] == ["Un", "Deux"]


def test_large_sections_are_not_mixed_and_tiny_ones_are() -> None:
    large = [f"## Titre {n}" if n % 2 else SENTENCE_FR * 4 for n in range(1, 9)]
    assert len(chunk(article(*large), target=100, most=200)) == 4
    tiny = [f"## Titre {n}" if n % 2 else "Trois mots seulement." for n in range(1, 9)]
    assert len(chunk(article(*tiny))) == 1


def test_a_section_without_a_body_goes_with_the_next() -> None:
    passages = chunk(article(SENTENCE_EN * 6, "# First", "## Second", SENTENCE_EN * 5, "# Last"))
    assert len(passages) == 2
    assert passages[1].text.startswith("First\n\nSecond\n\nThe black")
    assert passages[1].text.endswith("\n\nLast")


def test_a_heading_keeps_its_sentence_though_both_fill_a_passage() -> None:
    passages = chunk(article("# Un titre de cinq mots", "mot " * 99 + "fin."))
    assert passages[0].text.startswith("Un titre de cinq mots\n\nmot mot")
    assert max(sizes(passages)) <= 100


def test_a_heading_is_not_drawn_to_the_passage_before() -> None:
    # Were it, both passages would be nearer to the target.
    passages = chunk(article("mot " * 30, "### Un titre de cinq mots", "mot " * 94 + "fin."))
    assert [passage.text[:4].strip() for passage in passages] == ["mot", "Un t"]


def test_the_path_is_of_the_headings_above() -> None:
    parts = ["# Titre", "Mot.", "## Section", *[SENTENCE_FR * 4] * 4, "### Partie", *[SENTENCE_FR * 4] * 4, "## Autre"]
    passages = chunk(article(*parts, SENTENCE_FR * 6))
    found = [(passage.text.split("\n")[0][:9].strip(), passage.heading) for passage in passages]
    assert ("Le chat n", "Section") in found  # without the document's title
    assert ("Partie", "Section") in found  # its own heading is in its text
    assert ("Le chat n", "Section › Partie") in found
    assert found[-1] == ("Autre", "")


def test_a_long_path_loses_its_outer_headings_then_its_end() -> None:
    long = "mot " * 40
    nested = chunk(article("# " + "Dehors " * 40, "## Dedans " + long, *[SENTENCE_FR * 4] * 5))[-1]
    assert nested.heading.startswith("Dedans mot")
    assert words([nested.heading])[0] <= HEADING_TOKENS
    single = chunk(article("# " + "mot " * 49, *[SENTENCE_FR * 4] * 5))[-1]
    assert single.heading.endswith("mot…")
    assert 30 < words([single.heading])[0] <= HEADING_TOKENS


@pytest.mark.parametrize(
    ("repeats", "document_language", "detected", "wanted"),
    [
        (6, "fr", "en", "en"),  # a long quotation in the other language
        (6, "en", "de", "de"),
        (2, "fr", "it", "fr"),  # a third language, hardly enough text to tell
        (2, "fr", "en", "en"),
        (6, "en", "und", "en"),
        (2, "und", "it", "it"),
        (1, "fr", "en", "fr"),  # fewer than 60 letters
    ],
)
def test_language(repeats: int, document_language: str, detected: str, wanted: str) -> None:
    document = article(SENTENCE_EN * repeats, language=document_language)
    passages = make_chunker(words, ChunkSettings(), lambda _: detected)(document)
    assert [passage.language for passage in passages] == [wanted]


def test_tokens_are_counted_in_few_calls() -> None:
    calls: list[int] = []

    def counted(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return words(texts)

    document = article(*["# Titre", SENTENCE_FR * 5, "mot " * 300] * 40)
    assert len(make_chunker(counted, ChunkSettings(60, 100), lambda _: "fr")(document)) > 100
    assert len(calls) < 12


@pytest.mark.timeout(120)
@pytest.mark.parametrize("paragraph", [SENTENCE_FR * 2, "mot", "a. b. c. ", "\x01"])
def test_fifty_thousand_paragraphs(paragraph: str) -> None:
    document = article(*[paragraph] * 50_000)
    passages = chunk(document)
    assert max(sizes(passages)) <= 100
    assert sum(sizes(passages)) == words([document.text])[0]


def test_an_empty_document_has_no_passage() -> None:
    assert chunk(article()) == []
    assert chunk(article(" \n ")) == []


def test_headings_that_are_empty_or_overlap_are_passed_over() -> None:
    headings = (Heading(Span(0, 4), 1), Heading(Span(2, 4), 2), Heading(Span(4, 6), 1), Heading(Span(90, 99), 1))
    document = Document("d", "", "Haut\n\nUn texte.", "fr", "x", headings=headings)
    assert [passage.text for passage in chunk(document)] == ["Haut\n\nUn texte."]


@pytest.mark.parametrize(("target", "most"), [(0, 10), (20, 10), (-1, -1)])
def test_settings_that_cannot_be(target: int, most: int) -> None:
    with pytest.raises(ValueError, match="target_tokens"):
        ChunkSettings(target, most)
