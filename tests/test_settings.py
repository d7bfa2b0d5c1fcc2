"""Where settings come from, which of them wins, and what is said of a mistake in each place."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import FILE, PREFIX, Settings, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCIER_CACHE_DIR", raising=False)
    return tmp_path


def mistake(**given: object) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(**given)
    assert caught.value.localized("fr") != caught.value.localized("en")
    assert "\n" not in str(caught.value)
    return caught.value


def test_the_defaults_need_nothing() -> None:
    settings = load_settings()
    assert settings.index == Path("index/default")
    assert settings.embedder == "bundled"
    assert settings.cache_dir.is_absolute()


def test_arguments_win_over_the_environment_and_that_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    FILE.write_text("top_k = 3\nmax_sentences = 4\nmax_question = 100\n", encoding="utf-8")
    monkeypatch.setenv("SOURCIER_TOP_K", "5")
    monkeypatch.setenv("SOURCIER_MAX_SENTENCES", "6")
    settings = load_settings(top_k=7)
    assert (settings.top_k, settings.max_sentences, settings.max_question) == (7, 6, 100)
    assert settings.target_tokens == Settings.model_fields["target_tokens"].default


def test_none_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_INDEX", "there")
    assert load_settings(index=None, top_k=None) == load_settings()
    assert load_settings(index=None).index == Path("there")


def test_variables_are_found_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("sourcier_top_k", "9")
    assert load_settings().top_k == 9


def test_other_peoples_variables_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XSOURCIER_TYPO", "1")
    monkeypatch.setenv("SOURCIERE", "1")
    load_settings()


def test_a_file_elsewhere_is_not_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "sourcier.toml").write_text("top_k = 3", encoding="utf-8")
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert load_settings().top_k == 16


def test_a_typo_in_a_variable_is_named_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_TOPK", "5")
    error = mistake()
    assert error.key == "setting_unknown"
    assert error.values["name"] == "SOURCIER_TOPK"
    assert str(error.values["known"]).split(", ")[0] == "SOURCIER_TOP_K"


def test_a_typo_in_the_file_is_named_with_what_was_meant() -> None:
    FILE.write_text('indx = "there"\n', encoding="utf-8")
    error = mistake()
    assert (error.key, error.values["name"], error.values["known"]) == ("setting_unknown", "indx", "index")


def test_a_typo_in_an_argument_is_named_with_what_was_meant() -> None:
    error = mistake(embeder="bundled")
    assert (error.key, error.values["name"], error.values["known"]) == (
        "setting_unknown",
        "embeder",
        "embedder, reader",
    )


def test_a_name_that_is_like_no_other_gets_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_ZZZ", "5")
    known = str(mistake().values["known"]).split(", ")
    assert known == [PREFIX + name.upper() for name in Settings.model_fields]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("top_k", "many"),
        ("top_k", "0"),
        ("answer_threshold", "1.5"),
        ("answer_threshold", "nan"),
        ("max_file_mb", "-1"),
        ("max_file_mb", "inf"),
        ("precision", "int8"),
        ("language", "de"),
        ("target_tokens", "15"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name.upper(), value)
    error = mistake()
    assert error.key == "setting_bad"
    assert error.values["name"] == name
    assert value in str(error.values["value"])
    assert error.values["reason"]


def test_a_bad_value_in_the_file_is_named() -> None:
    FILE.write_text('max_tokens = "all"\n', encoding="utf-8")
    error = mistake()
    assert (error.key, error.values["name"]) == ("setting_bad", "max_tokens")


def test_settings_that_contradict_each_other_are_refused() -> None:
    error = mistake(target_tokens=300, max_tokens=200)
    assert error.key == "setting_bad"
    assert "target_tokens" in str(error)
    assert "max_tokens" in str(error)


@pytest.mark.parametrize("content", [b"top_k = \n", b"top_k 5", b'index = "\xe9t\xe9"', b"[table", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(content: bytes) -> None:
    FILE.write_bytes(content)
    error = mistake()
    assert error.key == "settings_file"
    assert "sourcier.toml" in str(error)


def test_a_table_in_the_file_is_an_unknown_setting() -> None:
    FILE.write_text("[retrieval]\ntop_k = 5\n", encoding="utf-8")
    assert mistake().values["name"] == "retrieval"


def test_settings_do_not_change() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.top_k = 1


def test_an_answer_must_leave_room_for_its_prompt() -> None:
    error = mistake(model_context=1024, model_max_tokens=1024)
    assert (error.key, error.values["name"]) == ("setting_bad", "model_max_tokens")
    assert "model_context" in str(error)


def test_settings_at_odds_are_named_by_the_first_of_them() -> None:
    assert mistake(target_tokens=300, max_tokens=200).values["name"] == "target_tokens"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_setting_is_a_key(name: str) -> None:
    assert not name.endswith(("key", "token", "secret", "password"))


def test_sign_in_for_nobody_is_refused() -> None:
    assert mistake(sign_in=True).key == "sign_in_nobody"


def test_an_editor_who_may_not_sign_in_is_named() -> None:
    error = mistake(sign_in=True, allowed=["@example.org"], editors=["ada@example.org", "eve@other.example"])
    assert (error.key, error.values["name"]) == ("sign_in_editor", "eve@other.example")


def test_people_are_named_by_commas_in_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_SIGN_IN", "on")
    monkeypatch.setenv("SOURCIER_ALLOWED", "ada@example.org, @example.com,")
    assert load_settings().allowed == ("ada@example.org", "@example.com")


@pytest.mark.parametrize("entry", ["*", "example.org", "@", "ada@"])
def test_who_is_no_address_and_no_domain_is_named(entry: str) -> None:
    error = mistake(sign_in=True, allowed=[entry])
    assert (error.key, error.values["name"]) == ("setting_bad", "allowed")
    assert f"“{entry}”" in str(error)


def test_origins_are_as_browsers_send_them() -> None:
    given = load_settings(cors_origins=["https://Chat.example.org/", "http://localhost:3000"]).cors_origins
    assert given == ("https://chat.example.org", "http://localhost:3000")


@pytest.mark.parametrize("entry", ["*", "chat.example.org", "https://", "https://a.example/path", "ftp://a.example"])
def test_what_is_no_origin_is_refused(entry: str) -> None:
    assert entry in str(mistake(cors_origins=[entry]))
