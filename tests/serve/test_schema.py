"""The description of the endpoint, and whether it does what that says: tried by schemathesis, over real sockets.

`make test` tries a few of each operation; SCHEMATHESIS_EXAMPLES=200 many.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.serve.conftest import Small, Starter

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "15")
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture
def description(shared: Small) -> Any:
    return shared.client.get("/openapi.json").json()


def test_whoever_has_the_description_and_a_token_gets_what_it_says(start: Starter, tmp_path: Path) -> None:
    small = start(rate_limit=0)
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG), "run",
        f"{small.address}/openapi.json", "--header", f"Authorization: Bearer {small.secret()}",
        "--checks", "all", "--max-examples", EXAMPLES, "--seed", "1", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "10 selected / 10 total" in done.stdout
    assert str(small.settings.data_folder) not in done.stdout


def test_the_description_says_who_is_let_in_and_how_an_error_looks(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    (scheme,) = description["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    operations = [(path, method, one) for path, held in description["paths"].items() for method, one in held.items()]
    assert len(operations) == 10
    for path, method, operation in operations:
        assert operation["security"], (path, method)
        assert operation["summary"]
        assert operation["description"]
        errors = {status: said for status, said in operation["responses"].items() if status >= "400"}
        assert {"401", "403", "413", "422", "429"} <= set(errors)
        for said in errors.values():
            assert list(said["content"]) == ["application/problem+json"]
            assert said["content"]["application/problem+json"]["schema"]["$ref"].endswith("/ProblemShape")


def test_everything_that_it_refers_to_is_there(description: Any) -> None:
    held = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert _references(description) <= held


def test_an_upload_is_described(description: Any) -> None:
    content = description["paths"]["/api/documents"]["post"]["requestBody"]["content"]
    (reference,) = (content["multipart/form-data"]["schema"]["$ref"],)
    files = description["components"]["schemas"][reference.rsplit("/", 1)[1]]["properties"]["files"]
    assert files["type"] == "array"
    assert files["items"]["contentMediaType"] == "application/octet-stream"


def _references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(_references, value.values()))
    return set().union(*map(_references, value)) if isinstance(value, list) else set()
