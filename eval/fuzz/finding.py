"""A mistake that was found, kept as a file from which it can be made again."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rag.errors import UsageError

Kind = Literal["crash", "hang", "memory"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong with which input. `run` and `number` say which input it was; `told` is the error."""

    target: str
    kind: Kind
    run: str
    number: int
    told: str
    data: bytes

    def save(self, folder: Path) -> Path:
        """Writes it into a file that is named after what went wrong."""
        folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in self.target)
        path = folder / f"{name}-{self.kind}-{hashlib.sha256(self.data).hexdigest()[:10]}.json"
        fields = {
            "target": self.target, "kind": self.kind, "run": self.run, "number": self.number, "told": self.told,
            "data": base64.b64encode(self.data).decode("ascii"),
        }  # fmt: skip
        path.write_text(json.dumps(fields, indent=1), encoding="utf-8")
        return path


def load_finding(path: Path) -> Finding:
    """Reads one. Raises UsageError for a file that is none."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        data = base64.b64decode(fields.pop("data"), validate=True)
        return Finding(**fields, data=data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError("set_format", path=path, formats="finding") from error
