"""The reranker, over a real cross-encoder that is small enough to be made here; its weights are random."""

from __future__ import annotations

import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.build import open_sourcier
from rag.embed.cross_encoder import CrossEncoderReranker
from rag.errors import EmbedderError
from rag.models import make_reranker
from rag.ports import Reranker
from rag.settings import load_settings
from rag.text.context import embedding_text
from rag.types import DocumentInfo, Hit, Passage
from tests.command import sourcier, use
from tests.conftest import ROOT
from tests.contract import check_answer, check_hits
from tests.doubles import HashEmbedder
from tests.shelves import ARTICLES, QUESTIONS, small_sourcier

READS = 64
"""Tokens that the model reads."""


def make_model(folder: Path, *, labels: int = 1, headless: bool = False) -> Path:
    """A BERT of two layers in a folder, over a WordPiece vocabulary of the letters and the commonest of the words."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, BertModel, PreTrainedTokenizerFast

    letters = [chr(c) for c in range(ord("a"), ord("z") + 1)]
    words = sorted({word.lower() for _, _, _, text in ARTICLES.values() for word in text.split() if word.isalpha()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *(f"##{c}" for c in letters), *words]
    numbers = {token: i for i, token in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(numbers, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", numbers["[SEP]"]), ("[CLS]", numbers["[CLS]"]))
    fast: Any = PreTrainedTokenizerFast
    fast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=READS,
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(5)
    shape: Any = BertConfig
    config = shape(
        vocab_size=len(numbers), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
        max_position_embeddings=READS, num_labels=labels, initializer_range=0.5,
    )  # fmt: skip
    made = BertModel(config) if headless else BertForSequenceClassification(config)
    made.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("reranker"))


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder))


def hit(title: str, text: str, heading: str = "") -> Hit:
    passage = Passage(title, 0, len(text), text, "en", heading)
    return Hit(passage, DocumentInfo(title, title, "en", None, "", "", "", len(text), 1), 0.5, nearness=1.25)


HITS = [hit(title, text) for _, _, title, text in ARTICLES.values()]


def test_the_same_hits_come_back_best_first(reranker: CrossEncoderReranker) -> None:
    assert isinstance(reranker, Reranker)
    duplicate = hit("Again", "The river flooded the bridge on Friday.")
    given = [replace(HITS[0], duplicates=(duplicate,)), *HITS[1:]]
    ranked = reranker.rerank("Who closed the road?", given)
    assert sorted((replace(h, score=0.5) for h in ranked), key=given.index) == given
    scores = [h.score for h in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert all(0 <= score <= 1 for score in scores)
    assert reranker.rerank("Who closed the road?", []) == []


def test_the_score_is_the_sigmoid_of_the_models_own_logit(folder: Path, reranker: CrossEncoderReranker) -> None:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    model: Any = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    under = hit("The flood", "The mayor closed the road.", heading="News › Friday")
    assert embedding_text("The flood", under.passage)[0] == "The flood\nNews › Friday\nThe mayor closed the road."
    pair = ("Who closed the road?", "The flood\nNews › Friday\nThe mayor closed the road.")
    (logit,) = model.predict([pair], activation_fn=Identity(), show_progress_bar=False)
    (ranked,) = reranker.rerank(pair[0], [under])
    assert ranked.score == pytest.approx(1 / (1 + math.exp(-float(logit))), abs=1e-5)


def test_the_order_given_does_not_matter(reranker: CrossEncoderReranker) -> None:
    there, back = (reranker.rerank("What did the river flood?", hits) for hits in (HITS, HITS[::-1]))
    assert [h.passage.id for h in there] == [h.passage.id for h in back]


@pytest.mark.parametrize("text", ["", "\ud800", "🙂 é\u0301", "the road " * 500])
def test_any_text_gets_a_score(reranker: CrossEncoderReranker, text: str) -> None:
    ranked = reranker.rerank(text or "?", [hit("Any", text), *HITS])
    assert len(ranked) == len(HITS) + 1
    assert all(0 <= h.score <= 1 for h in ranked)


def test_threads_take_turns(reranker: CrossEncoderReranker) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda question: reranker.rerank(question, HITS), QUESTIONS * 4))
    alone = [reranker.rerank(question, HITS) for question in QUESTIONS]
    for i, ranked in enumerate(found):
        assert [h.passage.id for h in ranked] == [h.passage.id for h in alone[i % len(QUESTIONS)]]


# what cannot be used


def mistake(name: str, key: str) -> EmbedderError:
    with pytest.raises(EmbedderError) as caught:
        CrossEncoderReranker(name)
    assert caught.value.key == key
    assert "SOURCIER_RERANKER" in caught.value.hint("en")
    assert "SOURCIER_RERANKER" in caught.value.hint("fr")
    return caught.value


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    assert str(tmp_path) in str(mistake(str(tmp_path), "reranker_load"))
    (tmp_path / "config.json").write_text("{", encoding="utf-8")
    assert "\n" not in str(mistake(str(tmp_path), "reranker_load"))


def test_a_model_of_several_labels_is_refused(tmp_path: Path) -> None:
    mistake(str(make_model(tmp_path, labels=3)), "reranker_kind")


def test_a_model_whose_head_would_be_random_is_refused(tmp_path: Path) -> None:
    mistake(str(make_model(tmp_path, headless=True)), "reranker_kind")


def test_scores_that_are_no_numbers_are_refused(folder: Path) -> None:
    import torch

    broken = CrossEncoderReranker(str(folder))
    with torch.no_grad():
        for weights in broken._model.parameters():
            weights.fill_(float("nan"))
    with pytest.raises(EmbedderError) as caught:
        broken.rerank("Who?", HITS)
    assert caught.value.key == "reranker_scores"


# in the product


def test_a_search_is_ordered_by_it(folder: Path, reranker: CrossEncoderReranker, tmp_path: Path) -> None:
    plain = small_sourcier(tmp_path)
    again = open_sourcier(
        load_settings(index=tmp_path / "index", reranker=str(folder), reader=False), HashEmbedder(dimension=512)
    )
    for question in QUESTIONS[:4]:
        before, after = plain.search(question, 5), again.search(question, 5)
        assert [h.passage.id for h in after] == [h.passage.id for h in reranker.rerank(question, before)]
        assert again.search(question, 2) == after[:2]


def test_only_so_many_are_reranked(folder: Path, tmp_path: Path) -> None:
    plain = small_sourcier(tmp_path)
    settings = load_settings(index=tmp_path / "index", reranker=str(folder), rerank_depth=2, reader=False)
    again = open_sourcier(settings, HashEmbedder(dimension=512))
    first = {h.passage.id for h in plain.search("Who closed the road?", 2)}
    assert {h.passage.id for h in again.search("Who closed the road?", 2)} == first
    assert len(again.search("Who closed the road?", 5)) == 5, "a search for more has more reranked"


def test_the_command_searches_and_answers_with_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_sourcier(tmp_path)
    use(monkeypatch, HashEmbedder(dimension=512))
    monkeypatch.setenv("SOURCIER_RERANKER", str(folder))
    hits = sourcier("search", "Who closed the road?", "--json", "--index", tmp_path / "index").json
    check_hits(hits)
    asked = sourcier("ask", "Who closed the road?", "--json", "--index", tmp_path / "index")
    check_answer(asked.json)
    assert [h["passage_id"] for h in asked.json["hits"]] == [h["passage_id"] for h in hits]
    monkeypatch.setenv("SOURCIER_RERANKER", str(tmp_path))
    assert sourcier("ask", "Who?", "--index", tmp_path / "index").mistake().startswith("The reranker ")


def test_none_is_made_where_none_is_set() -> None:
    assert make_reranker(load_settings()) is None


def test_a_folder_is_loaded_without_asking_the_network(folder: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "import offline_runner as guard\n"
        "sys.addaudithook(guard._guard)\n"
        "from rag.embed.cross_encoder import CrossEncoderReranker\n"
        f"CrossEncoderReranker({str(folder)!r})\n"
        "print(guard.attempts)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
