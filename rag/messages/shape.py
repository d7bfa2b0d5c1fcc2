"""The languages that messages are in, and the shape of a table of them."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

Text = tuple[str, str]
"""A message and its hint."""

Messages = dict[str, dict[Language, Text]]
