"""The reader in the product: its file, its network, long passages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rag.embed.light import can_run
from rag.errors import EmbedderError
from rag.reader.reader import Reader
from rag.reader.weights import Quantised, quantised
from rag.types import Span
from tests.reader.conftest import Bundled

pytestmark = pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")

QUESTION = "Qui a fondé la ville de Lyon ?"
SHORT = "Lyon est une ville. Elle fut fondée par Munatius Plancus en 43 avant notre ère."
LONG = "The city was founded by Plancus." + " The city was founded by Plancus." * 80


@pytest.fixture(scope="module")
def reader(base: Bundled, untaught: Path) -> Reader:
    return Reader(base, untaught, untaught)


def test_a_passage_is_read_to_its_end_however_long(reader: Reader) -> None:
    short, long = reader.read(QUESTION, [SHORT, LONG])
    assert len(short.windows) == 1
    assert len(long.windows) > 1
    held = sorted({tuple(span) for window in long.windows for span in window.spans.tolist()})
    assert held[0][0] == 0
    assert held[-1][1] == len(LONG)
    assert all(after[0] <= before[1] for before, after in pairwise(held))


def test_what_it_says_of_a_passage_does_not_depend_on_the_others(reader: Reader) -> None:
    alone, (together, _) = reader.read(QUESTION, [SHORT])[0], reader.read(QUESTION, [SHORT, LONG])
    assert together.answers == pytest.approx(alone.answers, abs=1e-4)
    np.testing.assert_allclose(together.windows[0].logits, alone.windows[0].logits, atol=1e-4)


def test_nothing_to_read_is_nothing_read_and_an_empty_passage_has_no_answer(reader: Reader) -> None:
    assert reader.read(QUESTION, []) == []
    (empty,) = reader.read(QUESTION, [""])
    assert empty.best(Span(0, 0)) is None
    assert empty.share(Span(0, 0)) == 0


def test_the_temperature_divides_the_log_odds(base: Bundled, untaught: Path, tmp_path: Path) -> None:
    cooler = tmp_path / "cooler.npz"
    with np.load(untaught) as held:
        np.savez(cooler, **{**{name: held[name] for name in held.files}, "temperature": np.float32(1)})
    warm, cool = (Reader(base, path).read(QUESTION, [SHORT])[0] for path in (untaught, cooler))
    assert cool.answers == pytest.approx(2 * warm.answers, rel=1e-4)


def test_a_damaged_file_says_which(base: Bundled, tmp_path: Path) -> None:
    path = tmp_path / "damaged.npz"
    path.write_bytes(b"PK no archive")
    with pytest.raises(EmbedderError, match=r"damaged\.npz"):
        Reader(base, path).read(QUESTION, [SHORT])


def test_int8_rounds_to_the_nearest_of_255_steps() -> None:
    matrix = np.random.default_rng(0).standard_normal((7, 33)).astype(np.float32)
    matrix[3] = 0
    made = quantised(matrix)
    assert isinstance(made, Quantised)
    assert np.abs(made.floats().reshape(matrix.shape) - matrix).max() <= np.abs(matrix).max() / 254 * 1.001


def test_statements_have_weights_of_their_own(base: Bundled, untaught: Path, tmp_path: Path) -> None:
    stance = Reader(base, untaught, untaught).stances(SHORT, [SHORT, LONG])
    turned = tmp_path / "turned.npz"
    with np.load(untaught) as held:
        arrays = {name: held[name] for name in held.files}
    np.savez(turned, **{**arrays, "supports.w": -arrays["supports.w"]})
    other = Reader(base, untaught, turned)
    for one, opposite in zip(stance, other.stances(SHORT, [SHORT, LONG]), strict=True):
        # Of the parts of a long passage the highest is taken, so only what is read in one part turns exactly.
        assert one.supports != pytest.approx(opposite.supports, abs=1e-3)
    assert other.stances(SHORT, [SHORT])[0].supports == pytest.approx(-stance[0].supports, abs=1e-3)
    assert other.read(QUESTION, [SHORT])[0].answers == Reader(base, untaught).read(QUESTION, [SHORT])[0].answers


def test_a_damaged_file_of_statements_leaves_questions_alone(base: Bundled, untaught: Path, tmp_path: Path) -> None:
    path = tmp_path / "statements.npz"
    path.write_bytes(b"PK no archive")
    reader = Reader(base, untaught, path)
    with pytest.raises(EmbedderError, match=r"statements\.npz"):
        reader.stances(SHORT, [SHORT])
    assert reader.read(QUESTION, [SHORT])


def test_its_fingerprint_is_of_both_files(reader: Reader, untaught: Path, base: Bundled, tmp_path: Path) -> None:
    import hashlib

    held = untaught.read_bytes()
    assert reader.fingerprint == hashlib.sha256(held + held).hexdigest()
    with pytest.raises(EmbedderError, match=r"gone\.npz"):
        _ = Reader(base, untaught, tmp_path / "gone.npz").fingerprint
