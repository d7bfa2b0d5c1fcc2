"""What the READMEs and the help say is so: the examples run, every setting and every option is told of.

The French README says what the English one says: their blocks, code, settings and figures are the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.build import Sourcier
from rag.cli.commands import cli
from rag.ports import Embedder
from rag.render import answer_text
from rag.settings import PREFIX, Settings
from rag.types import Filter
from tests.command import sourcier
from tests.conftest import CORPUS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
README_FR = (ROOT / "README.fr.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"<!-- example -->\n+```python\n(.*?)```", README, re.DOTALL)
_CONTEXT = click.Context(cli)
COMMANDS = {name: command for name in cli.list_commands(_CONTEXT) if (command := cli.get_command(_CONTEXT, name))}
"""Those of `rag.cli`, and the one that the evaluator brings."""


def _called(name: str, command: click.Command) -> dict[str, click.Command]:
    """A command as it is called; of a group its own, or the one that is meant where none of them is named."""
    if not isinstance(command, click.Group):
        return {name: command}
    if "run" in command.commands:
        return {name: command.commands["run"]}
    return {f"{name} {own}": found for own, found in command.commands.items()}


CALLED = {words: found for name, command in COMMANDS.items() for words, found in _called(name, command).items()}
OPTIONS = [
    pytest.param(words, option, id=f"{words} {'/'.join(option.opts)}")
    for words, command in CALLED.items()
    for option in command.params
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


def test_the_answer_that_is_shown_is_the_one_that_is_given(shipped: Sourcier) -> None:
    ((question, language, text),) = re.findall(
        r'^```\n\$ sourcier ask "(.*)" --language (\w+)\n(.*?)```$', README, re.DOTALL | re.MULTILINE
    )
    assert answer_text(shipped.ask(question, Filter(languages=(language,)))) == text.strip()


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


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(((?!https?:)[^)#]+)", README + README_FR))))
def test_what_the_readmes_point_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


# the README in French


FRENCH_WORDS = {"AAAA-MM-JJ": "YYYY-MM-DD", "NOM": "NAME", "DOSSIER": "DIR", "FICHIER": "FILE", "dossier": "folder"}
"""What stands for something else in a code span is said in French."""


def _sections(text: str) -> list[str]:
    """What comes before the first section, then each with its heading."""
    return re.split(r"^(?=## )", text, flags=re.MULTILINE)


GUIDES = [
    ((ROOT / "docs" / f"{name}.md").read_text("utf-8"), (ROOT / "docs" / f"{name}.fr.md").read_text("utf-8"))
    for name in ("application", "scaling", "integrations", "security")
]
"""Other pages that are written twice."""

PAIRS = [
    pytest.param(english, french, id=english.splitlines()[0].strip("# "))
    for whole in ((README, README_FR), *GUIDES)
    for english, french in zip(*map(_sections, whole), strict=False)
]


def _tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def _inlines(text: str) -> list[list[Token]]:
    """Each heading, paragraph, item and cell, as its parts."""
    return [token.children or [] for token in _tokens(text) if token.type == "inline"]


def _prose(parts: list[Token]) -> str:
    """Without its code, of which a dash is left."""
    return "".join({"code_inline": "–", "softbreak": "\n"}.get(part.type, part.content) for part in parts)


def _spans(parts: list[Token]) -> list[str]:
    """The code in it, as the English README has it. `unset` is no value, but a word."""
    spans = [part.content for part in parts if part.type == "code_inline" and part.content != "unset"]
    words = "|".join(FRENCH_WORDS)
    return sorted(re.sub(rf"\b(?:{words})\b", lambda found: FRENCH_WORDS[found[0]], span) for span in spans)


def _figures(text: str, thousands: str) -> list[list[float]]:
    """The numbers in each heading, paragraph, item and cell, whichever the decimal sign."""
    plain = [re.sub(rf"(?<=\d)[{thousands}](?=\d{{3}}(?!\d))", "", _prose(parts)) for parts in _inlines(text)]
    found = [re.findall(r"(?:(?<!\w)[+−-])?\d*[.,]?\d+", prose) for prose in plain]
    return [sorted(float(number.replace(",", ".").replace("−", "-")) for number in numbers) for numbers in found]


def _code(block: Token) -> object:
    """A code block without what is said in words: comments, labels of a diagram, what is in a folder."""
    if block.info == "mermaid":
        return re.sub(r"(\[\(?).*?(\)?\])", r"\1\2", block.content)
    if re.search(r"^\w+/$", block.content, re.MULTILINE):
        return re.findall(r"[\w.]+(?:\.py|/)(?!\w)", block.content)
    return re.sub(r"\s+# .*$", "", block.content, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("english", "french"),
    [(README, README_FR), *GUIDES],
    ids=["readme", "application", "scaling", "integrations", "security"],
)
def test_both_have_as_many_sections(english: str, french: str) -> None:
    assert len(_sections(french)) == len(_sections(english)) >= 5


def test_the_readmes_point_to_each_other() -> None:
    assert "](README.fr.md)" in README
    assert "](README.md)" in README_FR


@pytest.mark.parametrize(("english", "french"), PAIRS)
def test_a_section_has_the_same_blocks_in_both(english: str, french: str) -> None:
    """Paragraphs, lists with their items, tables with their rows, code: in the same order."""
    shapes = [[(token.type, token.tag, token.info) for token in _tokens(text)] for text in (english, french)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(("english", "french"), PAIRS)
def test_a_section_has_the_same_code_in_both(english: str, french: str) -> None:
    blocks = [[_code(token) for token in _tokens(text) if token.type == "fence"] for text in (english, french)]
    assert blocks[0] == blocks[1]
    assert [_spans(parts) for parts in _inlines(english)] == [_spans(parts) for parts in _inlines(french)]


@pytest.mark.parametrize(("english", "french"), PAIRS)
def test_a_section_has_the_same_figures_in_both(english: str, french: str) -> None:
    assert _figures(english, ",") == _figures(french, "\u00a0\u202f")


@pytest.mark.parametrize("text", [README, README_FR], ids=["en", "fr"])
def test_a_table_has_every_setting_in_the_order_of_the_code(text: str) -> None:
    names = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert [name for name in names if name in Settings.model_fields] == list(Settings.model_fields)


@pytest.mark.parametrize(
    "french",
    [README_FR, *(french for _, french in GUIDES)],
    ids=["readme", "application", "scaling", "integrations", "security"],
)
def test_french_keeps_to_french_typography(french: str) -> None:
    """A no-break space before : ; ? ! » and %, and after «; an apostrophe that is curved."""
    for parts in _inlines(french):
        assert not re.findall(r".*(?:[^\u00a0\u202f][:;?!»%]|«[^\u00a0\u202f]|').*", _prose(parts))


# the help


def test_the_commands_are_these() -> None:
    assert sorted(COMMANDS) == [
        "app",
        "ask",
        "backup",
        "check",
        "eval",
        "ingest",
        "list",
        "mcp",
        "move",
        "remove",
        "repair",
        "restore",
        "search",
        "serve",
        "status",
        "token",
    ]


@pytest.mark.parametrize("command", [*COMMANDS.values(), *CALLED.values()], ids=[*COMMANDS, *CALLED])
def test_every_command_says_what_it_does(command: click.Command) -> None:
    assert command.help
    assert command.get_short_help_str(limit=200).rstrip(".")


@pytest.mark.parametrize("words", CALLED)
def test_every_command_takes_an_index(words: str) -> None:
    assert "--index" in {opt for param in CALLED[words].params for opt in param.opts}


@pytest.mark.parametrize(("words", "option"), OPTIONS)
def test_every_option_says_what_it_is_for(words: str, option: click.Option) -> None:
    assert option.help
    assert option.opts[-1] in sourcier(*words.split(), "--help").out


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


# docs/security.md


NAMED = sorted(
    set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::\w+)?)`", (ROOT / "docs" / "security.md").read_text("utf-8")))
)


@pytest.mark.parametrize("name", NAMED)
def test_what_is_said_to_hold_a_line_is_there(name: str) -> None:
    path, _, test = name.partition("::")
    assert (ROOT / path).exists()
    assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8")
