"""What a page is drawn from, and what the shell knows of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from rag.messages import Language
from rag.service import Service
from rag.ui.person import Person
from rag.ui.texts import TEXTS

if TYPE_CHECKING:
    from rag.build import Sourcier


@dataclass(frozen=True, slots=True)
class Visit:
    """One drawing of a page: for whom, in which language, over which index."""

    shared: Service
    language: Language
    person: Person

    def open(self) -> Sourcier:
        """The open index. While the model loads, a sentence says so. Raises SourcierError."""
        if self.shared.is_loaded:
            return self.shared.open(lambda _: None)
        texts = TEXTS[self.language]
        stages = {"unpacking": texts.unpacking, "measuring": texts.measuring}
        line = st.empty()
        with line.container(), st.spinner(texts.loading):
            stage = st.empty()

            def tell(name: str) -> None:
                stage.caption(stages.get(name, texts.loading))

            sourcier = self.shared.open(tell)
        line.empty()
        return sourcier


Draw = Callable[[Visit], None]


@dataclass(frozen=True, slots=True)
class Room:
    """A page of the application. `actions` draws what stands in the header beside the language."""

    path: str
    icon: str
    titles: dict[Language, str]
    draw: Draw
    actions: Draw | None = None
    wide: bool = False
