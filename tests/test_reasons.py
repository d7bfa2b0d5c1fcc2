"""Why a value is refused is said in both languages: for every setting, every request and every tool there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from rag.errors import Phrase, SettingsError
from rag.mcp.server import READING, WRITING
from rag.messages import LANGUAGES, PHRASES
from rag.reasons import UnfitError, quoted, reason_of
from rag.serve.openai.shapes import CompletionGiven
from rag.serve.shapes import AskGiven, CheckGiven, SearchGiven
from rag.settings import Settings, load_settings

ODD: tuple[Any, ...] = (
    "many", "", "x" * 200_000, "-1", "0", "1e400", "nan", "inf", "2.5", "9" * 5000, "*", "@", -1, 0, 10**9, 10**40, 2.5,
    float("nan"), float("inf"), True, None, [], [3], ["x" * 200_000], ["x"] * 20_000, [{}], [[]], {}, {"x": 1},
    {"role": "god"}, [{"role": "god", "text": 3}], [{"role": "user"}], [{"role": "user", "content": [{"type": 3}]}],
    [{"role": "user", "content": 3}], b"\xff", object(),
)  # fmt: skip
"""Each of them is given for each field."""
REQUESTS: tuple[type[BaseModel], ...] = (AskGiven, SearchGiven, CheckGiven, CompletionGiven)
TOOLS: tuple[type[BaseModel], ...] = tuple(offer.takes for offer in (*READING, *WRITING))
ENGLISH = re.compile(
    r"\b(input|should|valid|than|equal|greater|less|at (least|most)|field|required|value|unable|characters?|items?|"
    r"permitted|extra|must|it is|list should|dictionary|string|integer|number|boolean|error)\b",
    re.IGNORECASE,
)


def parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and those within it."""
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from parts(inner)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def refusals(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """All that the model can be brought to refuse: of each field each odd value, what is missing, what is too much."""
    given: list[Any] = [{}, {"nothing": 1}, 3, "x", [], None]
    given += [{name: value} for name in model.model_fields for value in ODD]
    for one in given:
        try:
            model.model_validate(one)
        except ValidationError as error:
            yield from map(dict, error.errors())


MODELS = sorted({part for model in (*REQUESTS, *TOOLS) for part in parts(model)}, key=lambda model: model.__qualname__)


def check_said(reason: Phrase) -> None:
    assert reason.key != "quoted", reason
    english, french = reason.said("en"), reason.said("fr")
    assert english != french
    assert "\n" not in english + french
    assert not english.endswith(".")
    assert not ENGLISH.search(re.sub(r"“.*?”|«.*?»|'[^']*'", "", french)), french


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__qualname__)
def test_what_a_request_or_a_tool_refuses_is_said_in_both_languages(model: type[BaseModel]) -> None:
    found = list(refusals(model))
    assert len(found) > len(model.model_fields)
    for error in found:
        check_said(reason_of(error))


def test_all_kinds_of_constraint_were_met() -> None:
    """The search itself works: what the models have is what was refused."""
    met = {error["type"] for model in MODELS for error in refusals(model)}
    assert met >= {
        "greater_than_equal", "less_than_equal", "string_too_short", "string_too_long", "too_short", "too_long",
        "int_type", "int_parsing", "bool_type", "string_type", "list_type", "literal_error", "missing",
        "extra_forbidden", "model_type",
    }  # fmt: skip


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_a_setting_refuses_is_said_in_both_languages(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    variable = f"SOURCIER_{name.upper()}"
    monkeypatch.delenv(variable, raising=False)
    refused = list(_refused_as_arguments(name))
    for text in (value for value in ODD if isinstance(value, str)):
        with monkeypatch.context() as patch:
            patch.setenv(variable, text)
            refused += _refused()
    assert refused
    for error in refused:
        if error.key == "setting_bad":
            reason = error.values["reason"]
            assert isinstance(reason, Phrase)
            check_said(reason)
            assert f"\u00a0: {reason.said('fr')}." in error.message("fr")


def _refused_as_arguments(name: str) -> Iterator[SettingsError]:
    for value in ODD:
        yield from _refused(**{name: value})


def _refused(**given: Any) -> list[SettingsError]:
    try:
        load_settings(**given)
    except SettingsError as error:
        return [error]
    return []


@pytest.mark.parametrize(
    ("given", "french"),
    [
        ({"top_k": 0}, "Le réglage top_k ne peut pas valoir 0\u00a0: il faut au moins 1."),
        ({"answer_threshold": 2}, "Le réglage answer_threshold ne peut pas valoir 2\u00a0: il faut au plus 1."),
        ({"max_file_mb": 0}, "Le réglage max_file_mb ne peut pas valoir 0\u00a0: il faut plus de 0."),
        (
            {"language": "de"},
            "Le réglage language ne peut pas valoir 'de'\u00a0: il faut une de ces valeurs\u00a0: 'auto', 'fr', 'en'.",
        ),
        (
            {"target_tokens": 300, "max_tokens": 200},
            "Le réglage target_tokens ne peut pas valoir cela\u00a0: target_tokens ne doit pas dépasser max_tokens.",
        ),
        (
            {"cors_origins": ["x"]},
            "Le réglage cors_origins ne peut pas valoir ['x']\u00a0: «\u00a0x\u00a0» n’est pas une origine, telle que "
            "https://chat.example.org ou http://localhost:3000.",
        ),
    ],
)
def test_a_setting_that_is_refused_in_french(given: dict[str, Any], french: str) -> None:
    (error,) = _refused(**given)
    assert error.message("fr") == french


def test_what_is_not_known_is_said_in_quotation_marks() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(complex).validate_python("x")
    reason = reason_of(dict(caught.value.errors()[0]))
    assert reason.said("fr").startswith("«\u00a0Input should be a valid")
    assert quoted("It broke.").said("fr") == "«\u00a0It broke\u00a0»"
    assert str(UnfitError("no_person", entry="x")) == "“x” is neither an e-mail address nor an @domain"


def test_no_phrase_is_in_one_language_alone_or_too_much() -> None:
    for key, texts in PHRASES.items():
        assert list(texts) == sorted(LANGUAGES), key
        assert re.findall(r"\{\w+\}", texts["en"]) == re.findall(r"\{\w+\}", texts["fr"]), key
    code = "\n".join(path.read_text("utf-8") for path in Path(__file__).parents[1].joinpath("rag").rglob("*.py"))
    assert [key for key in PHRASES if code.count(f'"{key}"') < 2] == []
