"""What `sourcier repair`, `backup` and `restore` say, in both languages."""

from __future__ import annotations

from rag.messages import Language

TEXTS: dict[str, dict[Language, str]] = {
    "fault_missing": {"en": "{file}: missing", "fr": "{file} : manquant"},
    "fault_changed": {"en": "{file}: not what was written", "fr": "{file} : n’est pas ce qui a été écrit"},
    "fault_unreadable": {"en": "{file}: cannot be read", "fr": "{file} : illisible"},
    "fault_leftover": {"en": "{file}: left over, used by nobody", "fr": "{file} : reste inutilisé"},
    "fault_inside": {"en": "{file}: does not fit the catalogue", "fr": "{file} : ne correspond pas au catalogue"},
    "nothing": {
        "en": "Nothing to repair: every file, span and vector is as it was written.",
        "fr": "Rien à réparer : chaque fichier, passage et vecteur est tel qu’il a été écrit.",
    },
    "done_manifest": {
        "en": "The manifest was made again from its copy.",
        "fr": "Le manifeste a été refait à partir de sa copie.",
    },
    "done_vectors": {
        "en": "The vectors were made again: {kept} were kept, {embedded} embedded.",
        "fr": "Les vecteurs ont été refaits : {kept} gardés, {embedded} recalculés.",
    },
    "done_lexical": {
        "en": "The word index was made again from the catalogue.",
        "fr": "L’index des mots a été refait à partir du catalogue.",
    },
    "done_leftovers": {"en": "What was left over is gone.", "fr": "Les restes ont été supprimés."},
    "done_previous": {
        "en": "The generation before is the current one again.",
        "fr": "La génération précédente est de nouveau la génération courante.",
    },
    "lost": {"en": "Articles that are lost: {names}", "fr": "Articles perdus : {names}"},
    "back": {"en": "Articles that are back: {names}", "fr": "Articles revenus : {names}"},
    "older": {
        "en": "Articles in their version of before: {names}",
        "fr": "Articles dans leur version d’avant : {names}",
    },
    "unknown": {
        "en": "Which articles differ cannot be told any more: ingest what has changed since.",
        "fr": "On ne peut plus dire quels articles diffèrent : indexez ce qui a changé depuis.",
    },
    "whole": {
        "en": "The index is whole: generation {generation}.",
        "fr": "L’index est intact : génération {generation}.",
    },
}
