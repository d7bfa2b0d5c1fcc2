"""What the evaluator says to people, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from rag.messages import Language

TEXTS: dict[str, dict[Language, str]] = {
    # warnings
    "gold_all_missing": {
        "en": "None of the gold of these {count} questions is in the index. Was the set written for another one?",
        "fr": "Aucune référence (gold) de ces {count} questions n’est dans l’index. Le jeu en visait-il un autre ?",
    },
    "gold_missing": {
        "en": "{id}: gold not in the index, neither as a document nor as a text: {gold}",
        "fr": "{id} : référence (gold) absente de l’index, comme document et comme texte : {gold}",
    },
    "question_error": {"en": "{id}: {en}", "fr": "{id} : {fr}"},
    "more": {"en": "… and {count} more (--json has all).", "fr": "… et {count} de plus (--json les donne tous)."},
    # running
    "asking": {"en": "Asking", "fr": "Questions"},
    "resumed": {
        "en": "Run {name}: {done} of {total} questions were done already; going on from there.",
        "fr": "Évaluation {name} : {done} questions sur {total} étaient déjà faites ; reprise à partir de là.",
    },
    "complete": {
        "en": "Run {name}: all {total} questions were done already. To ask them again: --fresh",
        "fr": "Évaluation {name} : les {total} questions étaient déjà faites. Pour les reposer : --fresh",
    },
    "interrupted": {
        "en": "Interrupted after {done} of {total} questions. To go on from there, run the same command again.",
        "fr": "Interrompu après {done} questions sur {total}. Pour reprendre là, relancez la même commande.",
    },
    "interrupted_unsaved": {
        "en": "Interrupted after {done} of {total} questions; nothing was kept. With --save NAME a run can be resumed.",
        "fr": "Interrompu après {done} questions sur {total} ; rien n’est gardé. "
        "Avec --save NOM, une évaluation se reprend.",
    },
    "saved": {"en": "Saved as {name} in {path}.", "fr": "Enregistré sous le nom {name} dans {path}."},
    "report_written": {"en": "Report: {path}", "fr": "Rapport : {path}"},
    "below": {
        "en": "{metric} is {value}, which does not meet the bar of {bar}.",
        "fr": "{metric} vaut {value}, ce qui n’atteint pas la barre de {bar}.",
    },
    "below_none": {
        "en": "{metric} does not apply to these questions, so the bar of {bar} is not met.",
        "fr": "{metric} est sans objet pour ces questions : la barre de {bar} n’est pas atteinte.",
    },
    # figures
    "not_applicable": {"en": "not applicable", "fr": "sans objet"},
    "questions": {"en": "{count} questions", "fr": "{count} questions"},
    "all": {"en": "all", "fr": "toutes"},
    "by_direction": {
        "en": "By direction (language of the question -> of the gold)",
        "fr": "Par sens (langue de la question -> de la référence)",
    },
    "by_tag": {"en": "By tag", "fr": "Par étiquette"},
    "failed": {"en": "Failed: {count}", "fr": "En échec : {count}"},
    "wanted": {"en": "wanted", "fr": "attendu"},
    "got": {"en": "got", "fr": "obtenu"},
    "wanted_nothing": {"en": "a refusal: nothing answers it", "fr": "un refus : rien n’y répond"},
    "got_nothing": {"en": "a refusal", "fr": "un refus"},
    "or": {"en": "or", "fr": "ou"},
    # saved runs
    "no_runs": {"en": "No saved run in {path}.", "fr": "Aucune évaluation enregistrée dans {path}."},
    "unfinished": {"en": "unfinished", "fr": "inachevée"},
    "paired": {
        "en": "{count} questions in both; {only_first} only in {first}, {only_second} only in {second}.",
        "fr": "{count} questions communes ; {only_first} seulement dans {first}, {only_second} dans {second}.",
    },
    "difference": {"en": "difference", "fr": "écart"},
    "lost": {"en": "From right to wrong: {count}", "fr": "De juste à faux : {count}"},
    "gained": {"en": "From wrong to right: {count}", "fr": "De faux à juste : {count}"},
}


def say(language: Language, key: str, **values: object) -> str:
    """A text in a language. An unknown key is a KeyError."""
    return TEXTS[key][language].format(**values)


def either(language: Language, texts: Iterable[str]) -> str:
    """Alternatives in one line: "a or b"."""
    return f" {say(language, 'or')} ".join(texts)
