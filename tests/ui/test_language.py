"""What a browser asks for, and what it gets."""

from __future__ import annotations

import pytest

from rag.messages import Language
from rag.ui.language import accepted, preferred


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", ["fr-FR", "fr", "en"]),
        ("de, en;q=0.5, fr; q=0.7", ["de", "fr", "en"]),
        ("fr;q=0, en", ["en"]),
        ("fr;q=often, en", ["en"]),
        ("", [""]),
    ],
)
def test_accept_language_is_read_by_weight(header: str, tags: list[str]) -> None:
    assert accepted(header) == tags


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["fr_CA"], "fr"),
        (["EN-us"], "en"),
        (["de", "fr"], "fr"),
        (["frr", "", "*"], "en"),
        ([], "en"),
    ],
)
def test_the_first_known_language_wins(tags: list[str], language: Language) -> None:
    assert preferred(tags) == language
