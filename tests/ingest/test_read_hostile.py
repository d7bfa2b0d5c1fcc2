"""Files that are made to do harm, or that nobody meant: each is read or refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.read_samples import article


@pytest.mark.parametrize("sign", ["*", "_", "~~", "`", "[", "![", "<", "> ", "- ", "#", "(", "\\", "&", "|"])
def test_thousands_of_a_sign_are_text(tmp_path: Path, sign: str) -> None:
    item = article(tmp_path, "a.md", "Le pont " + sign * 4000 + "\n\nLa fin.\n")
    assert item.text.endswith("La fin.")


def test_emphasis_within_emphasis_is_text(tmp_path: Path) -> None:
    item = article(tmp_path, "a.md", "*a **b " * 800 + "fin" + "** *" * 800)
    assert "fin" in item.text
