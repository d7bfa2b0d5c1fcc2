"""Where settings come from, and what of them is shown to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.provenance import NOT_FOR_READERS, ShownSetting, model_name, shown, shown_settings
from rag.settings import FILE, Origin, Settings, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCIER_CACHE_DIR", raising=False)
    return tmp_path


def row(settings: Settings, name: str, *, to_readers: bool = False) -> ShownSetting:
    return next(row for row in shown_settings(settings, to_readers=to_readers) if row.name == name)


def test_every_setting_has_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    FILE.write_text("top_k = 3\nmax_sentences = 4\nmax_question = 100\n", encoding="utf-8")
    monkeypatch.setenv("SOURCIER_TOP_K", "5")
    monkeypatch.setenv("sourcier_max_sentences", "6")
    settings = load_settings(top_k=7, index=None)
    assert settings.origin("top_k") == Origin("argument")
    assert settings.origin("max_sentences") == Origin("environment", "sourcier_max_sentences")
    assert settings.origin("max_question") == Origin("file", "sourcier.toml")
    assert settings.origin("index") == Origin("default")
    assert [row.name for row in shown_settings(settings)] == list(Settings.model_fields)


def test_what_a_program_changes_is_an_argument_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_TOP_K", "5")
    changed = load_settings().model_copy(update={"max_sentences": 2})
    assert changed.origin("max_sentences") == Origin("argument")
    assert changed.origin("top_k") == Origin("environment", "SOURCIER_TOP_K")
    assert Settings.model_validate({"legs": "dense"}).origin("legs") == Origin("argument")


def test_settings_are_equal_by_their_values_wherever_these_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    given = load_settings(top_k=5)
    monkeypatch.setenv("SOURCIER_TOP_K", "5")
    found = load_settings()
    assert given == found
    assert hash(given) == hash(found)
    assert given != load_settings(top_k=6)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("https://example.org/v1", "https://example.org/v1"),
        ("https://ada:secret@example.org/v1", "https://…@example.org/v1"),
        ("https://ada:se/c?ret@example.org/v1", "https://…@example.org/v1"),
        ("https://example.org/v1?key=secret", "https://example.org/v1?…"),
        ("http://127.0.0.1:8000/v1#secret", "http://127.0.0.1:8000/v1?…"),
        ("openai:sk-abcdefghijklmnopqrstuv", "openai:…"),
        ("openai:gpt-4.1-mini", "openai:gpt-4.1-mini"),
        ("anthropic:claude-sonnet-4-20250514", "anthropic:claude-sonnet-4-20250514"),
        (("a@b.c", "@d.e"), "a@b.c, @d.e"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_what_is_secret_is_not_shown(value: object, text: str) -> None:
    assert shown(value) == text
    assert "secret" not in shown(value)


def test_readers_see_no_place_no_address_and_nobody(tmp_path: Path) -> None:
    settings = load_settings(
        index=tmp_path / "index", data=tmp_path, folders=[str(tmp_path)], model_url="http://10.0.0.7:8000/v1",
        allowed=["ada@example.org"], editors=["ada@example.org"], model=f"gguf:{tmp_path}/tiny.gguf",
        embedder=str(tmp_path), reranker=str(tmp_path / "ranker"),
    )  # fmt: skip
    rows = shown_settings(settings, to_readers=True)
    everything = " ".join(row.value or "" for row in rows)
    assert str(tmp_path.parent) not in everything
    assert "10.0.0.7" not in everything
    assert "ada" not in everything
    assert {row.name for row in rows if row.value is None} == NOT_FOR_READERS
    assert row(settings, "model", to_readers=True).value == "gguf:tiny.gguf"
    assert row(settings, "reranker", to_readers=True).value == "ranker"
    assert row(settings, "index").value == str(tmp_path / "index")


def test_every_place_is_kept_from_readers() -> None:
    places = {name for name, field in Settings.model_fields.items() if "Path" in str(field.annotation)}
    assert places <= NOT_FOR_READERS
    assert set(Settings.model_fields) >= NOT_FOR_READERS


def test_a_model_is_called_by_its_name_alone(tmp_path: Path) -> None:
    assert model_name(str(tmp_path / "my-model")) == "my-model"
    assert model_name("intfloat/multilingual-e5-small") == "intfloat/multilingual-e5-small"
    assert model_name("openai:gpt-4.1-mini") == "openai:gpt-4.1-mini"
