"""An index and what people have added to it in one file, and back again."""

from __future__ import annotations

from rag.backup.making import BackedUp, backup
from rag.backup.restoring import Restored, restore

__all__ = ["BackedUp", "Restored", "backup", "restore"]
