"""What one reader's session holds of the page: what is looked for, picked and open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

import streamlit as st

from rag.errors import SourcierError
from rag.ui.sources.listing import Column, Order

Dialog = Literal["add", "replace", "reindex"]


@dataclass(slots=True)
class Browsing:
    """`opened` is the id of the open article, and `part` which of its parts; `replaced` the one in the dialog.

    `round` counts dialogs: each has widgets of its own, which are empty. `error`: why the last click did nothing.
    """

    order: Order = field(default_factory=Order)
    page: int = 1
    picked: set[str] = field(default_factory=set)
    opened: str | None = None
    part: int = 0
    dialog: Dialog | None = None
    replaced: str = ""
    round: int = 0
    error: SourcierError | None = None

    def sort(self, column: str) -> None:
        """Orders the list by a column that a browser named; of an unknown name nothing comes."""
        if column in get_args(Column):
            self.order, self.page = self.order.by(cast(Column, column)), 1

    def pick(self, name: str) -> None:
        """Picks an article, or puts it back."""
        self.picked ^= {name}

    def pick_all(self, names: Collection[str]) -> None:
        """Picks all of them; where they are, puts them back."""
        if set(names) <= self.picked:
            self.picked -= set(names)
        else:
            self.picked |= set(names)

    def open(self, name: str | None, part: int = 0) -> None:
        """Opens an article at a part of it, or closes the open one with None."""
        self.opened, self.part = name, part

    def show(self, dialog: Dialog | None, replaced: str = "") -> None:
        """Opens a dialog with empty fields, or closes it with None."""
        self.dialog, self.replaced, self.error = dialog, replaced, None
        self.round += 1

    def keep_to(self, known: Collection[str]) -> None:
        """Forgets what has left the index. An article that was open stays so, to be said to be gone."""
        self.picked &= set(known)


def browsing() -> Browsing:
    """That of the session."""
    found: Browsing = st.session_state.setdefault("sources", Browsing())
    return found
