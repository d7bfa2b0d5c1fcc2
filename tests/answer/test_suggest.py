"""First questions: found in the articles, and offered only where the articles answer them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.suggest import WANTED, suggestions
from rag.build import Sourcier, open_sourcier
from rag.indexing import IngestRequest, ingest, remove
from rag.messages import LANGUAGES, Language
from rag.models import make_embedder
from rag.settings import load_settings
from rag.types import Answer
from tests.ui.server import ROOT

ARTICLES = {
    "phare.md": "# Pourquoi le phare de Cordouan est-il surnommé le roi des phares\u202f?\n\n"
    "Le phare de Cordouan est surnommé le roi des phares parce qu’il a été bâti pour des rois. "
    "Sa construction a été dirigée par l’architecte Louis de Foix.\n",
    "maire.md": "# La ville\n\nClaire Fontanel, maire de Valmorin depuis 2014, a inauguré la bibliothèque. "
    "Claire Fontanel est née à Lyon. La bibliothèque de Valmorin compte douze mille livres.\n",
    "bridge.md": "# The bridge\n\nThe bridge was designed by Edwin Marsh. Edwin Marsh, director of the works from 1890 "
    "to 1894, was an engineer from Leeds. The bridge is 300 metres long.\n",
}


@pytest.fixture(scope="module")
def open_index(tmp_path_factory: pytest.TempPathFactory) -> Sourcier:
    folder = tmp_path_factory.mktemp("suggest")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = load_settings(index=folder / "index")
    embedder = make_embedder(settings)
    ingest(settings, embedder, IngestRequest([folder / name for name in ARTICLES]))
    return open_sourcier(settings, embedder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_answered_and_each_by_another_article(open_index: Sourcier, language: Language) -> None:
    found = suggestions(open_index.index.catalogue, language, open_index.quoting.ask)
    assert 1 <= len(found) <= WANTED
    answers = [open_index.quoting.ask(question) for question in found]
    assert not any(answer.abstained for answer in answers)
    assert len({answer.citations[0].document_id for answer in answers}) == len(answers)


def test_a_heading_that_asks_comes_first_in_its_own_language(open_index: Sourcier) -> None:
    asks = "Pourquoi le phare de Cordouan est-il surnommé le roi des phares\u202f?"
    assert suggestions(open_index.index.catalogue, "fr", open_index.quoting.ask)[0] == asks
    assert asks not in suggestions(open_index.index.catalogue, "en", open_index.quoting.ask)


def test_people_are_asked_for_by_name(open_index: Sourcier) -> None:
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        return open_index.quoting.ask("Quelle est la capitale de la Mongolie ?")

    assert suggestions(open_index.index.catalogue, "en", ask) == []
    assert "Who is Claire Fontanel?" in asked
    assert "Who is Edwin Marsh?" in asked


def test_an_index_without_articles_suggests_nothing(tmp_path: Path) -> None:
    settings = load_settings(index=tmp_path / "index")
    article = tmp_path / "phare.md"
    article.write_text(ARTICLES["phare.md"], encoding="utf-8")
    ingest(settings, make_embedder(settings), IngestRequest([article]))
    remove(settings, [str(article)])
    sourcier = open_sourcier(settings, make_embedder(settings))
    assert suggestions(sourcier.index.catalogue, "fr", sourcier.quoting.ask) == []


def test_the_shipped_articles_have_some(tmp_path: Path) -> None:
    settings = load_settings(index=tmp_path / "index")
    embedder = make_embedder(settings)
    ingest(settings, embedder, IngestRequest([ROOT / "corpus"]))
    sourcier = open_sourcier(settings, embedder)
    assert len(suggestions(sourcier.index.catalogue, "en", sourcier.quoting.ask)) == WANTED
