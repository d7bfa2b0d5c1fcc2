"""The reader's training: what it learns from, that it learns, and that a run cut off goes on as if it had not been."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from eval.reader.batches import Row, batched, padded
from eval.reader.curves import draw
from eval.reader.examples import Corpus, Example, Negatives, Rounds, of, read_corpus
from eval.reader.export import temperature
from eval.reader.export import tensors as exported
from eval.reader.loop import LOG, Plan, Training, read_rows
from eval.reader.measure import figures, text_of
from eval.reader.network import Reader, Tensors, loss
from eval.reader.pack import read_pack, write_pack
from eval.reader.parallel import crossing, extract, read_pages, translated, write_pages
from eval.reader.rows import LIMIT, Rows
from eval.reader.statements import Statements
from rag.embed.e5s import Container
from rag.embed.light import can_run
from rag.embed.unigram import Tokenization
from rag.reader.reader import Reader as Product
from rag.reader.spans import Read, Window
from rag.reader.weights import save
from tests.doubles import HashEmbedder
from tests.eval.towns import TOWNS, squad, written
from tests.reader.conftest import Bundled


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("squad")
    files = [squad(folder / "fr.json", "fr"), squad(folder / "en.json", "en")]
    return read_corpus(files, [written(folder / "written.jsonl.xz")])


@pytest.fixture(scope="module")
def rounds(corpus: Corpus) -> Rounds:
    embedder = HashEmbedder()
    return Rounds(corpus, embedder, Negatives(corpus, embedder))


def test_no_article_is_in_two_parts(corpus: Corpus) -> None:
    parts = [{corpus.paragraphs[a.paragraph].article for a in asked} for asked in corpus.parts.values()]
    assert sum(map(len, parts)) == len(set().union(*parts)) == 3 * len(TOWNS)
    assert all(parts)
    for part, stated in corpus.stated.items():
        assert {corpus.paragraphs[s.paragraph].article for s in stated} <= parts[list(corpus.parts).index(part)]


def test_a_round_is_the_same_each_time_and_another_one_is_not(rounds: Rounds) -> None:
    assert rounds.examples(3) == rounds.examples(3)
    assert rounds.examples(3) != rounds.examples(4)


def test_what_is_no_answer_holds_none(rounds: Rounds) -> None:
    found = [example for number in range(8) for example in rounds.examples(number) if example.kind != "swapped"]
    kinds = Counter(example.kind for example in found)
    assert set(kinds) == {"answered", "across", "unanswerable", "elsewhere"}
    for example in found:
        if example.span is None:
            assert not any(answer in example.paragraph.text for answer in example.wanted)
        else:
            assert example.paragraph.text[example.span.start : example.span.end] in example.wanted
    elsewhere = {e.paragraph.language == e.language for e in found if e.kind == "elsewhere"}
    assert elsewhere == {True, False}  # the language must not tell


def test_a_row_holds_the_whole_answer_even_where_the_passage_is_cut(rows: Rows, corpus: Corpus) -> None:
    asked = next(a for a in corpus.parts["train"] if a.answerable)
    own = of(asked, corpus.paragraphs)
    assert own.span is not None
    paragraph = own.paragraph
    before = "Un mot de plus. " * 200
    far = Example(
        own.question, own.language,
        type(paragraph)(paragraph.article, paragraph.title, before + paragraph.text + before, paragraph.language),
        type(own.span)(own.span.start + len(before), own.span.end + len(before)), own.wanted, own.kind,
    )  # fmt: skip
    rng = random.Random(0)
    for row in rows.make([own, far] * 4, rng):
        assert row.span is not None
        first, last = (place - row.pair.first for place in row.span)
        assert row.text[row.pair.spans[first, 0] : row.pair.spans[last, 1]].strip() in own.wanted
        assert len(row.pair.ids) <= LIMIT


def test_a_statement_is_beside_what_it_was_written_on_or_not_supported(corpus: Corpus) -> None:
    stated = Statements(corpus, HashEmbedder(), Negatives(corpus, HashEmbedder()), made=0)
    found = [e for number in range(4) for e in stated.examples(random.Random(number))]
    assert {e.kind: e.supported for e in found} == {
        "true": True, "negation": False, "scope": False, "elsewhere": False,
    }  # fmt: skip
    for example in found:
        assert example.states
        assert example.span is None
        town = next(t for t in TOWNS if t in example.question)
        if example.kind != "elsewhere":
            assert town in example.paragraph.text
        elif example.paragraph.text.startswith("La ville"):
            assert town not in example.paragraph.text


def test_statements_are_made_of_questions_too(corpus: Corpus) -> None:
    stated = Statements(corpus, HashEmbedder(), Negatives(corpus, HashEmbedder()), made=1)
    kinds = {e.kind: e.supported for e in stated.examples(random.Random(0)) if e.kind.startswith("made")}
    assert kinds["made true"]
    assert not any(right for kind, right in kinds.items() if kind != "made true")


def test_batches_hold_every_row_once(rows: Rows, rounds: Rounds) -> None:
    rng = random.Random(0)
    made = rows.make(rounds.examples(0), rng)
    held = [id(row) for batch in batched(made, 4, rng) for row in batch]
    assert sorted(held) == sorted(map(id, made))


def test_translated_pages_give_a_sentence_and_its_place_in_the_other_language(tmp_path: Path) -> None:
    for language, title, text in (
        ("C", "Sound", "Open the sound settings of the system. Then choose the second device in the list."),
        ("fr", "Son", "Ouvrez les réglages du son du système. Puis choisissez le deuxième appareil de la liste."),
    ):
        for name in ("sound", "more"):
            page = tmp_path / "usr" / "share" / "help" / language / "guide" / f"{name}.page"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(
                f'<page xmlns="http://projectmallard.org/1.0/"><title>{title}</title><p>{text}</p></page>', "utf-8"
            )
    assert write_pages(extract(tmp_path), tmp_path / "pairs.jsonl") == 4
    pages = read_pages(tmp_path / "pairs.jsonl")
    found = crossing(pages, 40, random.Random(0))
    assert {e.kind for e in found} == {"parallel", "elsewhere"}
    for example in found:
        assert example.language != example.paragraph.language
        if example.span is not None:
            held = example.paragraph.text[example.span.start : example.span.end]
            assert held.startswith(("Open", "Ouvrez")) == example.question.startswith(("Open", "Ouvrez")) or (
                held.startswith(("Then", "Puis")) == (example.question.split()[-1] in {"list.", "liste."})
            )
    stated = translated(pages, 40, random.Random(0))
    assert {e.supported for e in stated} == {True, False}
    assert not any(e.span for e in stated)


def test_a_pack_holds_the_same_rows_and_the_same_encoder(
    container: Container, rows: Rows, rounds: Rounds, tmp_path: Path
) -> None:
    some = rows.make(rounds.examples(0)[:6], random.Random(0))
    write_pack(tmp_path / "pack.xz", container, [some[:3], some[3:]], some)
    pack = read_pack(tmp_path / "pack.xz")
    assert pack.encoder.header.vocabulary < 1000 < container.header.vocabulary
    for mine, theirs in zip([*some, *some], [*pack.test, *(r for part in pack.rounds for r in part)], strict=True):
        assert (mine.span, mine.states, mine.right, mine.against, mine.kind, mine.way) == (
            theirs.span, theirs.states, theirs.right, theirs.against, theirs.kind, theirs.way,
        )  # fmt: skip
    for mine, theirs in zip(some, pack.test, strict=True):
        assert (mine.text, mine.wanted) == (theirs.text, theirs.wanted)
        np.testing.assert_array_equal(mine.pair.spans, theirs.pair.spans)
    torch.manual_seed(0)
    whole = read_rows(Reader(container, torch.float32), some, container.header.pad)
    torch.manual_seed(0)
    cut = read_rows(Reader(pack.encoder, torch.float32), pack.test, pack.pad)
    np.testing.assert_allclose([r.answers for r in whole], [r.answers for r in cut], atol=1e-4)


class CutOffError(Exception):
    """What ends a run before its end."""


class CutOff(list[list[Row]]):
    """Rounds of which there is only the first."""

    def __getitem__(self, number: Any) -> Any:
        if number:
            raise CutOffError
        return super().__getitem__(number)


def test_it_learns_and_a_run_cut_off_ends_as_one_that_was_not(
    container: Container, rows: Rows, rounds: Rounds, tmp_path: Path
) -> None:
    some = rows.make(rounds.examples(0)[:8], random.Random(0))
    plan = Plan(total=24, batch=4, rate=1e-4, every=8)

    def training(folder: str) -> Training:
        torch.manual_seed(0)
        return Training(tmp_path / folder, Reader(container), plan, container.header.pad)

    whole = training("whole")
    whole.run([some], some)
    cut = training("cut")
    with pytest.raises(CutOffError):
        cut.run(CutOff([some, some]), some)
    again = training("cut")
    assert again.resume()
    assert again.seen == 8
    again.run([some], some)
    for name, weight in whole.reader.state_dict().items():
        torch.testing.assert_close(again.reader.state_dict()[name], weight, rtol=1e-3, atol=1e-4)
    logged = [json.loads(line) for line in (tmp_path / "whole" / LOG).read_text(encoding="utf-8").splitlines()]
    assert [entry["seen"] for entry in logged] == [8, 16, 24]
    assert logged[-1]["span loss"] < logged[0]["span loss"]


def test_the_temperature_makes_the_log_odds_a_probability(rows: Rows, rounds: Rounds) -> None:
    made = rows.make(rounds.examples(0), random.Random(0))
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 2, size=4000)
    drawn = rng.random(4000) < 1 / (1 + np.exp(-odds))
    with_answer, without = (next(r for r in made if (r.span is not None) == kind) for kind in (True, False))
    reads = [Read("", (Window(np.zeros((0, 2), np.int32), np.zeros((0, 2), np.float32), 3 * o),)) for o in odds]
    assert temperature([with_answer if one else without for one in drawn], reads) == pytest.approx(3, rel=0.15)
    assert temperature([with_answer, with_answer], reads[:2]) == 1.0


@pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")
def test_the_product_reads_what_was_trained(container: Container, rows: Rows, rounds: Rounds, tmp_path: Path) -> None:
    torch.manual_seed(0)
    reader = Reader(container, torch.float32)
    save(tmp_path / "reader.npz", exported(reader.state_dict()), temperature=1.0)
    product = Product(Bundled(container, Tokenization(container)), *[tmp_path / "reader.npz"] * 2)
    asked = rounds.examples(0)[:3]
    stated = [replace(e, span=None, supported=True) for e in asked]
    examples = [*asked, *stated]
    made = rows.make(examples, random.Random(0))
    for example, row, mine in zip(examples, made, read_rows(reader, made, container.header.pad), strict=True):
        if example.states:
            assert product.stances(example.question, [row.text])[0].supports == pytest.approx(mine.answers, abs=0.05)
            continue
        (theirs,) = product.read(example.question, [row.text])
        np.testing.assert_allclose(theirs.windows[0].logits, mine.windows[0].logits, atol=0.05)
        assert theirs.answers == pytest.approx(mine.answers, abs=0.05)


def test_curves_are_drawn_of_what_was_logged(tmp_path: Path) -> None:
    entries = [{"seen": n, "span loss": 5 / n, "answer loss": 1 / n, "F1 fr->fr": n / 9} for n in (1, 2, 3)]
    draw(entries, tmp_path / "curves.svg")
    shown = (tmp_path / "curves.svg").read_text(encoding="utf-8")
    assert "fr-&gt;fr" in shown
    assert "span loss" in shown


def test_figures_say_nothing_of_what_is_not_there(container: Container, rows: Rows, rounds: Rounds) -> None:
    answered = [e for e in rounds.examples(0) if e.kind == "answered"][:2]
    made = rows.make(answered, random.Random(0))
    reader = Reader(container)
    found = figures(made, read_rows(reader, made, container.header.pad))
    assert found
    assert all(np.isfinite(value) and 0 <= value <= 1 for value in found.values())
    assert not any(name.startswith("AUROC") for name in found)
    assert text_of(made[0], read_rows(reader, made, container.header.pad)[0]) in made[0].text
    batch = Tensors(padded(made, container.header.pad), torch.device("cpu"))
    assert all(torch.isfinite(part) for part in loss(reader(batch.ids, batch.mask, batch.inside), batch))
