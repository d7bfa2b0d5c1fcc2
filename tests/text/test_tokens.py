"""tiktoken's encodings without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.text.tokens import EncodingName, offline_encoding
from tests.conftest import ROOT

NAMES: tuple[EncodingName, ...] = ("cl100k_base", "o200k_base")

# In a process of its own, since tiktoken remembers the encodings that it has made. A look at the network would fail.
COUNT = """
import socket, sys, threading
from pathlib import Path

def refuse(*_):
    raise AssertionError("a look at the network")

socket.getaddrinfo = refuse
from rag.text.tokens import offline_encoding
found = []
def count(name):
    found.append(len(offline_encoding(name, Path(sys.argv[1])).encode("Où est la source ?")))
threads = [threading.Thread(target=count, args=[name]) for name in sys.argv[2:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(*found)
"""


def counted(cache: Path, *names: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in {"TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"}}
    command = [sys.executable, "-c", COUNT, str(cache), *names]
    return subprocess.run(command, cwd=ROOT, env=env | environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tokens")


@pytest.mark.parametrize("name", NAMES)
def test_an_encoding_needs_no_network(name: EncodingName, cache: Path) -> None:
    done = counted(cache, name)
    assert done.returncode == 0, done.stderr
    assert 4 <= int(done.stdout) <= 8
    assert [p for p in (cache / "tiktoken").iterdir() if p.name.startswith(".")] == []


def test_a_second_process_reads_what_the_first_has_unpacked(cache: Path) -> None:
    offline_encoding("cl100k_base", cache)
    before = {p: p.stat().st_mtime_ns for p in (cache / "tiktoken").iterdir()}
    assert counted(cache, "cl100k_base").returncode == 0
    assert before.items() <= {p: p.stat().st_mtime_ns for p in (cache / "tiktoken").iterdir()}.items()


@pytest.mark.parametrize("how", ["truncated", "changed", "empty"])
def test_a_damaged_file_is_mended(how: str, tmp_path: Path) -> None:
    counted(tmp_path, "cl100k_base")
    (file,) = (tmp_path / "tiktoken").iterdir()
    whole = file.read_bytes()
    damaged = {"truncated": whole[:1000], "changed": whole[:99] + bytes([whole[99] ^ 1]) + whole[100:], "empty": b""}
    file.write_bytes(damaged[how])
    done = counted(tmp_path, "cl100k_base")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes() == whole


def test_threads_that_start_together_all_get_their_encoding(tmp_path: Path) -> None:
    done = counted(tmp_path, *NAMES * 4)
    assert done.stderr == ""
    assert len(done.stdout.split()) == 8


def test_a_folder_that_the_user_has_set_is_used_as_it_is(cache: Path, tmp_path: Path) -> None:
    offline_encoding("cl100k_base", cache)
    done = counted(tmp_path, "cl100k_base", TIKTOKEN_CACHE_DIR=str(cache / "tiktoken"))
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_environment_is_left_as_it_was(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    offline_encoding.cache_clear()
    offline_encoding("cl100k_base", cache)
    assert "TIKTOKEN_CACHE_DIR" not in os.environ


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_encoding_of_that_name(name: EncodingName, cache: Path) -> None:
    encoding = offline_encoding(name, cache)
    assert isinstance(encoding, tiktoken.Encoding)
    assert encoding.name == name
    assert offline_encoding(name, cache) is encoding


@settings(max_examples=100)
@given(text=st.text())
def test_any_text_comes_back_from_its_tokens(text: str, cache: Path) -> None:
    encoding = offline_encoding("cl100k_base", cache)
    assert encoding.decode(encoding.encode_ordinary(text)) == text
