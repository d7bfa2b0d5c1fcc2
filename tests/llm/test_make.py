"""One setting makes any chat model, or says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.errors import ModelSetupError
from rag.llm.make import make_chat_model, model_limits
from rag.llm.providers import check_address, on_loopback
from rag.llm.streaming import stream_text
from rag.llm.tokens import Limits
from rag.settings import Settings, load_settings
from tests.conftest import ROOT
from tests.llm.conftest import KEY
from tests.llm.servers import answers, serving

pytestmark = pytest.mark.usefixtures("_no_keys")


def refused(**given: object) -> ModelSetupError:
    with pytest.raises(ModelSetupError) as caught:
        make_chat_model(load_settings(**given))
    assert caught.value.localized("fr") != caught.value.localized("en")
    assert (caught.value.kind, caught.value.transient) == ("setup", False)
    return caught.value


@pytest.mark.parametrize("model", [None, "", " ", "openai:", "openai: ", "gguf:"])
def test_a_model_must_be_named(model: str | None) -> None:
    assert refused(model=model).key == "chat_unset"


@pytest.mark.parametrize("model", ["openai:gpt-4.1", "gpt-4.1", "OpenAI:gpt-4.1"])
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_missing_key_is_named_by_its_variable(model: str, value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv("OPENAI_API_KEY", value)
    error = refused(model=model)
    assert error.key == "chat_key_missing"
    for language in ("en", "fr"):
        assert "OPENAI_API_KEY" in error.hint(language)


@pytest.mark.parametrize(
    ("model", "package"),
    [
        ("cohere:command", "langchain-cohere"),
        ("together:x", "langchain-together"),
        ("google-genai:x", "langchain-google-genai"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(model: str, package: str) -> None:
    error = refused(model=model)
    assert error.key == "chat_package"
    for language in ("en", "fr"):
        assert error.hint(language).endswith(f"pip install {package}")


@pytest.mark.skipif(
    any((Path(folder) / "langchain_ollama").exists() for folder in sys.path), reason="langchain-ollama is installed"
)
def test_ollama_is_never_asked_through_what_is_no_longer_kept_up() -> None:
    assert refused(model="ollama:llama3.2:3b").values["package"] == "langchain-ollama"


def test_a_provider_that_does_not_exist_is_named_with_those_that_do() -> None:
    error = refused(model="opnai:gpt-4.1")
    assert (error.key, error.values["provider"]) == ("chat_provider", "opnai")
    assert "openai, ollama" in error.hint()


def test_a_name_alone_must_be_one_that_tells_its_provider() -> None:
    error = refused(model="llama3")
    assert error.key == "chat_no_provider"
    assert "SOURCIER_MODEL=provider:llama3" in error.hint()


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000/v1",
        "127.0.0.1:8000",
        "ftp://host/v1",
        "http://",
        "http://host:99999/v1",
        f"https://user:{KEY}@host/v1",
        f"https://host/v1?key={KEY}",
        f"https://host/v1#{KEY}",
        "not an address",
    ],
)
def test_an_address_that_is_none_or_holds_a_key_is_refused_and_not_shown(url: str) -> None:
    error = refused(model="openai:m", model_url=url)
    assert error.key == "chat_url"
    assert KEY not in error.localized("en") + error.localized("fr") + repr(error.values)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "https://host.example/v1/", "http://[::1]:80/v1"])
def test_an_address_is_taken(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://localhost:11434", True),
        ("http://10.0.0.1/v1", False),
        ("https://localhost.example/v1", False),
        ("https://api.openai.com/v1", False),
    ],
)
def test_loopback_is_told_from_the_rest(url: str, local: bool) -> None:
    assert on_loopback(url) is local


# what is sent


def test_a_server_of_ones_own_is_asked_as_all_servers_understand() -> None:
    with serving(answers("The ", "Loire.")) as server:
        settings = load_settings(model="openai:any/name:7b", model_url=server.url, model_max_tokens=77)
        messages = [SystemMessage("Answer."), HumanMessage("Quel fleuve ?")]
        assert "".join(stream_text(make_chat_model(settings), messages, timeout=5)) == "The Loire."
    (body,) = server.asked
    assert body["model"] == "any/name:7b"
    assert (body["temperature"], body["max_tokens"], body["stream"]) == (0, 77, True)
    assert [m["role"] for m in body["messages"]] == ["system", "user"]
    assert "max_completion_tokens" not in body


def test_without_a_key_none_is_sent_and_none_is_needed() -> None:
    with serving(answers("yes")) as server:
        model = make_chat_model(load_settings(model="openai:m", model_url=server.url))
        assert list(stream_text(model, [HumanMessage("?")], timeout=5)) == ["yes"]
    assert server.keys == ["Bearer none"]


def test_the_key_of_the_environment_is_sent_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(answers("yes")) as server:
        settings = load_settings(model="openai:m", model_url=server.url)
        model = make_chat_model(settings)
        assert list(stream_text(model, [HumanMessage("?")], timeout=5)) == ["yes"]
    assert server.keys == [f"Bearer {KEY}"]
    for shown in (repr(model), str(model), repr(settings), model.model_dump_json(include={"openai_api_key"})):
        assert KEY not in shown
    assert KEY not in repr(model._serialized)


def test_a_name_alone_and_an_address_mean_a_compatible_server() -> None:
    with serving(answers("yes")) as server:
        model = make_chat_model(load_settings(model="llama3", model_url=server.url))
        assert list(stream_text(model, [HumanMessage("?")], timeout=5)) == ["yes"]
    assert server.asked[0]["model"] == "llama3"


def test_loopback_is_asked_past_any_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with serving(answers("yes")) as server:
        model = make_chat_model(load_settings(model="openai:m", model_url=server.url))
        assert list(stream_text(model, [HumanMessage("?")], timeout=5)) == ["yes"]


def test_the_address_can_stand_where_openai_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answers("yes")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        model = make_chat_model(load_settings(model="openai:m"))
        assert list(stream_text(model, [HumanMessage("?")], timeout=5)) == ["yes"]
    assert server.asked[0]["max_tokens"] == Settings.model_fields["model_max_tokens"].default


# limits


def test_the_limits_are_those_of_the_settings() -> None:
    settings = load_settings(model="openai:m", model_context=4096, model_max_tokens=512)
    assert model_limits(settings) == Limits(4096, 512)


def test_a_file_that_takes_less_makes_them_smaller(smollm_path: Path) -> None:
    settings = load_settings(model=f"gguf:{smollm_path}", model_context=65536, model_max_tokens=8192)
    assert model_limits(settings) == Limits(8192, 1024)
    assert model_limits(load_settings(model=f"gguf:{smollm_path}", model_context=2048)) == Limits(2048, 1024)


# what a process without a chat model imports

RUN = """
import sys
from rag.settings import load_settings
from rag.llm import failures, gguf, make, retrying, streaming, tokens
from rag.errors import ModelSetupError
try:
    make.make_chat_model(load_settings(model=sys.argv[1]))
except ModelSetupError as error:
    vendors = {"langchain", "langchain_core", "langchain_openai", "openai", "xllamacpp"}
    print(error.key, *sorted(vendors & set(sys.modules)))
"""


def keys_and_imports(model: str, before: str = "", **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", before + RUN, model],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    return done.stdout.split()


def test_nothing_of_langchain_is_imported_before_a_model_is_made() -> None:
    assert keys_and_imports("gguf:/nowhere.gguf") == ["chat_file_missing"]


def test_a_model_file_without_llama_cpp_is_told_how_to_get_it(smollm_path: Path) -> None:
    gone = "import sys; sys.modules['xllamacpp'] = None\n"  # how Python marks what cannot be imported
    assert keys_and_imports(f"gguf:{smollm_path}", gone)[0] == "chat_package"


def test_nothing_is_traced_unless_the_user_says_so() -> None:
    run = "from langsmith.utils import tracing_is_enabled; import rag.llm.make; print(tracing_is_enabled())"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LANGSMITH", "LANGCHAIN"))}
    done = subprocess.run(
        [sys.executable, "-c", run], capture_output=True, text=True, check=True,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.strip() == "False"
