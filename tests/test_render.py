"""Answers as JSON, held to a schema, and as text, held to golden files.

After a change that is meant, delete a golden file and run its test, which fails once and leaves the new one to look at.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import ValidationError

from rag.answer.refusal import REFUSAL
from rag.messages import LANGUAGES, Language
from rag.render import answer_text, filter_text, hits_text, percent, quoted_in
from rag.render_json import answer_json, citation_json, document_json, hits_json
from rag.types import Answer, Citation, DocumentInfo, Filter, Hit, Note, Passage, ShortAnswer, Statement
from tests.conftest import ROOT
from tests.contract import check_answer, check_hits

GOLDEN = ROOT / "tests" / "golden" / "render"
CRUE = Citation(
    marker=1, document_id="crue.md", title="La crue", source="La Gazette", start=10, end=53,
    quote="La rivière a inondé le pont\nvendredi 3 mai.", verdict="supported", language="fr",
    date=dt.date(2024, 5, 3), url="https://example.org/crue",
)  # fmt: skip
FLOOD = replace(
    CRUE, marker=2, document_id="flood.md", title="The flood", source="", start=0, end=27,
    quote="The mayor closed the road.", language="en", date=None, url="",
)  # fmt: skip
INFO = DocumentInfo("crue.md", "La crue", "fr", dt.date(2024, 5, 3), "La Gazette", "", "/articles/crue.md", 60, 1)
COPY = Hit(Passage("copie.md", 0, 43, CRUE.quote, "fr"), replace(INFO, id="copie.md", title="Copie"), 0.7)
HIT = Hit(Passage("crue.md", 10, 53, CRUE.quote, "fr"), INFO, 0.873456, 2.1, (COPY,))
WHERE = Filter(
    languages=("fr", "en"), documents=("crue.md",), sources=("La Gazette",), date_from=dt.date(2024, 5, 1),
    date_to=dt.date(2024, 5, 31),
)  # fmt: skip
TIMES = {"rewrite": 0.1, "retrieve": 14.0, "answer": 9.0, "verify": 0.2, "total": 23.4}
QUESTIONS: dict[Language, str] = {"fr": "Quand le pont a-t-il été inondé ?", "en": "When was the bridge flooded?"}

FOLLOWED: dict[Language, str] = {
    "fr": "Quand le pont a-t-il été inondé en 2023 ?",
    "en": "Was it hit? bridge",
}


def answered(language: Language, *statements: Statement) -> Answer:
    return Answer(
        question=QUESTIONS[language], language=language, abstained=False, text=" ".join(s.text for s in statements),
        statements=statements, nearest=(), hits=(HIT,), confidence=0.876543, answerer="extractive", timings_ms=TIMES,
    )  # fmt: skip


def refused(language: Language, *nearest: Citation) -> Answer:
    return Answer(
        question=QUESTIONS[language], language=language, abstained=True, text=REFUSAL[language], statements=(),
        nearest=nearest, hits=(HIT,), confidence=0.1, answerer="extractive", timings_ms=TIMES,
    )  # fmt: skip


ONE = Statement("La rivière a inondé le pont vendredi 3 mai.", (CRUE,))
TWO = Statement("The mayor closed the road.", (FLOOD,))
BOTH = Statement(
    "Both say it.",
    (replace(CRUE, marker=1, verdict="weak"), replace(FLOOD, marker=2, verdict="unsupported")),
    verdict="weak",
)
WRONG = Statement(
    "Le pont a été inondé en 1999.",
    (replace(CRUE, marker=1, verdict="unsupported", missing=("1999",), contradicts=True),),
    verdict="unsupported",
    unknown=("@zzzz", "3"),
)
ALONE = Statement("Nobody says it.", (), verdict="unsupported")
SHORT = ShortAnswer("vendredi\n3 mai", "crue.md", 38, 52, "fr")
ANSWERS: dict[str, Answer] = {
    f"{name}-{language}": answer
    for language in LANGUAGES
    for name, answer in {
        "answered": answered(language, ONE, TWO),
        "judged": answered(language, BOTH),
        "written": replace(
            answered(language, WRONG, ALONE),
            answerer="generative",
            model="openai:small",
            notes=(Note("language", language="fr"), Note("strict", count=2), Note("stopped")),
        ),
        "short": replace(answered(language, ONE, TWO), short=SHORT),
        "followed": replace(answered(language, ONE), searched=FOLLOWED[language], short=SHORT),
        "followed-refused": replace(refused(language, FLOOD), searched=FOLLOWED[language]),
        "refused": refused(language, CRUE, FLOOD),
        "refused-bare": refused(language),
    }.items()
}


# text


@pytest.mark.parametrize("name", ANSWERS)
def test_text(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    text = answer_text(ANSWERS[name]) + "\n"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was missing; look at what was written and keep it if it is right")
    assert text == path.read_text(encoding="utf-8")


def test_every_golden_file_is_of_an_answer() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(ANSWERS)


def test_a_source_that_is_cited_twice_is_listed_once() -> None:
    text = answer_text(answered("fr", ONE, replace(ONE, text="Encore.")))
    assert text.count("crue.md:10-53") == 1


@pytest.mark.parametrize(
    ("quoted", "asked", "label"),
    [
        ("fr", "fr", ""), ("en", "en", ""), ("und", "fr", ""), ("und", "en", ""),
        ("en", "fr", "cité en anglais"), ("fr", "en", "quoted in French"),
        ("de", "fr", "cité en « de »"), ("de", "en", "quoted in “de”"),
    ],
)  # fmt: skip
def test_the_label_of_another_language(quoted: str, asked: Language, label: str) -> None:
    assert quoted_in(quoted, asked) == label


def test_a_short_answer_that_is_nearly_all_of_its_statement_is_not_repeated() -> None:
    whole = replace(answered("fr", ONE), short=ShortAnswer(ONE.text[:-1], "crue.md", 10, 52, "fr"))
    assert answer_text(whole) == answer_text(answered("fr", ONE))


def test_an_abstention_under_a_filter_says_so() -> None:
    assert answer_text(refused("en"), WHERE).splitlines() == [REFUSAL["en"], filter_text(WHERE, "en")]
    assert answer_text(refused("fr"), WHERE).splitlines() == [REFUSAL["fr"], filter_text(WHERE, "fr")]
    assert answer_text(answered("fr", ONE), WHERE) == answer_text(answered("fr", ONE))


def test_a_filter_in_words() -> None:
    assert filter_text(WHERE, "en") == (
        "A filter was set; only what it lets through was searched: language fr or en; source La Gazette; "
        "article crue.md; from 2024-05-01 on; until 2024-05-31."
    )
    assert filter_text(Filter(date_to=dt.date(2024, 5, 31)), "fr") == (
        "Un filtre était actif ; seul ce qu’il laisse passer a été examiné : jusqu’au 2024-05-31."
    )


def test_hits_in_words() -> None:
    long = Passage("flood.md", 0, 400, "a" * 400, "de")
    told = hits_text([HIT, replace(HIT, passage=long, score=0.004, duplicates=())], "fr").splitlines()
    assert told[0] == "1. La crue — crue.md:10-53"
    assert told[1] == f"   87\u00a0% · français · {' '.join(CRUE.quote.split())}"
    assert told[2] == "   aussi dans : Copie — copie.md:0-43"
    assert told[4] == f"   0\u00a0% · de · {'a' * 300}…"
    assert len(told) == 5
    english = hits_text([HIT], "en").splitlines()
    assert english[1].startswith("   87% · French · ")
    assert english[2] == "   also in: Copie — copie.md:0-43"


@pytest.mark.parametrize(("share", "french", "english"), [(0.0, "0\u00a0%", "0%"), (1.0, "100\u00a0%", "100%")])
def test_a_percentage(share: float, french: str, english: str) -> None:
    assert (percent(share, "fr"), percent(share, "en")) == (french, english)


# JSON


@pytest.mark.parametrize("name", ANSWERS)
def test_json_keeps_to_the_schema_and_survives_being_written(name: str) -> None:
    value = answer_json(ANSWERS[name])
    check_answer(value)
    assert json.loads(json.dumps(value)) == value


def test_json_says_what_the_answer_says() -> None:
    value = answer_json(answered("en", ONE, TWO))
    assert (value["question"], value["language"], value["abstained"]) == (QUESTIONS["en"], "en", False)
    assert value["answer"] == f"{ONE.text} {TWO.text}"
    assert [[c["marker"] for c in s["citations"]] for s in value["statements"]] == [[1], [2]]
    assert (value["confidence"], value["answerer"], value["timings_ms"]) == (0.8765, "extractive", TIMES)
    assert value["hits"] == hits_json([HIT])


def test_what_was_searched_for_is_the_question_unless_it_needed_the_conversation() -> None:
    assert answer_json(answered("en", ONE))["searched"] == QUESTIONS["en"]
    assert answer_json(ANSWERS["followed-en"])["searched"] == FOLLOWED["en"]


def test_a_short_answer_is_given_with_its_place() -> None:
    value = answer_json(replace(answered("en", ONE), short=SHORT))
    assert value["short_answer"] == "vendredi\n3 mai"
    assert value["short_answer_place"] == {"document_id": "crue.md", "start": 38, "end": 52, "language": "fr"}
    assert answer_json(answered("en", ONE))["short_answer"] is None


def test_a_citation_and_a_hit_as_json() -> None:
    assert citation_json(CRUE) == {
        "marker": 1, "document_id": "crue.md", "title": "La crue", "source": "La Gazette", "date": "2024-05-03",
        "url": "https://example.org/crue", "start": 10, "end": 53, "quote": CRUE.quote, "language": "fr",
        "verdict": "supported",
        "missing": [],
        "contradicts": False,
    }  # fmt: skip
    assert citation_json(FLOOD)["date"] is None
    (hit,) = hits_json([HIT])
    assert hit == {
        "document_id": "crue.md", "passage_id": HIT.passage.id, "title": "La crue", "start": 10, "end": 53,
        "text": CRUE.quote, "language": "fr", "score": 0.8735,
        "duplicates": [
            {"document_id": "copie.md", "passage_id": COPY.passage.id, "start": 0, "end": 43, "title": "Copie"}
        ],
    }  # fmt: skip
    check_hits([hit])


def test_an_article_as_json() -> None:
    assert document_json(INFO) == {
        "document_id": "crue.md", "title": "La crue", "language": "fr", "date": "2024-05-03", "source": "La Gazette",
        "url": "", "origin": "/articles/crue.md", "characters": 60, "passages": 1,
    }  # fmt: skip
    assert document_json(replace(INFO, date=None))["date"] is None


SPOILS: list[dict[str, Any]] = [
    {"answer": ""}, {"language": "de"}, {"abstained": True}, {"statements": []}, {"extra": 1}, {"confidence": 1.5},
    {"timings_ms": {}}, {"short_answer": ""}, {"short_answer_place": {"start": 0}},
    {"hits": [{**hits_json([HIT])[0], "score": 1.5}]},
    {"nearest": [citation_json(CRUE)]}, {"hits": [{"document_id": "crue.md"}]},
    {"statements": [{"text": "bare", "citations": []}]},
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS, ids=str)
def test_the_schema_refuses_what_is_no_answer(spoil: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        check_answer({**answer_json(answered("fr", ONE)), **spoil})
