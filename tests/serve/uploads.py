"""Files as they are sent to the endpoint, and what came of them."""

from __future__ import annotations

import httpx

from tests.serve.conftest import Small

COMET = "The comet Halley passes in October."
MULTIPART = "multipart/form-data; boundary=b"

File = tuple[str, bytes]


def article(text: str = COMET, title: str = "Comet") -> bytes:
    return f"---\ntitle: {title}\nlang: en\n---\n\n{text}\n".encode()


def send(small: Small, *files: File, client: httpx.Client | None = None, **query: str) -> httpx.Response:
    given = [("files", (name, data, "text/markdown")) for name, data in files]
    return (client or small.client).post("/api/documents", files=given, params=query)


def raw(name: str, data: bytes) -> bytes:
    """The body of an upload, with the name as it is: a client would write some characters otherwise."""
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n--b--\r\n"


def found(small: Small, question: str = "Which comet passes in October?") -> str:
    hits = small.client.post("/api/search", json={"question": question, "k": 1}).json()["hits"]
    return str(hits[0]["text"])


def kept(small: Small) -> set[str]:
    return {path.name for path in (small.settings.data_folder / "articles").glob("*")}
