"""A saved run says of which version the prompts were that a chat model got."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from rag.answer.generate.prompt import VERSION
from rag.chat.prompt import VERSION as FOLLOW_UP_VERSION
from tests.command import sourcier, use
from tests.doubles import HashEmbedder
from tests.llm.servers import answers, serving
from tests.shelves import small_sourcier


def test_another_version_of_the_prompt_is_another_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    use(monkeypatch, HashEmbedder(dimension=512))
    small_sourcier(tmp_path)
    questions = tmp_path / "set.jsonl"
    questions.write_text('{"question": "Qui a fermé la route ?", "gold": ["crue.md"]}\n', encoding="utf-8")
    arguments = ["eval", str(questions), "--index", str(tmp_path / "index")]
    assert not {"prompt", "follow_up_prompt"} & saved_settings(*arguments, "--save", "quoted").keys()
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(answers("Le maire a fermé la route.")) as server:
        monkeypatch.setenv("SOURCIER_MODEL_URL", server.url)
        monkeypatch.setenv("SOURCIER_MODEL", "openai:m")
        assert not {"prompt"} & saved_settings(*arguments, "--save", "searched", "--retrieval-only").keys()
        now = saved_settings(*arguments, "--save", "now")
        assert (now["prompt"], now["follow_up_prompt"]) == (str(VERSION), str(FOLLOW_UP_VERSION))
        before = tmp_path / "eval-runs" / "before"
        shutil.copytree(before.parent / "now", before)
        identity = (before / "run.json").read_text(encoding="utf-8")
        (before / "run.json").write_text(identity.replace('"prompt": "', '"prompt": "0'), encoding="utf-8")
        assert f"prompt: 0{VERSION} ≠ {VERSION}" in sourcier(*arguments, "--save", "before").mistake()
        assert len(server.asked) == 1
    found = sourcier("eval", "compare", "before", "now", "--json").json
    assert found["differences"] == [f"prompt: 0{VERSION} ≠ {VERSION}"]


def saved_settings(*arguments: str) -> dict[str, str]:
    """Those that a run is saved with."""
    assert sourcier(*arguments).code == 0
    name = arguments[arguments.index("--save") + 1]
    settings: dict[str, str] = json.loads(Path("eval-runs", name, "run.json").read_text(encoding="utf-8"))["settings"]
    return settings
