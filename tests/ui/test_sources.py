"""The page of the articles, drawn without a browser over the real index and model."""

from __future__ import annotations

import datetime as dt
import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rag.indexing import IngestRequest, ingest
from rag.ports import Embedder
from rag.service import Service
from rag.settings import load_settings
from rag.ui import shell
from rag.ui.person import Person
from rag.ui.sources.deeds import Deeds
from rag.ui.sources.holdings import Holdings, Library, library
from rag.ui.sources.state import Browsing
from tests.ui.drawn import Start, conversation, drawn_until, go, shown

NOTE = "# Le phare de Cordouan\n\nLe phare de Cordouan a été achevé en 1611, dans l’estuaire de la Gironde."
FIRST = ""
"""The address of the first page, the chat."""

QUESTION = "Quand le phare de Cordouan a-t-il été achevé ?"


@pytest.fixture
def shared(shipped_index: Path, embedder: Embedder, tmp_path: Path) -> Service:
    """A service over a copy of the shipped index, which a test may change."""
    return Service(load_settings(index=shutil.copytree(shipped_index, tmp_path / "index")), embedder)


class Visitor:
    """One session on the page."""

    def __init__(self, app: AppTest, shared: Service) -> None:
        self.app = go(app, "sources")
        self.shared = shared

    @property
    def browsing(self) -> Browsing:
        found = self.app.session_state["sources"]
        assert isinstance(found, Browsing)
        return found

    @property
    def library(self) -> Library:
        return library(self.shared)

    @property
    def holdings(self) -> Holdings:
        found = self.library.holdings()
        assert found is not None
        return found

    @property
    def deeds(self) -> Deeds:
        """What the frames' buttons call. Their clicks are tested in the browser."""
        person = Person(f"browser:{self.app.session_state['reader-token']}")
        return Deeds(self.library, person, self.browsing)

    def click(self, key: str) -> None:
        self.app.button(key=key).click().run()

    def upload(self, *files: tuple[str, bytes], field: str = "files") -> None:
        uploader = next(one for one in self.app.file_uploader if f"sources-{field}-" in str(one.key))
        uploader.set_value([(name, data, "text/markdown") for name, data in files])
        self.app.run()

    def until_over(self) -> str:
        drawn_until(self.app, lambda: self.library.jobs.running is None)
        self.app.run()
        assert not self.app.exception
        return shown(self.app)


@pytest.fixture
def visit(start: Start, shared: Service) -> Callable[..., Visitor]:
    def visited(locale: str = "en-US", service: Service | None = None) -> Visitor:
        return Visitor(start(service or shared, locale=locale), service or shared)

    return visited


Visits = Callable[..., Visitor]


@pytest.mark.parametrize(("locale", "told"), [("fr-FR", "Ajouter des articles"), ("en-US", "Add articles")])
def test_the_articles_are_listed_in_both_languages(visit: Visits, locale: str, told: str) -> None:
    visitor = visit(locale)
    text = shown(visitor.app)
    assert "12 articles · 60 passages" in text
    assert text.count('data-event="opened"') == 12
    assert told in [button.label for button in visitor.app.button]
    assert not visitor.app.exception


def test_no_model_is_loaded_to_list_articles(start: Start, shipped_index: Path) -> None:
    shared = Service(load_settings(index=shipped_index))
    visitor = Visitor(start(Service(load_settings(index=Path("none")))), shared)
    assert visitor.holdings.rows
    assert not shared.is_loaded


def test_the_list_is_searched_filtered_and_sorted(visit: Visits) -> None:
    visitor = visit()
    app = visitor.app
    for query in ("cofondateur à coût", "COFONDATEUR COUT a"):
        app.text_input(key="sources-query").set_value(query).run()
        assert 'data-value="stability-ai-naissance.md"' in shown(app)
        assert 'data-value="meta-ai-app.md"' not in shown(app)
    app.text_input(key="sources-query").set_value("no such word").run()
    assert "No article fits." in shown(app)
    app.text_input(key="sources-query").set_value("").run()
    app.multiselect(key="sources-languages").set_value(["en"]).run()
    english = [row.info for row in visitor.holdings.rows if row.info.language == "en"]
    assert f"{len(english)} of 12 articles" in shown(app)
    app.date_input(key="sources-dates").set_value((dt.date(2025, 8, 1), dt.date(2025, 8, 21))).run()
    later = [info for info in english if info.date and info.date >= dt.date(2025, 8, 1)]
    assert f"{len(later)} of 12" in shown(app)
    visitor.click("sources-clear")
    assert "12 articles" in shown(app)
    visitor.browsing.sort("date")
    app.run()
    assert 'aria-sort="descending"' in shown(app)
    app.selectbox(key="sources-order").set_value("source").run()
    assert visitor.browsing.order.column == "source"
    assert not app.exception


