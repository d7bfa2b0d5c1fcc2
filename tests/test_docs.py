"""What the README and the help say is so: the examples run, every setting and every option is told of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rag.cli.commands import cli
from rag.ports import Embedder
from rag.settings import PREFIX, Settings
from tests.command import sourcier
from tests.conftest import CORPUS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- example -->\n+```python\n(.*?)```", README, re.DOTALL)
_CONTEXT = click.Context(cli)
COMMANDS = {name: command for name in cli.list_commands(_CONTEXT) if (command := cli.get_command(_CONTEXT, name))}
"""Those of `rag.cli`, and the one that the evaluator brings."""


def _own(command: click.Command) -> click.Command:
    """The command that is meant where a group is called without naming one of its own."""
    return command.commands["run"] if isinstance(command, click.Group) else command


OPTIONS = [
    pytest.param(name, option, id=f"{name} {'/'.join(option.opts)}")
    for name, command in COMMANDS.items()
    for option in _own(command).params
    if isinstance(option, click.Option)
]


# the README


def test_every_python_block_is_an_example_that_is_run() -> None:
    assert EXAMPLES
    assert len(EXAMPLES) == README.count("```python")


def test_the_first_example_is_short() -> None:
    lines = [line for line in EXAMPLES[0].splitlines() if line.strip()]
    assert len(lines) <= 6


def test_the_examples_run(shipped_index: Path, tmp_path: Path, embedder: Embedder) -> None:
    """One after the other, as a reader would, in a folder with the index that `make run` makes."""
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "default").symlink_to(shipped_index)
    (tmp_path / "corpus").symlink_to(CORPUS)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(EXAMPLES)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


def _section(heading: str) -> str:
    """A section of the README; "" where there is none."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", README, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    section = _section("Settings")
    assert section
    assert f"`{name}`" in section or f"`{PREFIX}{name.upper()}`" in section


def test_the_readme_tells_of_no_setting_that_is_not_there() -> None:
    told = set(re.findall(rf"{PREFIX}([A-Z_]+)", README))
    assert {name.lower() for name in told} <= set(Settings.model_fields)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"sourcier {command}" in README


def test_the_readme_shows_no_command_that_is_not_there() -> None:
    shown = set(re.findall(r"^sourcier (\w+)", README, re.MULTILINE))
    assert shown <= set(COMMANDS)


@pytest.mark.parametrize("target", re.findall(r"\]\(((?!https?:)[^)#]+)", README))
def test_what_the_readme_points_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


# the help


def test_the_commands_are_these() -> None:
    assert sorted(COMMANDS) == ["app", "ask", "eval", "ingest", "list", "remove", "search", "status"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does_and_takes_an_index(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    assert command.get_short_help_str(limit=200).rstrip(".")
    assert "--index" in {opt for param in _own(command).params for opt in param.opts}


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_every_option_says_what_it_is_for(name: str, option: click.Option) -> None:
    assert option.help
    assert option.opts[-1] in sourcier(name, "--help").out


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description
