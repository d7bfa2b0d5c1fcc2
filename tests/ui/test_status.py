"""The page about the application, drawn without a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import time
from collections import namedtuple
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import IndexFault, IndexMissingError, ModelError
from rag.indexing import remove
from rag.messages import LANGUAGES, Language
from rag.service import Service
from rag.settings import Settings, load_settings
from rag.status import DiskFacts, disk_facts, index_facts, open_index, status
from rag.ui import shell
from rag.ui.person import Person
from rag.ui.said import said
from rag.ui.status import verification
from rag.ui.status.commands import commands, variables
from rag.ui.status.settings_table import description
from rag.ui.status.texts import STATUS_TEXTS, moment_text, size_text
from tests.conftest import ROOT
from tests.ui.drawn import Start, drawn_until, go, shown


def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens the page from now on may read alone."""
    monkeypatch.setattr(shell, "present", lambda _: Person("user:7", "Ada", may_edit=False))


def copied(index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(index, tmp_path / "my index"))


def status_page(start: Start, settings: Settings, locale: str = "en-US") -> AppTest:
    return go(start(Service(settings), locale=locale), "status")


def text(app: AppTest) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", shown(app)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_index_holds_and_what_runs(language: Language, shipped_index: Path, start: Start) -> None:
    app = status_page(start, load_settings(index=shipped_index), locale=language)
    facts = index_facts(open_index(load_settings(index=shipped_index)))
    for wanted in (facts.embedder, facts.fingerprint[:20], str(facts.passages), str(shipped_index), "1.67"):
        assert wanted in text(app)
    assert STATUS_TEXTS[language].settings in text(app)
    assert app.code[0].value == f"sourcier status --verify --index {shipped_index}"
    assert not app.exception