def test_an_article_is_read_with_its_passages(visit: Visits) -> None:
    visitor = visit()
    visitor.browsing.open("stability-ai-naissance.md")
    text = shown(visitor.app.run())
    assert "Cut into 5 passages" in text
    assert [f"Passage {n}<" in text for n in range(1, 7)] == [True] * 5 + [False]
    visitor.browsing.open("gone.md")
    assert "no longer in the index" in shown(visitor.app.run())


def test_files_are_added_and_the_chat_knows_them_at_once(visit: Visits, shared: Service) -> None:
    visitor = visit()
    before = shared.open(lambda _: None).index.manifest.generation
    visitor.click("sources-add")
    visitor.upload(("phare.md", NOTE.encode()), ("../../evil.exe", b"x"), ("empty.txt", b""))
    text = shown(visitor.app)
    assert "2 files cannot be added" in text
    assert "Files of the kind .exe are not read." in text
    assert "The file is empty." in text
    visitor.click("sources-files-add")
    text = visitor.until_over()
    assert "1 article added" in text
    assert "13 articles" in text
    assert shared.open(lambda _: None).index.manifest.generation == before + 1
    assert (visitor.library.shelf.articles / "phare.md").read_text(encoding="utf-8") == NOTE
    app = go(visitor.app, FIRST)
    app.chat_input[0].set_value(QUESTION).run()
    assert "1611" in shown(app)
    assert conversation(app).exchanges[0].citations[0].document_id == "phare.md"


@pytest.mark.parametrize(("choice", "names"), [("replace", ["phare.md"]), ("keep", ["phare (2).md", "phare.md"])])
def test_a_name_that_is_there_already_is_asked_about(visit: Visits, choice: str, names: list[str]) -> None:
    visitor = visit()
    for text in (NOTE, NOTE.replace("1611", "1612")):
        visitor.click("sources-add")
        visitor.upload(("phare.md", text.encode()))
        if visitor.app.radio:
            assert "1 file has a name that is there already" in shown(visitor.app)
            visitor.app.radio[0].set_value(choice).run()
        visitor.click("sources-files-add")
        visitor.until_over()
    found = {name: visitor.holdings.article(name)[0].text for name in visitor.holdings.known if "phare" in name}
    assert sorted(found) == names
    assert "1612" in found[names[0]]


def test_too_large_and_too_many_files_are_refused(
    start: Start, shipped_index: Path, embedder: Embedder, tmp_path: Path
) -> None:
    settings = load_settings(index=shipped_index, data=tmp_path / "data", max_file_mb=0.001, upload_files=2)
    shared = Service(settings, embedder)
    visitor = Visitor(start(shared, locale="en-US"), shared)
    visitor.click("sources-add")
    visitor.upload(("a.md", b"word " * 1000), ("b.md", b"One."), ("c.md", b"Two."))
    text = shown(visitor.app)
    assert "The file has 0.0 MB; the limit is 0.001." in text
    assert "3 files are too many at a time; the limit is 2." in text
    assert visitor.app.button(key="sources-files-add").disabled
    assert not settings.data_folder.exists()


def test_a_text_is_pasted_with_what_is_known_of_it(visit: Visits) -> None:
    visitor = visit("fr-FR")
    visitor.click("sources-add")
    fields = {str(one.key).rpartition("-")[0]: one for one in (*visitor.app.text_input, *visitor.app.text_area)}
    fields["paste-title"].set_value("Le phare : <b>Cordouan</b>")
    fields["paste-text"].set_value(NOTE)
    fields["paste-source"].set_value("Sud Ouest")
    fields["paste-url"].set_value("https://example.com/phare")
    next(one for one in visitor.app.date_input if "paste-date" in str(one.key)).set_value(dt.date(2024, 5, 4))
    next(one for one in visitor.app.selectbox if "paste-language" in str(one.key)).set_value("fr")
    next(one for one in visitor.app.button if "paste-add" in str(one.key)).click().run()
    assert "1 article ajouté" in visitor.until_over()
    document, _ = visitor.holdings.article("le-phare-b-cordouan-b.md")
    assert (document.title, document.source, document.url) == (
        "Le phare : <b>Cordouan</b>", "Sud Ouest", "https://example.com/phare"
    )  # fmt: skip
    assert (document.date, document.language) == (dt.date(2024, 5, 4), "fr")
    assert html.escape(document.title) in shown(visitor.app)


