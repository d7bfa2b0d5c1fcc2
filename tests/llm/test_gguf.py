"""A GGUF file as a chat model: what its head says, and the server that this process runs of it."""

from __future__ import annotations

import http.client
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from rag.errors import ModelSetupError
from rag.llm.gguf import Servers
from rag.llm.gguf_file import GgufHead, read_gguf
from rag.llm.make import make_chat_model
from rag.llm.streaming import stream_text
from rag.settings import load_settings

pytest.importorskip("xllamacpp", reason="llama.cpp is not installed: pip install xllamacpp")


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def gguf(*entries: bytes, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, 0, len(entries)) + b"".join(entries)


SERVED = """
import sys
from pathlib import Path
from rag.llm.gguf import SERVERS
print(SERVERS.serve(Path(sys.argv[1]), 512).url)
"""

ANSWERING = """
import sys
from langchain_core.messages import HumanMessage
from rag.llm.make import make_chat_model
from rag.llm.streaming import stream_text
from rag.settings import load_settings
model = make_chat_model(load_settings(model=f"gguf:{sys.argv[1]}"))
answer = stream_text(model, [HumanMessage("Tell me a very long story.")], timeout=60)
print(next(answer))
"""

ARCHITECTURE = entry("general.architecture", 8, text("llama"))
CONTEXT = entry("llama.context_length", 4, struct.pack("<I", 2048))
WORDS = entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 3) + text("a") + text("été") + text(""))
SCORES = entry("tokenizer.ggml.scores", 9, struct.pack("<IQ", 6, 2) + struct.pack("<ff", 1.0, 2.0))


def refused(path: Path) -> str:
    with pytest.raises(ModelSetupError) as caught:
        read_gguf(path)
    assert path.name in str(caught.value)
    return caught.value.key


# the head of a file


def test_a_real_file_is_read(smollm_path: Path) -> None:
    assert read_gguf(smollm_path) == GgufHead("llama", 8192)


@pytest.mark.parametrize("entries", [(ARCHITECTURE, CONTEXT), (CONTEXT, WORDS, SCORES, ARCHITECTURE)])
def test_architecture_and_context_are_found_wherever_they_stand(entries: tuple[bytes, ...], tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(gguf(*entries))
    assert read_gguf(tmp_path / "m.gguf") == GgufHead("llama", 2048)


def test_a_context_that_is_not_told_is_none(tmp_path: Path) -> None:
    other = entry("clip.context_length", 4, struct.pack("<I", 77))
    (tmp_path / "m.gguf").write_bytes(gguf(ARCHITECTURE, other, WORDS))
    assert read_gguf(tmp_path / "m.gguf") == GgufHead("llama", None)


BROKEN = {
    "nothing": b"",
    "text": b"# A model\n\nIt is none.",
    "letters alone": b"GGUF",
    "version": gguf(ARCHITECTURE, version=99),
    "no entries": gguf(),
    "cut": gguf(ARCHITECTURE, WORDS)[:-30],
    "kind": gguf(entry("x", 99, b"")),
    "array of arrays": gguf(entry("x", 9, struct.pack("<IQ", 9, 1))),
    "long string": gguf(text("x") + struct.pack("<IQ", 8, 1 << 60)),
    "long array": gguf(entry("x", 9, struct.pack("<IQ", 8, 1 << 60))),
    "long numbers": gguf(entry("x", 9, struct.pack("<IQ", 12, (1 << 64) - 1))),
    "many entries": b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_gguf_file_is_said_to_be_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / "été.gguf"
    path.write_bytes(BROKEN[name])
    assert refused(path) == "chat_file_bad"


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "m.gguf"
    path.write_bytes(gguf(ARCHITECTURE)[:24] + data)
    try:
        read_gguf(path)
    except ModelSetupError as error:
        assert error.key == "chat_file_bad"  # noqa: PT017 - some bytes are fine


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.gguf") == "chat_file_missing"
    assert refused(tmp_path) == "chat_file_missing"


# the server


def test_a_file_that_ends_in_the_middle_is_refused(smollm_path: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.gguf"
    half.write_bytes(smollm_path.read_bytes()[:40_000_000])
    with pytest.raises(ModelSetupError) as caught:
        make_chat_model(load_settings(model=f"gguf:{half}"))
    assert caught.value.key == "chat_file_bad"


def test_a_file_that_is_larger_than_the_memory_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "large.gguf"
    path.write_bytes(gguf(ARCHITECTURE, CONTEXT))
    with path.open("r+b") as file:
        file.truncate(1 << 43)  # of which the disk holds one block
    with pytest.raises(ModelSetupError) as caught:
        make_chat_model(load_settings(model=f"gguf:{path}"))
    assert caught.value.key == "chat_file_large"
    assert caught.value.values["needed"] == "8796.1"
    for language in ("en", "fr"):
        assert "8796.1" in caught.value.message(language)


def test_a_file_answers_and_streams(smollm_path: Path) -> None:
    settings = load_settings(model=f"gguf:{smollm_path}", model_context=2048, model_max_tokens=16)
    pieces = list(stream_text(make_chat_model(settings), [HumanMessage("Say hello.")], timeout=60))
    assert len(pieces) > 2
    assert any(c.isalpha() for c in "".join(pieces))


def test_a_long_prompt_gives_signs_of_life_while_it_is_read(smollm_path: Path) -> None:
    settings = load_settings(model=f"gguf:{smollm_path}", model_context=2048, model_max_tokens=16)
    ask = [HumanMessage("The river runs to the sea past the town. " * 70 + "Where does it run?")]
    chunks = [chunk.text for chunk in make_chat_model(settings).stream(ask)]
    first = next(number for number, piece in enumerate(chunks) if piece)
    assert first >= 3  # seven hundred tokens are three batches of 256


def test_a_file_is_loaded_once_whoever_asks(smollm_path: Path) -> None:
    servers, got = Servers(), []
    threads = [threading.Thread(target=lambda: got.append(servers.serve(smollm_path, 512))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert servers.serve(smollm_path.parent / "." / smollm_path.name, 512) == got[0]
    address = urlsplit(got[0].url)
    assert got[0].key not in repr(got[0])
    _only_on_loopback(address.port or 0)
    _wants_its_key(address.netloc)
    servers.stop()
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", address.port or 0), 1):
        pass


def _only_on_loopback(port: int) -> None:
    """As the kernel's own table has it: 0100007F is 127.0.0.1, and 0A a socket that listens."""
    if not sys.platform.startswith("linux"):
        return
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{port:04X}")]
    assert listening == [f"0100007F:{port:04X}"]


def _wants_its_key(host: str) -> None:
    for path in ("/v1/models", "/props", "/metrics", "/slots", "/v1/chat/completions"):
        connection = http.client.HTTPConnection(host, timeout=5)
        connection.request("GET", path, headers={"Authorization": "Bearer none"})
        assert connection.getresponse().status in {401, 404}
        connection.close()


@pytest.mark.parametrize("run", [SERVED, ANSWERING], ids=["at once", "in the middle of an answer"])
def test_a_process_that_has_served_a_file_ends_in_good_order(run: str, smollm_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", run, smollm_path], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip()
    assert done.stderr == ""
