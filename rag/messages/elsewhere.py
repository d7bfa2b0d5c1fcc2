"""What errors say to who asks over a network, where that is not what the terminal says.

They have no terminal on the server: no command helps them, and where its files lie is not theirs to know. The log of
the server has the message of the terminal.
"""

from __future__ import annotations

from rag.messages.shape import Language, Messages, Text

_ASK = "Ask whoever runs the server: its log says what to do."
_DEMANDEZ = "Demandez à qui fait tourner le serveur : son journal dit que faire."


def _for_who_runs_it(english: str, french: str) -> dict[Language, Text]:
    return {"en": (english, _ASK), "fr": (french, _DEMANDEZ)}


_STORE = _for_who_runs_it(
    "The server that keeps the vectors cannot be used as it is set up.",
    "Le serveur qui garde les vecteurs ne peut pas être utilisé tel qu’il est réglé.",
)
_OTHER_VECTORS = _for_who_runs_it(
    "The vectors of the index are not where they should be.", "Les vecteurs de l’index ne sont pas là où ils devraient."
)
_DAMAGED = _for_who_runs_it("The index of the articles is damaged.", "L’index des articles est endommagé.")
_OUTDATED = _for_who_runs_it(
    "The index of the articles was made by another version, another model or other settings than the server has.",
    "L’index des articles a été fait par une autre version, un autre modèle ou d’autres réglages que ceux du serveur.",
)
_MODEL = _for_who_runs_it(
    "The models that search the articles cannot be used.",
    "Les modèles qui cherchent dans les articles sont hors d’usage.",
)
_FULL = _for_who_runs_it("The disk of the server is full.", "Le disque du serveur est plein.")
_UNWRITABLE = _for_who_runs_it(
    "The server cannot write what was to be changed; nothing was changed.",
    "Le serveur ne peut pas écrire ce qui devait changer ; rien n’a changé.",
)

ELSEWHERE: Messages = {
    "index_missing": _for_who_runs_it(
        "There is no index of the articles yet.", "Il n’y a pas encore d’index des articles."
    ),
    "index_schema": _OUTDATED,
    "index_model": _OUTDATED,
    "index_chunker": _OUTDATED,
    "index_file_missing": _DAMAGED,
    "index_file_changed": _DAMAGED,
    "index_vectors": _DAMAGED,
    "index_busy": {
        "en": ("The articles are being changed by somebody else.", "Try again in a moment."),
        "fr": ("Les articles sont en cours de modification ailleurs.", "Réessayez dans un instant."),
    },
    "index_full": _FULL,
    "index_write": _UNWRITABLE,
    "data_full": _FULL,
    "data_write": _UNWRITABLE,
    "store_down": {
        "en": ("The server that keeps the vectors does not answer.", "Try again in a moment."),
        "fr": ("Le serveur qui garde les vecteurs ne répond pas.", "Réessayez dans un instant."),
    },
    "store_starting": {
        "en": ("The server that keeps the vectors is still loading them.", "Try again in a moment."),
        "fr": ("Le serveur qui garde les vecteurs les charge encore.", "Réessayez dans un instant."),
    },
    "store_slow": {
        "en": ("The server that keeps the vectors has not answered within {seconds} s.", "Try again in a moment."),
        "fr": ("Le serveur qui garde les vecteurs n’a pas répondu en {seconds} s.", "Réessayez dans un instant."),
    },
    "store_full": _FULL,
    "store_credentials": _STORE,
    "store_missing": _OTHER_VECTORS,
    "store_other": _OTHER_VECTORS,
    "store_replicas": _STORE,
    "store_rows": _OTHER_VECTORS,
    "store_outdated": {
        "en": ("The articles were changed again and again meanwhile.", "Try again in a moment."),
        "fr": ("Les articles ont changé plusieurs fois entre-temps.", "Réessayez dans un instant."),
    },
    "store_copied": _OTHER_VECTORS,
    "store_failed": _STORE,
    "store_package": _STORE,
    "store_lite_busy": _STORE,
    "store_uri": _STORE,
    "store_uri_unset": _STORE,
    "store_of_index": _STORE,
    "model_absent": _MODEL,
    "model_file": _MODEL,
    "model_checksum": _MODEL,
    "model_cache": _MODEL,
    "model_load": _MODEL,
    "model_engine": _MODEL,
    "model_vectors": _MODEL,
    "no_reader": _MODEL,
    "reader_file": _MODEL,
    "reranker_load": _MODEL,
    "reranker_kind": _MODEL,
    "reranker_scores": _MODEL,
    "serve_link_key": _for_who_runs_it(
        "Links to articles cannot be made or opened.",
        "Les liens vers les articles ne peuvent être ni faits ni ouverts.",
    ),
    "document_unknown": {
        "en": ("No article of the index is called {name}.", "Ask for the list of them."),
        "fr": ("Aucun article de l’index ne s’appelle {name}.", "Demandez-en la liste."),
    },
    "filter_document": {
        "en": ("No article of the index has the id “{name}”.", "{near}"),
        "fr": ("Aucun article de l’index n’a l’identifiant « {name} ».", "{near}"),
    },
    "filter_dates": {
        "en": ("No article is both from {date_from} on and until {date_to}.", "Exchange the two dates."),
        "fr": (
            "Aucun article n’est à la fois à partir du {date_from} et jusqu’au {date_to}.",
            "Échangez les deux dates.",
        ),
    },
    "check_empty": {
        "en": ("There is no text to check.", "Send one sentence or more."),
        "fr": ("Il n’y a aucun texte à vérifier.", "Envoyez au moins une phrase."),
    },
}
