"""Words as they are compared: what counts as one, as the same, as a name, as a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import fold
from rag.text.words import FUNCTION_WORDS, stem, stems, terms

LANGUAGES = st.sampled_from(["fr", "en", "de", "und"])
LETTERS = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)


def raws(text: str, language: str) -> list[str]:
    return [t.raw for t in terms(text, language)]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Été", "ete"), ("ÉLÈVE", "eleve"), ("ça", "ca"), ("œuvre", "oeuvre"), ("ŒUVRE", "oeuvre"),
        ("Lætitia", "laetitia"), ("naïve", "naive"), ("Straße", "strasse"), ("ﬁn", "fin"), ("ＡＩ", "ai"),
        ("e\u0301te\u0301", "ete"), ("𝐌𝐞𝐭𝐚", "meta"), ("plain", "plain"), ("", ""),
    ],
)  # fmt: skip
def test_fold(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(LETTERS)
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text("abcxyzàâæçéèêëîïôœùûüÿßñ"))
def test_case_does_not_matter(word: str) -> None:
    assert fold(word.upper()) == fold(word)


def test_function_words_are_left_out_in_their_own_language() -> None:
    assert raws("Où est la source de l’eau ?", "fr") == ["source", "eau"]
    assert raws("Where is the source of the water?", "en") == ["source", "water"]
    # "but" is a goal in French and a conjunction in English; "car" is a vehicle in English
    assert raws("le but", "fr") == ["but"]
    assert raws("but", "en") == []
    assert raws("the car", "en") == ["car"]
    assert raws("car", "fr") == []


def test_a_third_language_leaves_out_the_function_words_of_both() -> None:
    assert raws("le but der the car Strom", "de") == ["der", "Strom"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_lists_hold_folded_words_that_terms_really_leaves_out(language: str) -> None:
    for word in FUNCTION_WORDS[language]:
        assert fold(word) == word
        assert raws(word, language) == []
        assert raws(word.upper(), language) == []


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_an_elision_is_cut_off(apostrophe: str) -> None:
    assert raws(f"l{apostrophe}API d{apostrophe}OpenAI qu{apostrophe}investit", "fr") == ["API", "OpenAI", "investit"]
    assert raws(f"Meta{apostrophe}s glasses aren{apostrophe}t sold", "en") == ["Meta", "glasses", "aren", "sold"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "licenciés", "licencier"), ("fr", "créée", "créer"), ("fr", "chevaux", "cheval"),
        ("fr", "dépenses", "dépense"), ("en", "investing", "invested"), ("en", "glasses", "glass"),
        ("en", "companies", "company"),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_a_language_without_a_stemmer_keeps_the_word() -> None:
    assert stem("hauser", "de") == "hauser"


def test_numbers_are_numbers_and_are_not_stemmed() -> None:
    (number,) = terms("3,5", "fr")
    assert number.is_number
    assert not number.is_name
    assert (number.raw, number.folded, number.stem) == ("3,5", "3.5", "3.5")
    assert number.stem == terms("3.5", "en")[0].stem
    assert raws("En 2025, 41,39 milliards.", "fr") == ["2025", "41,39 milliards"]
    assert raws("Quest4 v2", "en") == ["Quest", "4", "v", "2"]


def names(text: str, language: str) -> list[str]:
    return [t.raw for t in terms(text, language) if t.is_name]


def test_a_name_has_a_capital_where_a_common_word_has_none() -> None:
    assert names("Comment Meta vend les lunettes Ray-Ban", "fr") == ["Meta", "Ray", "Ban"]
    assert names("Lunettes de Meta", "fr") == ["Meta"]  # the capital of a beginning says nothing
    assert names("META et les lunettes", "fr") == ["META"]  # unless all are
    assert names("what does Groq sell", "en") == ["Groq"]
    assert names("L’API de Meta", "fr") == ["API", "Meta"]


def test_stems_are_a_set() -> None:
    assert stems(terms("Meta investit, Meta a investi", "fr")) == {stem("meta", "fr"), stem("investit", "fr")} | {
        stem("investi", "fr")
    }
    assert stems([]) == frozenset()


@given(st.text(max_size=200), LANGUAGES)
def test_every_span_is_exact_and_they_follow_each_other(text: str, language: str) -> None:
    end = 0
    for term in terms(text, language):
        assert text[term.span.start : term.span.end] == term.raw
        assert end <= term.span.start < term.span.end
        assert not term.begins or term.span.start == 0
        assert term.raw == term.raw.strip()
        end = term.span.end


@given(st.lists(st.sampled_from(["Meta", "été", "12", "3,5", "investir", "’", "-", "  "]), max_size=8), LANGUAGES)
def test_terms_depend_on_the_words_and_not_on_what_stands_between(words: list[str], language: str) -> None:
    spaced = [t.stem for t in terms(" ".join(words), language)]
    broken = [t.stem for t in terms(" \n— ".join(words), language)]
    assert spaced == broken
