"""What the report says, in both languages."""

from __future__ import annotations

from rag.messages import Language

TEXTS: dict[str, dict[Language, str]] = {
    "made": {"en": "What it was made of", "fr": "De quoi elle est faite"},
    "saved_as": {"en": "saved as", "fr": "enregistrée sous"},
    "index": {"en": "index", "fr": "index"},
    "version": {"en": "version of Sourcier", "fr": "version de Sourcier"},
    "set_digest": {"en": "SHA-256 of the question set", "fr": "SHA-256 du jeu de questions"},
    "mode": {"en": "mode", "fr": "mode"},
    "retrieval_only": {"en": "retrieval only", "fr": "recherche seule"},
    "title": {"en": "Evaluation of {name}", "fr": "Évaluation de {name}"},
    "subtitle": {
        "en": "{count} questions · {date} · in brackets: 95 % bootstrap intervals over the questions",
        "fr": "{count} questions · {date} · entre crochets : intervalles à 95 %, par bootstrap sur les questions",
    },
    "all": {"en": "all", "fr": "toutes"},
    "figures": {"en": "Figures", "fr": "Résultats"},
    "figures_note": {
        "en": "A direction is the language of the question, then that of its gold.",
        "fr": "Un sens est la langue de la question, puis celle de sa référence.",
    },
    "metric": {"en": "metric", "fr": "mesure"},
    "tags": {"en": "By tag", "fr": "Par étiquette"},
    "tag": {"en": "tag", "fr": "étiquette"},
    "plots": {"en": "Plots", "fr": "Graphiques"},
    "warnings": {"en": "Warnings", "fr": "Avertissements"},
    "failed": {"en": "Failed questions ({count})", "fr": "Questions en échec ({count})"},
    "none_failed": {"en": "None.", "fr": "Aucune."},
    "none": {"en": "n/a", "fr": "s. o."},
    "wanted": {"en": "Wanted", "fr": "Attendu"},
    "wanted_nothing": {"en": "a refusal: nothing answers it", "fr": "un refus : rien n’y répond"},
    "answers": {"en": "answers", "fr": "réponses"},
    "gold": {"en": "gold", "fr": "référence"},
    "missing": {"en": "not in the index", "fr": "absente de l’index"},
    "got": {"en": "Got", "fr": "Obtenu"},
    "refused": {"en": "a refusal", "fr": "un refus"},
    "confidence": {"en": "confidence", "fr": "confiance"},
    "retrieved": {"en": "Retrieved", "fr": "Trouvé"},
    "nothing_retrieved": {"en": "No passage.", "fr": "Aucun passage."},
    "not_searched": {
        "en": "Not searched for: the question has no gold.",
        "fr": "Pas de recherche : la question n’a pas de référence.",
    },
    "score": {"en": "score", "fr": "score"},
    "before": {"en": "before it", "fr": "auparavant"},
    # plots
    "plot_confidence": {
        "en": "Confidence of questions with and without an answer",
        "fr": "Confiance des questions avec et sans réponse",
    },
    "plot_curve": {
        "en": "Abstention: fewer answers, fewer wrong ones",
        "fr": "Abstention : moins de réponses, moins d’erreurs",
    },
    "plot_latency": {"en": "Latency", "fr": "Latence"},
    "answerable": {"en": "with an answer", "fr": "avec réponse"},
    "unanswerable": {"en": "without", "fr": "sans réponse"},
    "axis_questions": {"en": "questions", "fr": "questions"},
    "axis_answered": {"en": "share answered", "fr": "part de questions répondues"},
    "axis_wrong": {"en": "share of these wrong", "fr": "part d’erreurs parmi elles"},
    "axis_latency": {"en": "milliseconds", "fr": "millisecondes"},
}
