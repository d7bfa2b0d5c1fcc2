"""The commands that do in a terminal what the page does."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from rag.messages import Language
from rag.settings import Settings
from rag.ui.status.texts import STATUS_TEXTS


@dataclass(frozen=True, slots=True)
class Command:
    """What it does, and how it is typed."""

    label: str
    line: str


def commands(settings: Settings, language: Language, *, whole: bool) -> list[Command]:
    """Those over the index in use; unless they are to be `whole`, a word stands for its folder."""
    texts = STATUS_TEXTS[language]
    index = shlex.quote(str(settings.index.absolute())) if whole else texts.folder
    lines = {
        texts.do_status: f"sourcier status --verify --index {index}",
        texts.do_ingest: f"sourcier ingest {texts.folder_of_articles} --index {index}",
        texts.do_list: f"sourcier list --index {index}",
        texts.do_eval: f"sourcier eval questions.jsonl --index {index}",
        texts.do_app: f"sourcier app --index {index}",
    }
    return [Command(label, line) for label, line in lines.items()]


def variables(settings: Settings) -> list[str]:
    """The environment variables that the terminal needs as well, so that the commands do the very same."""
    origins = {name: settings.origin(name) for name in type(settings).model_fields}
    return [origin.name for name, origin in origins.items() if origin.kind == "environment" and name != "index"]
