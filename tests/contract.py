"""The schema that `sourcier ask --json` keeps to."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.conftest import ROOT


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / "tests" / "ask.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


def check_answer(value: object) -> None:
    """Raises ValidationError."""
    Draft202012Validator(_schema()).validate(value)


def check_hits(value: object) -> None:
    """The `hits` part alone, which is what `sourcier search --json` prints."""
    hits = {**_schema()["properties"]["hits"], "$defs": _schema()["$defs"]}
    Draft202012Validator(hits).validate(value)
