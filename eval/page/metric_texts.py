"""What each metric is, in a line."""

from __future__ import annotations

from rag.messages import Language

GROUPS: dict[str, tuple[str, ...]] = {
    "retrieval": ("recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"),
    "answers": (
        "answer_in_quote@1", "answer_in_quote@3", "exact_match", "f1", "short_exact_match", "short_f1",
    ),
    "citations": ("citation_precision", "citation_recall"),
    "abstention": ("abstention_precision", "abstention_recall", "abstention_auroc"),
    "latency": ("latency_ms_p50", "latency_ms_p95"),
}  # fmt: skip
"""All metrics, in the order in which they are shown."""

GROUP_NAMES: dict[Language, dict[str, str]] = {
    "fr": {
        "retrieval": "Recherche",
        "answers": "Réponses",
        "citations": "Citations",
        "abstention": "Refus",
        "latency": "Latence",
    },
    "en": {
        "retrieval": "Retrieval",
        "answers": "Answers",
        "citations": "Citations",
        "abstention": "Abstention",
        "latency": "Latency",
    },
}

MEANINGS: dict[Language, dict[str, str]] = {
    "fr": {
        "recall@1": "part des références trouvées au premier rang",
        "recall@5": "… parmi les cinq premiers",
        "recall@10": "… parmi les dix premiers",
        "mrr@10": "inverse du rang de la première référence",
        "ndcg@10": "les références trouvées, d’autant plus qu’elles sont haut",
        "answer_in_quote@1": "la première phrase citée contient une réponse attendue",
        "answer_in_quote@3": "… une des trois premières",
        "exact_match": "la réponse entière est une réponse attendue",
        "f1": "mots communs entre la réponse entière et une attendue",
        "short_exact_match": "la réponse courte est une réponse attendue",
        "short_f1": "mots communs entre la réponse courte et une attendue",
        "citation_precision": "part des citations qui sont des références",
        "citation_recall": "part des références qui sont citées",
        "abstention_precision": "part des refus qui sont justifiés",
        "abstention_recall": "part des questions sans réponse qui sont refusées",
        "abstention_auroc": "la confiance sépare les questions avec et sans réponse",
        "latency_ms_p50": "millisecondes d’une question, médiane",
        "latency_ms_p95": "… que 95\u00a0% ne dépassent pas",
    },
    "en": {
        "recall@1": "share of the gold that is found first",
        "recall@5": "… among the first five",
        "recall@10": "… among the first ten",
        "mrr@10": "one over the rank of the first gold",
        "ndcg@10": "gold that is found, more the higher it stands",
        "answer_in_quote@1": "the first quoted sentence holds a wanted answer",
        "answer_in_quote@3": "… one of the first three does",
        "exact_match": "the whole answer is a wanted one",
        "f1": "words that the whole answer shares with a wanted one",
        "short_exact_match": "the short answer is a wanted one",
        "short_f1": "words that the short answer shares with a wanted one",
        "citation_precision": "share of the citations that are gold",
        "citation_recall": "share of the gold that is cited",
        "abstention_precision": "share of the refusals that are right",
        "abstention_recall": "share of questions without an answer that are refused",
        "abstention_auroc": "the confidence tells questions with and without an answer apart",
        "latency_ms_p50": "milliseconds of a question, median",
        "latency_ms_p95": "… that 95% do not exceed",
    },
}
