"""What every SupportJudge keeps to: the check by evidence, with and without a reader, and a second opinion over it."""

from __future__ import annotations

import pytest

from rag.answer.check.judge import EvidenceJudge
from rag.answer.generate.opinion import SecondOpinion
from rag.embed.cache import caching
from rag.models import make_reader
from rag.ports import Embedder, SupportJudge
from rag.settings import load_settings
from tests.answer.check.judges import ENGLISH, FRENCH, SUPPORTED, UNSUPPORTED, hits


def never_sure(system: str, user: str) -> str:
    """A chat model that has no opinion."""
    return "UNSURE."


def agreeing(system: str, user: str) -> str:
    """A chat model that believes everything."""
    return "SUPPORTED"


@pytest.fixture(scope="module", params=["reading", "unread", "second opinion"])
def judge(request: pytest.FixtureRequest, embedder: Embedder) -> SupportJudge:
    cached = caching(embedder)
    if request.param == "unread":
        return EvidenceJudge(cached)
    first = EvidenceJudge(cached, make_reader(load_settings(), embedder))
    return first if request.param == "reading" else SecondOpinion(first, agreeing)


@pytest.mark.parametrize(("language", "statement"), SUPPORTED)
def test_what_the_passages_say_is_not_called_unsupported(judge: SupportJudge, language: str, statement: str) -> None:
    found = judge.judge(statement, language, hits(FRENCH, ENGLISH))
    assert found[0].verdict != "unsupported", found[0]
    assert not found[0].contradicts


@pytest.mark.parametrize(("language", "statement"), UNSUPPORTED)
def test_what_they_do_not_say_is_unsupported(judge: SupportJudge, language: str, statement: str) -> None:
    found = judge.judge(statement, language, hits(FRENCH, ENGLISH))
    assert not found or found[0].verdict == "unsupported", found[0]


@pytest.mark.parametrize(("language", "statement"), [*SUPPORTED, *UNSUPPORTED])
def test_every_finding_is_a_place_in_its_passage(judge: SupportJudge, language: str, statement: str) -> None:
    given = hits(FRENCH, ENGLISH)
    found = judge.judge(statement, language, given)
    assert len({s.hit.passage.id for s in found}) == len(found)
    for support in found:
        assert support.hit in given
        assert support.quote == support.hit.passage.text[support.span.start : support.span.end]
        assert not any(fact in support.quote for fact in support.missing)
        assert all(fact in statement for fact in support.missing)


@pytest.mark.parametrize(("language", "text"), [("fr", FRENCH), ("en", ENGLISH)])
def test_the_passages_own_sentences_are_supported_word_for_word(judge: SupportJudge, language: str, text: str) -> None:
    for sentence in text.split(". "):
        (first, *_) = judge.judge(sentence.rstrip(".") + ".", language, hits(FRENCH, ENGLISH))
        assert first.verdict == "supported", sentence
        assert sentence.rstrip(".") in first.quote


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        (
            "Sur les 12 milliards annoncés, 1,1 milliard d'euros a été engagé.",
            "Le plan, annoncé avec 12 milliards d'euros à la clé, n'en avait engagé que 1,1 au 30 septembre.",
        ),
        (
            "Ljubljana a des réserves pour quarante et un jours.",
            "Vienne a des réserves pour 94 jours, Ljubljana pour 41 seulement.",
        ),
        (
            "Les deux entreprises ont signé un accord.",
            "Lumen et Harbour Foods ont signé un accord le 12 mai, qui vaut pour trois ans.",
        ),
    ],
)
def test_what_a_source_leaves_out_of_a_number_is_not_missing(judge: SupportJudge, statement: str, source: str) -> None:
    assert judge.judge(statement, "fr", hits(source))[0].verdict != "unsupported"


def test_without_a_passage_nothing_speaks_of_it(judge: SupportJudge) -> None:
    assert not judge.judge("Lumen emploie 340 personnes.", "fr", [])


def test_what_is_missing_is_named(judge: SupportJudge) -> None:
    (first, *_) = judge.judge("Lumen emploie 430 personnes.", "fr", hits(FRENCH))
    assert first.missing == ("430",)
    assert first.contradicts


def test_what_speaks_of_another_thing_contradicts_nothing(judge: SupportJudge) -> None:
    for statement in ("Lumen emploie 430 personnes.", "Harbour Foods closed its plant in Leeds on 12 May 2021."):
        found = judge.judge(statement, "fr" if "Lumen" in statement else "en", hits(FRENCH, ENGLISH))
        assert [s.contradicts for s in found] == [True, False][: len(found)]


def test_a_quotation_takes_in_the_sentence_that_has_the_rest(judge: SupportJudge) -> None:
    statement = "Lumen, founded in Nantes in 2016, now employs 340 people."
    (first, *_) = judge.judge(statement, "en", hits(FRENCH))
    assert first.verdict != "unsupported"
    assert "Nantes" in first.quote
    assert "340" in first.quote


def test_an_opinion_never_overrules_facts(embedder: Embedder) -> None:
    judge = SecondOpinion(EvidenceJudge(caching(embedder)), agreeing)
    (first, *_) = judge.judge("Lumen emploie 430 personnes.", "fr", hits(FRENCH))
    assert first.verdict == "unsupported"


def test_an_opinion_may_doubt(embedder: Embedder) -> None:
    judge = SecondOpinion(EvidenceJudge(caching(embedder)), never_sure)
    (first, *_) = judge.judge("Lumen emploie aujourd'hui 340 personnes.", "fr", hits(FRENCH))
    assert first.verdict == "weak"
