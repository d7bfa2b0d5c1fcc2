"""Statements in pairs that differ in one point: how they are drawn and batched, and what is learnt from them."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from eval.reader.__main__ import main as train
from eval.reader.batches import batched, padded
from eval.reader.between import main as between
from eval.reader.examples import Corpus, Negatives, read_corpus
from eval.reader.loop import PRODUCT, Plan, Training
from eval.reader.network import Reader, Tensors, loss
from eval.reader.pack import read_pack, write_pack
from eval.reader.rows import Rows
from eval.reader.statements import Twins
from rag.embed.e5s import Container
from rag.reader.weights import ReaderWeights
from tests.doubles import HashEmbedder
from tests.eval.towns import squad, twins, written


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("twins")
    files = [squad(folder / "fr.json", "fr"), squad(folder / "en.json", "en")]
    return read_corpus(files, [written(folder / "written.jsonl.xz"), twins(folder / "twins.jsonl.xz")])


@pytest.fixture(scope="module")
def drawn(corpus: Corpus) -> Twins:
    return Twins(corpus, Negatives(corpus, HashEmbedder()))


def test_twins_follow_each_other_the_supported_one_first(drawn: Twins) -> None:
    found = drawn.examples(random.Random(0))
    pairs = [(a, b) for a, b in pairwise(found) if a.twin is not None and a.twin == b.twin]
    assert 2 * len(pairs) == sum(e.twin is not None for e in found) > 20
    for one, twin in pairs:
        assert one.supported
        assert not twin.supported
        assert one.paragraph == twin.paragraph
    elsewhere = [e for e in found if e.twin is None]
    assert elsewhere
    assert {(e.kind, e.supported) for e in elsewhere} == {("elsewhere", False)}


def test_no_paragraph_of_the_test_is_trained_on(corpus: Corpus, drawn: Twins) -> None:
    kept_out = {corpus.paragraphs[one.paragraph].text for one in corpus.stated["test"]}
    assert kept_out
    assert not kept_out & {e.paragraph.text for e in drawn.examples(random.Random(0)) if e.twin is not None}


def test_batches_keep_most_twins_together_and_hold_every_row_once(rows: Rows, drawn: Twins) -> None:
    made = rows.make(drawn.examples(random.Random(0)), random.Random(0))
    batches = list(batched(made, 6, random.Random(0)))
    assert sorted(id(row) for batch in batches for row in batch) == sorted(map(id, made))
    together = sum(len(padded(batch, 1).twins) for batch in batches)
    assert together >= 0.6 * sum(row.twin is not None for row in made) / 2
    for batch in batches:
        for right, wrong in padded(batch, 1).twins:
            assert batch[right].right
            assert not batch[wrong].right
            assert batch[right].twin == batch[wrong].twin


def test_the_loss_asks_for_more_support_of_the_true_one(container: Container, rows: Rows, drawn: Twins) -> None:
    made = rows.make(drawn.examples(random.Random(0))[:6], random.Random(0))
    batch = Tensors(padded(made, container.header.pad), torch.device("cpu"))
    assert len(batch.twins)
    nothing, odds = torch.zeros_like(batch.ids, dtype=torch.float32), torch.zeros(len(made))
    says = torch.zeros(len(made), 2)
    apart = [loss((nothing, nothing, odds, says + shift), batch)[-1].item() for shift in (0.0, 2.0)]
    assert apart[0] == apart[1], "what all get alike sets none apart"
    says[batch.twins[:, 0], 0] += 3
    assert loss((nothing, nothing, odds, says), batch)[-1].item() < apart[0] / 5
    alone = Tensors(padded([row for row in made if row.right], container.header.pad), torch.device("cpu"))
    assert not len(alone.twins)
    count = len(alone.ids)
    assert loss((nothing[:count], nothing[:count], odds[:count], says[:count]), alone)[-1].item() == 0


def test_a_run_begins_from_a_reader_that_there_is(
    container: Container, rows: Rows, drawn: Twins, tmp_path: Path
) -> None:
    made = rows.make(drawn.examples(random.Random(0))[:8], random.Random(0))
    write_pack(tmp_path / "pack.xz", container, [made], made)
    assert [row.twin for row in read_pack(tmp_path / "pack.xz").test] == [row.twin for row in made]
    torch.manual_seed(5)
    first = Training(tmp_path / "first", Reader(container, dropped=0, unread=0), Plan(), container.header.pad)
    start = first.export(made)
    options = ["--batch", "8", "--every", "8", "--dropped", "0", "--unread", "0", "--rate", "1e-9", "--total", "8"]
    train([str(tmp_path / "pack.xz"), "--out", str(tmp_path / "run"), "--start", str(start), *options])
    before, after = (ReaderWeights.load(path).tensors for path in (start, tmp_path / "run" / PRODUCT))
    for name in ("l0.q.w", "l11.fo.w", "supports.w"):
        step = abs(before[name].floats()).max() / 127
        assert abs(before[name].floats() - after[name].floats()).max() <= step, name


def test_between_two_readers_lies_what_is_part_of_each(container: Container, tmp_path: Path) -> None:
    one, other = (Training(tmp_path / str(n), Reader(container), Plan(), container.header.pad) for n in (1, 2))
    with torch.no_grad():
        for weight in other.reader.parameters():
            weight.add_(0.5)
    paths = [run.export([]) for run in (one, other)]
    before, after = (ReaderWeights.load(path).tensors for path in paths)
    for share in (0.0, 0.5, 1.0):
        between([*map(str, paths), str(share), str(tmp_path / "out.npz")])
        made = ReaderWeights.load(tmp_path / "out.npz").tensors
        assert made.keys() == before.keys()
        for name in ("l0.q.w", "l3.aln.b", "supports.w"):
            mean = (1 - share) * before[name].floats() + share * after[name].floats()
            assert abs(made[name].floats() - mean).max() <= abs(mean).max() / 254 * 1.01, name