def test_nothing_pasted_is_said_and_the_dialog_stays(visit: Visits) -> None:
    visitor = visit()
    visitor.click("sources-add")
    next(one for one in visitor.app.button if "paste-add" in str(one.key)).click().run()
    assert "It has no text." in shown(visitor.app)
    assert visitor.app.file_uploader
    assert visitor.library.jobs.running is None


def test_an_article_is_deleted_and_put_back(visit: Visits, shared: Service) -> None:
    visitor = visit()
    name = "stability-ai-naissance.md"
    passages = visitor.holdings.article(name)
    visitor.browsing.open(name)
    visitor.browsing.pick(name)
    visitor.deeds.delete([name])
    text = visitor.until_over()
    assert "1 article removed" in text
    assert 'data-event="undone"' in text
    assert "11 articles" in text
    assert (visitor.browsing.opened, visitor.browsing.picked) == (None, set())
    assert name not in {info.id for info in shared.open(lambda _: None).documents()}
    visitor.deeds.dismiss()
    assert "Deleted last: “" in shown(visitor.app.run())
    visitor.deeds.undo()
    assert "1 article put back" in visitor.until_over()
    assert visitor.holdings.article(name) == passages
    assert "undone" not in shown(visitor.app)


def test_a_deletion_is_undone_after_the_server_was_started_anew(
    visit: Visits, shared: Service, embedder: Embedder
) -> None:
    visitor = visit()
    visitor.deeds.delete(["stability-ai-naissance.md", "meta-ai-app.md"])
    visitor.until_over()
    again = visit("fr-FR", Service(shared.settings, embedder))
    assert "Dernière suppression" in shown(again.app)
    assert "et 1 de plus" in shown(again.app)
    again.deeds.undo()
    assert "2 articles remis en place" in again.until_over()


def test_an_article_elsewhere_is_replaced_and_that_can_be_undone(visit: Visits) -> None:
    visitor = visit()
    visitor.browsing.show("replace", "meta-ai-app.md")
    visitor.app.run()
    assert "comes from a folder that is not touched" in visitor.app.markdown[0].value
    visitor.upload(("phare.txt", NOTE.encode()), field="file")
    visitor.click("sources-replace-do")
    assert "1 article added · 1 article removed" in visitor.until_over()
    assert {"phare.txt"} == {name for name in visitor.holdings.known if name in ("phare.txt", "meta-ai-app.md")}
    visitor.browsing.show("replace", "phare.txt")
    visitor.app.run()
    visitor.upload(("other.txt", b"Le phare est rouge."), field="file")
    visitor.click("sources-replace-do")
    assert "1 replaced" in visitor.until_over()
    assert visitor.holdings.article("phare.txt")[0].text == "Le phare est rouge."


