"""The corpus that `make bench` measures over: of the size asked for, the same every time, a sound index."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from eval.bench.large import QUESTIONS, questions
from eval.bench.sheet import Sheet
from eval.bench.synthetic import Corpus, languages, vectors_around
from eval.bench.writing import GivenVectors, real_vectors, write_index
from rag.build import open_sourcier
from rag.indexing import identity
from rag.settings import load_settings
from rag.store.index import Index
from rag.stores import store_kind
from tests.conftest import CORPUS
from tests.doubles import HashEmbedder

PASSAGES = 60


def test_a_corpus_has_the_passages_asked_for_and_is_the_same_every_time() -> None:
    made = list(Corpus(CORPUS).documents(PASSAGES))
    passages = [passage for _, own in made for passage in own]
    assert len(passages) == PASSAGES
    assert len({passage.id for passage in passages}) == PASSAGES
    assert all(document.text[p.start : p.end] == p.text for document, own in made for p in own)
    assert [p.language for p in passages] == languages(PASSAGES)
    assert made == list(Corpus(CORPUS).documents(PASSAGES))
    assert made[:3] == list(Corpus(CORPUS).documents(3 * 8))


def test_the_vocabulary_grows_with_the_corpus() -> None:
    made = [{w for _, own in Corpus(CORPUS).documents(n) for p in own for w in p.text.split()} for n in (400, 1600)]
    assert len(made[1]) > 1.5 * len(made[0])


def test_vectors_lie_around_real_ones_of_their_language() -> None:
    real = HashEmbedder().embed_passages([p.text for _, own in Corpus(CORPUS).documents(24) for p in own])
    vectors = vectors_around(real, PASSAGES)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    nearest = (vectors @ real.T).argmax(axis=1)
    known = np.array(languages(len(real)))
    assert (known[nearest] == np.array(languages(PASSAGES))).mean() > 0.95
    assert np.array_equal(vectors, vectors_around(real, PASSAGES))


def test_its_index_opens_and_is_sound(tmp_path: Path) -> None:
    corpus, embedder = Corpus(CORPUS), HashEmbedder()
    settings = load_settings(index=tmp_path / "index", reader=False)
    real, rate = real_vectors(corpus, embedder, 30)
    given = GivenVectors(embedder, vectors_around(real, PASSAGES))
    written = write_index(settings.index, identity(settings, embedder), corpus, given)
    index = Index.open(settings.index, store_kind(settings))
    index.verify()
    assert rate > 0
    assert index.manifest.passages == PASSAGES
    assert written.bytes == sum(f.stat().st_size for f in (settings.index / index.manifest.folder).iterdir())
    text = next(corpus.documents(8))[1][0].text
    assert text in [hit.passage.text for hit in open_sourcier(settings, embedder).search(text, 10)]


def test_questions_are_real_and_all_different() -> None:
    asked = questions(QUESTIONS)
    assert len(set(asked)) == QUESTIONS == len(asked)


def test_a_sheet_is_written_as_json(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.section("a part")
    sheet.row("opening", 0.123456789, "s", goal="< 1")
    sheet.write(tmp_path / "figures.json")
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert written == {"a part": {"opening": {"value": 0.123457, "unit": "s", "goal": "< 1"}}}