def test_the_settings_are_shown_with_where_they_come_from(
    shipped_index: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCIER_TOP_K", "12")
    monkeypatch.setenv("SOURCIER_MODEL_URL", "http://ada:secret@127.0.0.1:9/v1?key=secret")
    app = status_page(start, load_settings(index=shipped_index))
    assert re.search(r"top_k\s+12\s+variable SOURCIER_TOP_K\s+passages retrieved", text(app))
    assert "max_sentences" not in text(app)
    app.toggle[0].set_value(True).run()
    assert re.search(r"max_sentences\s+3\s+default", text(app))
    assert re.search(r"reader\s+on\s+default", text(app))
    assert re.search(r"reranker\s+unset\s+default", text(app))
    assert "secret" not in shown(app)
    assert "set in the terminal as well: SOURCIER_TOP_K, SOURCIER_MODEL_URL." in text(app)


def test_where_nothing_is_set_it_says_how(shipped_index: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_index.parent)
    monkeypatch.delenv("SOURCIER_CACHE_DIR", raising=False)
    app = status_page(start, load_settings())
    assert "Everything is as by default." in text(app)


def test_a_reader_sees_no_place_no_address_and_nobody(
    shipped_index: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader(monkeypatch)
    settings = load_settings(
        index=shipped_index, model_url="http://10.0.0.7:8000/v1", allowed=["ada@example.org"], editors=["@example.com"]
    )
    app = status_page(start, settings)
    app.toggle[0].set_value(True).run()
    everything = shown(app) + " ".join(block.value for block in app.code)
    for place in (str(shipped_index), str(Path.home() / ".cache"), "10.0.0.7", "ada@example.org", "@example.com"):
        assert place not in everything
    assert "not shown" in everything
    assert "verify" not in {button.key for button in app.button}
    assert app.code[0].value == "sourcier status --verify --index INDEX"


def test_without_an_index_it_says_what_to_do(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    app = status_page(start, load_settings(index=tmp_path / "none"))
    assert f"Make one with: sourcier ingest FOLDER --index {tmp_path / 'none'}" in text(app)
    assert "Versions" in text(app)
    reader(monkeypatch)
    app = status_page(start, load_settings(index=tmp_path / "none"))
    assert "There is no index in none." in text(app)
    assert str(tmp_path) not in shown(app)


def test_an_index_without_articles_is_told_of(shipped_index: Path, tmp_path: Path, start: Start) -> None:
    settings = load_settings(index=copied(shipped_index, tmp_path))
    remove(settings, [info.id for info in open_index(settings).catalogue.info()])
    app = status_page(start, settings)
    assert STATUS_TEXTS["en"].empty in text(app)


def test_a_damaged_index_is_named_with_its_file(shipped_index: Path, tmp_path: Path, start: Start) -> None:
    index = copied(shipped_index, tmp_path)
    next(index.glob("generation-*/catalogue.sqlite")).unlink()
    app = status_page(start, load_settings(index=index), locale="fr-FR")
    assert re.search(r"est endommagé : son fichier generation-\d+/catalogue.sqlite manque", text(app))
    assert "Versions" in text(app)


def test_a_model_that_cannot_be_had_is_told_of_once_it_was_tried(shipped: Service, start: Start) -> None:
    settings = shipped.settings.model_copy(update={"model": "gguf:/nowhere/tiny.gguf"})
    app = go(start(Service(settings, shipped.embedder(lambda _: None)), locale="en-US"), "status")
    assert "tiny.gguf" in text(app)
    assert 'role="alert"' in shown(app)
    assert "Format version" in text(app), "the index is shown all the same"


def test_an_index_that_was_replaced_is_shown_as_it_is_now(shipped_index: Path, tmp_path: Path, start: Start) -> None:
    settings = load_settings(index=copied(shipped_index, tmp_path))
    app = status_page(start, settings)
    before = index_facts(open_index(settings))
    remove(settings, [open_index(settings).catalogue.info()[0].id])
    app.run()
    assert f"The index holds {before.documents - 1} articles" in text(app)


def test_the_index_is_verified_while_the_page_goes_on(shipped_index: Path, start: Start) -> None:
    app = status_page(start, load_settings(index=shipped_index))
    app.button(key="verify").click().run()
    drawn_until(app, lambda: "All is as it was written" in text(app))
    assert "passages read again in" in text(app)
    assert not app.button(key="verify").disabled


def test_what_a_verification_finds_is_named(shipped_index: Path, tmp_path: Path, start: Start) -> None:
    index = copied(shipped_index, tmp_path)
    app = status_page(start, load_settings(index=index))
    file = max(index.glob("generation-*/*"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    app.button(key="verify").click().run()
    drawn_until(app, lambda: "is not what was written" in text(app))
    assert file.name in text(app)


def test_a_verification_that_fails_inside_is_told_of(shipped_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Settings) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(verification, "open_index", fail)
    check = verification.Verification(load_settings(index=shipped_index))
    end = time.monotonic() + 10
    while not check.is_over and time.monotonic() < end:
        time.sleep(0.01)
    assert check.is_over
    assert check.failed


def test_little_room_is_told_of(shipped_index: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12 - 5 * 10**8, 5 * 10**8))
    app = status_page(start, load_settings(index=shipped_index))
    assert "Only 500\u00a0MB are left on the disk" in text(app)


def test_room_is_little_where_the_next_writing_might_not_fit(tmp_path: Path) -> None:
    assert DiskFacts(tmp_path, 0, 2 * 10**9).is_low(10**9)
    assert not DiskFacts(tmp_path, 0, 2 * 10**9).is_low(10**8)
    (tmp_path / "index.data" / "deep").mkdir(parents=True)
    (tmp_path / "index.data" / "deep" / "file").write_bytes(b"12345")
    assert disk_facts(load_settings(index=tmp_path / "index")).data_bytes == 5


def test_commands_quote_what_a_shell_would_take_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCIER_INDEX", str(tmp_path / "my index; rm -rf ~"))
    settings = load_settings(top_k=3)
    lines = [command.line for command in commands(settings, "en", whole=True)]
    assert all(line.endswith(f"--index '{tmp_path}/my index; rm -rf ~'") for line in lines)
    assert all(line.endswith("--index INDEX") for line in (c.line for c in commands(settings, "fr", whole=False)))
    assert variables(settings) == []


def test_the_status_that_is_printed_keeps_its_names_and_has_no_secret(shipped_index: Path) -> None:
    facts = status(load_settings(index=shipped_index, model_url="http://ada:secret@127.0.0.1/v1"))
    assert {"index", "generation", "created", "documents", "passages", "languages", "bytes", "embedder", "fingerprint",
            "dimension", "reader", "chunker", "schema_version", "store", "settings"} <= set(facts)  # fmt: skip
    assert "secret" not in json.dumps(facts)
    origins = facts["origins"]
    assert isinstance(origins, dict)
    assert origins["index"] == {"kind": "argument", "name": ""}


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, "0\u00a0ko", "0\u00a0kB"),
        (1_499, "1\u00a0ko", "1\u00a0kB"),
        (999_499, "999\u00a0ko", "999\u00a0kB"),
        (999_500, "1,0\u00a0Mo", "1.0\u00a0MB"),
        (72_000_000, "72\u00a0Mo", "72\u00a0MB"),
        (1_500_000_000, "1,5\u00a0Go", "1.5\u00a0GB"),
    ],
)
def test_sizes(count: int, french: str, english: str) -> None:
    assert [size_text(count, language) for language in LANGUAGES] == [french, english]


def test_moments() -> None:
    assert moment_text("2026-11-01T14:05:09+00:00", "fr") == "1er novembre 2026 à 14:05 (UTC)"
    assert moment_text("2026-11-01T14:05:09+02:00", "en") == "1 November 2026 at 12:05 (UTC)"
    assert moment_text("once", "en") == "once"


def test_a_reader_is_not_told_where_the_server_keeps_things() -> None:
    missing = IndexMissingError("index_missing", path=Path("/srv/sourcier/my index"))
    assert "/srv" in said(missing, "en", whole=True)
    assert said(missing, "en", whole=False).startswith("There is no index in my index.")
    write = IndexFault("index_write", path=Path("/srv/a"), reason="Permission denied: '/srv/b/c'")
    assert "/srv" not in said(write, "fr", whole=False)
    away = ModelError("chat_unreachable", name="m", address="http://10.0.0.7:1/v1", reason="no route to 10.0.0.7")
    assert "10.0.0.7:1" not in said(away, "fr", whole=False)


def plain(cell: str) -> str:
    """A cell of the READMEs without its marks and its links."""
    return re.sub(r" \(\[[^\]]*\]\([^)]*\)\)", "", cell).replace("`", "")


@pytest.mark.parametrize("name", Settings.model_fields)
@pytest.mark.parametrize(("language", "file"), [("fr", "README.fr.md"), ("en", "README.md")])
def test_a_setting_is_described_as_in_the_readme(language: Language, file: str, name: str) -> None:
    rows = re.findall(rf"^\| `{name}` \| .*? \| (.*) \|$", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert plain(rows[-1]) == description(name, language).replace(
        "“provider:name” or “gguf:FILE”", "provider:name or gguf:FILE"
    )
