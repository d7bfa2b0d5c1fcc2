"""How an index is searched, in words: for `sourcier status` and for the page."""

from __future__ import annotations

from rag.messages import Language
from rag.ports import StoreFacts

_WORDS: dict[tuple[str, str], dict[Language, str]] = {
    ("faiss", "exact"): {
        "en": "FAISS, exact: every vector is compared; above {exact_up_to} passages an inverted file would choose "
        "which",
        "fr": "FAISS, exact : chaque vecteur est comparé ; au-delà de {exact_up_to} passages, un index inversé "
        "choisirait lesquels",
    },
    ("faiss", "ivf"): {
        "en": "FAISS, inverted file: {probes} of {lists} lists are looked at, which found {found} of the ten nearest "
        "when it was made; their scores are exact, and {exact_up_to} candidates or fewer are all compared",
        "fr": "FAISS, index inversé : {probes} listes sur {lists} sont parcourues, où se trouvaient {found} des dix "
        "plus proches à sa création ; leurs scores sont exacts, et jusqu’à {exact_up_to} candidats tous sont comparés",
    },
    ("milvus", "exact"): {
        "en": "Milvus, exact: the server compares every vector",
        "fr": "Milvus, exact : le serveur compare chaque vecteur",
    },
    ("milvus", "hnsw"): {
        "en": "Milvus, HNSW: the server follows a graph to the nearest vectors, and may miss a few",
        "fr": "Milvus, HNSW : le serveur suit un graphe jusqu’aux vecteurs les plus proches, et peut en manquer",
    },
}


def search_text(facts: StoreFacts, language: Language) -> str:
    """What is behind a search of such a store, in one line."""
    words = _WORDS.get((facts.kind, facts.method))
    if words is None:
        return f"{facts.kind}, {facts.method}"
    details = {name: _shown(value, language) for name, value in facts.details.items()}
    return words[language].format(**details, found=_percent(facts.details.get("recall", 0), language))


def _shown(value: object, language: Language) -> str:
    if not isinstance(value, int):
        return str(value)
    return f"{value:,}".replace(",", "\u202f" if language == "fr" else ",")


def _percent(share: object, language: Language) -> str:
    number = f"{100 * float(str(share)):.1f}"
    return f"{number.replace('.', ',')}\u00a0%" if language == "fr" else f"{number} %"
