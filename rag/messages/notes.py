"""What is said of how an answer came about, in both languages. The names of languages are `LANGUAGES_NAMED`."""

from __future__ import annotations

from rag.messages.shape import Language

NOTES: dict[str, dict[Language, str]] = {
    "fallback": {
        "en": "The chat model could not answer, so these are quotations. {reason}",
        "fr": "Le modèle de langue n’a pas pu répondre ; voici donc des citations. {reason}",
    },
    "retried": {
        "en": "The chat model begins again. {reason}",
        "fr": "Le modèle de langue recommence. {reason}",
    },
    "language": {
        "en": "The answer was wanted in {name}, and the chat model has written it in another language.",
        "fr": "La réponse était attendue en {name}, et le modèle de langue l’a écrite dans une autre langue.",
    },
    "language_retry": {
        "en": "The chat model begins again, in {name}.",
        "fr": "Le modèle de langue recommence, en {name}.",
    },
    "strict_one": {
        "en": "One sentence that no article supports was left out.",
        "fr": "Une phrase qu’aucun article n’appuie a été écartée.",
    },
    "strict_many": {
        "en": "{count} sentences that no article supports were left out.",
        "fr": "{count} phrases qu’aucun article n’appuie ont été écartées.",
    },
    "cut": {
        "en": "The chat model began to repeat itself and was cut off.",
        "fr": "Le modèle de langue s’est mis à se répéter et a été interrompu.",
    },
    "withheld": {
        "en": "The chat model began to repeat its instructions and was cut off.",
        "fr": "Le modèle de langue s’est mis à répéter ses consignes et a été interrompu.",
    },
    "stopped": {
        "en": "Stopped: the answer is not complete.",
        "fr": "Arrêté : la réponse est incomplète.",
    },
}

LANGUAGES_NAMED: dict[Language, dict[str, str]] = {
    "fr": {
        "fr": "français", "en": "anglais", "de": "allemand", "es": "espagnol", "it": "italien", "pt": "portugais",
        "nl": "néerlandais",
    },
    "en": {
        "fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
        "nl": "Dutch",
    },
}  # fmt: skip