def test_a_folder_is_indexed_again(start: Start, embedder: Embedder, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.md").write_text("Un premier texte.", encoding="utf-8")
    (folder / "b.md").write_text("Un deuxième texte.", encoding="utf-8")
    settings = load_settings(index=tmp_path / "index")
    ingest(settings, embedder, IngestRequest([folder]))
    shared = Service(settings, embedder)
    visitor = Visitor(start(shared, locale="en-US"), shared)
    (folder / "a.md").unlink()
    (folder / "c.md").write_text("Un troisième texte.", encoding="utf-8")
    (folder / "d.pdf").write_bytes(b"broken")
    visitor.click("sources-reindex")
    box = next(one for one in visitor.app.selectbox if "sources-folder" in str(one.key))
    assert box.options == [f"{folder} (2 files indexed)"]
    next(one for one in visitor.app.checkbox if "sources-prune" in str(one.key)).check().run()
    visitor.click("sources-reindex-do")
    text = visitor.until_over()
    assert "1 article added · 1 article removed · 1 unchanged" in text
    assert "d.pdf</strong> <span>It cannot be read as PDF." in text
    assert sorted(visitor.holdings.known) == ["b.md", "c.md"]


def test_without_an_index_the_first_article_makes_one(start: Start, embedder: Embedder, tmp_path: Path) -> None:
    shared = Service(load_settings(index=tmp_path / "index"), embedder)
    visitor = Visitor(start(shared, locale="en-US"), shared)
    assert "There is no article yet." in shown(visitor.app)
    visitor.click("sources-add")
    visitor.upload(("broken.pdf", b"%PDF no"))
    visitor.click("sources-files-add")
    text = visitor.until_over()
    assert "1 file or article could not be read" in text
    assert "There is no article yet." in text
    visitor.click("sources-add")
    visitor.upload(("phare.md", NOTE.encode()))
    visitor.click("sources-files-add")
    assert "1 article · 1 passage" in visitor.until_over()
    assert "1 article to ask" in shown(go(visitor.app, FIRST))


def test_a_reader_without_the_role_sees_the_list_and_reads(visit: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "present", lambda *_: Person("user:reader", may_edit=False))
    visitor = visit()
    visitor.browsing.show("add")
    visitor.browsing.open("meta-ai-app.md")
    text = shown(visitor.app.run())
    assert "Cut into" in text
    assert not any(f'data-event="{event}"' in text for event in ("deleted", "replaced", "picked", "undone"))
    assert not [button for button in visitor.app.button if str(button.key).startswith("sources")]
    assert not visitor.app.file_uploader


def test_what_resembles_is_pointed_out(visit: Visits, shared: Service) -> None:
    visitor = visit("fr-FR")
    (file,) = [row.file for row in visitor.holdings.rows if row.info.id == "meta-ai-app.md"]
    copy = Path(file).read_bytes()
    visitor.click("sources-add")
    visitor.upload(("copie.md", copy), ("presque.md", copy.replace(b"ChatGPT", b"Claude")))
    visitor.click("sources-files-add")
    visitor.until_over()
    drawn_until(visitor.app, lambda: "doublon" in shown(visitor.app))
    text = shown(visitor.app)
    assert "% identique" in text
    labels = [expander.label for expander in visitor.app.expander]
    assert "2 paires d’articles disent la même chose ou presque" in labels
    visitor.browsing.open("copie.md")
    assert "même texte" in shown(visitor.app.run()).partition('class="article"')[2]


def test_everybody_sees_a_job_and_its_owner_what_came_of_it(visit: Visits, start: Start, shared: Service) -> None:
    owner, other = visit(), visit()
    other.app.session_state["reader-token"] = "x" * 32
    owner.app.session_state["reader-token"] = "y" * 32
    owner.deeds.delete(["meta-ai-app.md"])
    owner.until_over()
    other.app.run()
    assert "1 article removed" in shown(owner.app)
    assert "1 article removed" not in shown(other.app)
    assert "11 articles" in shown(other.app)


def test_an_index_that_cannot_be_read_is_a_sentence(visit: Visits, shared: Service) -> None:
    visitor = visit()
    manifest = json.loads((shared.settings.index / "manifest.json").read_text(encoding="utf-8"))
    (shared.settings.index / "manifest.json").write_text(
        json.dumps(manifest | {"schema_version": 99}), encoding="utf-8"
    )
    assert "schema version 99" in shown(visitor.app.run())
    shutil.rmtree(shared.settings.index)
    assert "There is no article yet." in shown(visitor.app.run())
    assert not visitor.app.exception


def test_thousands_of_articles_are_listed_page_by_page(
    start: Start, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"title": f"T{n:04}", "text": f"Mot{n}.", "lang": "fr", "id": f"a{n}"}) for n in range(120)]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    settings = load_settings(index=tmp_path / "index")
    ingest(settings, embedder, IngestRequest([tmp_path / "all.jsonl"]))
    shared = Service(settings, embedder)
    visitor = Visitor(start(shared, locale="en-US"), shared)
    text: Any = shown(visitor.app)
    assert (text.count("T00"), "T0050" in text) == (200, False) or text.count('data-value="a') == 100
    visitor.app.pagination[0].set_value(3).run()
    text = shown(visitor.app)
    assert "T0119" in text
    assert "T0001" not in text
    visitor.app.text_input(key="sources-query").set_value("T0003").run()
    assert "1 of 120 articles" in shown(visitor.app)
