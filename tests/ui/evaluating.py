"""A small index, a set over it, and a service whose questions a test can hold up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from eval.page.job import Job
from eval.page.job_view import desk
from rag.service import Service
from rag.settings import load_settings
from rag.types import Vectors
from tests.doubles import HashEmbedder
from tests.shelves import small_sourcier
from tests.ui.drawn import Start, drawn_until, go

ROWS: list[dict[str, Any]] = [
    {"id": "road", "question": "Qui a fermé la route ?", "answers": ["Le maire"], "gold": ["crue.md", "flood.md"]},
    {"id": "books", "question": "How many books does the library hold?", "gold": ["It holds forty thousand books"]},
    {"id": "zebra", "question": "Where do <b>zebras</b> *drink*?", "answerable": False, "tags": ["far"]},
    {"id": "lost", "question": "Quel est le budget de la ville ?", "answers": ["13 millions"], "gold": ["budget.md"]},
]


class HeldEmbedder(HashEmbedder):
    """Embeds like the other, but waits, once it is told to, before a question with that word."""

    def __init__(self) -> None:
        super().__init__(dimension=512)
        self.word = ""
        self.reached, self.released = threading.Event(), threading.Event()

    def hold(self, word: str) -> None:
        self.word = word

    def embed_query(self, text: str) -> Vectors:
        if self.word and self.word in text:
            self.reached.set()
            assert self.released.wait(60)
        return super().embed_query(text)


def small_service(root: Path, embedder: HashEmbedder) -> Service:
    """Over the articles of `tests.shelves`."""
    small_sourcier(root)
    return Service(load_settings(index=root / "index", reader=False), embedder)


@contextmanager
def evaluated(root: Path, embedder: HeldEmbedder, patch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service over a small index, in a folder of its own, with one set; what still runs at the end is waited for."""
    patch.chdir(root)
    desk.clear()
    service = small_service(root, embedder)
    write_set(service.settings.data_folder / "sets")
    yield service
    embedder.released.set()
    if desk().job is not None:
        assert job().wait(60)


def the_set(service: Service) -> Path:
    """The one that people have added."""
    return service.settings.data_folder / "sets" / "set.jsonl"


def write_set(folder: Path, name: str = "set.jsonl", rows: list[dict[str, Any]] = ROWS) -> Path:
    """The questions as a set that people have added."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def evaluation(start: Start, service: Service, locale: str = "en-US") -> AppTest:
    """The page, as somebody sees it who goes there."""
    return go(start(service, locale=locale), "evaluation")


def view(app: AppTest, name: str) -> AppTest:
    """Another view of the page."""
    app.session_state["evaluation-view"] = name
    return app.run()


def widget(app: AppTest, kind: str, label: str) -> Any:
    """The widget of that kind and label."""
    there: list[Any] = list(app.get(kind))
    found = [one for one in there if one.label == label]
    assert len(found) == 1, [one.label for one in there]
    return found[0]


def run_set(app: AppTest, name: str, **fields: Any) -> AppTest:
    """Fills in the form and starts; `fields` are values by the labels of number inputs and checkboxes."""
    widget(app, "text_input", "Name of the run").set_value(name).run()
    for label, value in fields.items():
        kind = "checkbox" if isinstance(value, bool) else "number_input"
        widget(app, kind, label.replace("_", " ")).set_value(value).run()
    return app.button(key="evaluation-start").click().run()


def job() -> Job:
    """What goes on, or what ended last."""
    found = desk().job
    assert found is not None
    return found


def run_to_its_end(app: AppTest, name: str, **fields: Any) -> AppTest:
    """Runs the set and waits until the page shows what came of it."""
    run_set(app, name, **fields)
    drawn_until(app, lambda: job().is_over)
    app.run()
    return app.run()
