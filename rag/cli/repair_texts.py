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
    "backed_up": {
        "en": "{files} files, generation {generation} of the index, in {path}: {megabytes:.1f} MB.",
        "fr": "{files} fichiers, génération {generation} de l’index, dans {path} : {megabytes:.1f} Mo.",
    },
    "left_out": {"en": "Left out: {names}", "fr": "Laissés de côté : {names}"},
    "with_secrets": {
        "en": "It holds the tokens and the key of links: keep it where nobody else reads it.",
        "fr": "Elle contient les jetons et la clé des liens : gardez-la là où personne d’autre ne la lit.",
    },
    "restored": {
        "en": "{files} files of the backup of {created} are back: the index is generation {generation}.",
        "fr": "{files} fichiers de la sauvegarde du {created} sont revenus : l’index est la génération {generation}.",
    },
    "no_secrets": {
        "en": "Tokens were not in the backup: those that are here stay; where there are none, make them again.",
        "fr": "Les jetons n’étaient pas dans la sauvegarde : ceux d’ici restent ; s’il n’y en a pas, recréez-les.",
    },
    "whole": {
        "en": "The index is whole: generation {generation}.",
        "fr": "L’index est intact : génération {generation}.",
    },
}
