"""What errors say, in English and in French: for each key the message and the hint, which may be empty.

The placeholders of a key are the same in both languages; a test holds that.
"""

from __future__ import annotations

from rag.messages.access import ACCESS
from rag.messages.asking import ASKING
from rag.messages.chat import CHAT
from rag.messages.checking import CHECKING
from rag.messages.cluster import CLUSTER
from rag.messages.elsewhere import ELSEWHERE
from rag.messages.evaluation import EVALUATION
from rag.messages.files import FILES
from rag.messages.history import HISTORY
from rag.messages.index import INDEX
from rag.messages.mcp import MCP
from rag.messages.model import MODEL
from rag.messages.moving import MOVING
from rag.messages.phrases import PHRASES
from rag.messages.repair import REPAIR
from rag.messages.serve import SERVE
from rag.messages.shape import LANGUAGES, Language, Messages, Text
from rag.messages.store import STORE

__all__ = ["ELSEWHERE", "ERRORS", "LANGUAGES", "PARTS", "PHRASES", "Language", "Text"]

PARTS: tuple[Messages, ...] = (
    ACCESS, ASKING, CHAT, CHECKING, CLUSTER, FILES, EVALUATION, HISTORY, INDEX, MCP, MODEL, MOVING, REPAIR, SERVE,
    STORE,
)  # fmt: skip

ERRORS: Messages = {key: texts for part in PARTS for key, texts in part.items()}
