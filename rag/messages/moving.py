"""What errors say of moving an index from one store to another."""

from __future__ import annotations

from rag.messages.shape import Messages

MOVING: Messages = {
    "move_there": {
        "en": ("The vectors of the index in {path} are in {store} already.", ""),
        "fr": ("Les vecteurs de l’index dans {path} sont déjà dans {store}.", ""),
    },
    "move_differs": {
        "en": (
            "What {store} gave back is not what was put into it, so the index in {path} was left as it is.",
            "Move it again; if it happens again, look at the server and its version.",
        ),
        "fr": (
            "Ce que {store} a rendu n’est pas ce qui y a été mis ; l’index dans {path} n’a donc pas été changé.",
            "Recommencez ; si cela se reproduit, examinez le serveur et sa version.",
        ),
    },
}
