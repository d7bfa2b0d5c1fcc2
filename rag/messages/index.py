"""What errors say of the index."""

from __future__ import annotations

from rag.messages.shape import Messages

INDEX: Messages = {
    "index_missing": {
        "en": ("There is no index in {path}.", "Make one with: sourcier ingest FOLDER --index {path}"),
        "fr": ("Il n’y a pas d’index dans {path}.", "Créez-en un avec : sourcier ingest DOSSIER --index {path}"),
    },
    "index_schema": {
        "en": (
            "The index in {path} has schema version {found}; this version of Sourcier reads {wanted}.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a la version de schéma {found} ; cette version de Sourcier lit la {wanted}.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_model": {
        "en": (
            "The index in {path} was made with the embedding model {found}, not {wanted}.",
            "Embed its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec le modèle {found}, pas {wanted}.",
            "Recalculez-le avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_chunker": {
        "en": (
            "The index in {path} was made with other passage settings ({found}) than those in force ({wanted}).",
            "Cut its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec d’autres réglages de passage ({found}) que les vôtres ({wanted}).",
            "Redécoupez ses articles avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_file_missing": {
        "en": (
            "The index in {path} is damaged: its file {file} is missing.",
            "Mend it with: sourcier repair --index {path} — or make it again from the articles: "
            "sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} est endommagé : son fichier {file} manque.",
            "Réparez-le avec : sourcier repair --index {path} — ou refaites-le à partir des articles : "
            "sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_file_changed": {
        "en": (
            "The index in {path} is damaged: its file {file} is not what was written.",
            "Mend it with: sourcier repair --index {path} — or make it again from the articles: "
            "sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} est endommagé : son fichier {file} n’est pas celui qui a été écrit.",
            "Réparez-le avec : sourcier repair --index {path} — ou refaites-le à partir des articles : "
            "sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_busy": {
        "en": (
            "The index in {path} is being written to by {holder}.",
            "Try again when it is done, or wait for it with --wait SECONDS.",
        ),
        "fr": (
            "L’index dans {path} est en cours d’écriture par {holder}.",
            "Réessayez quand ce sera fini, ou attendez avec --wait SECONDES.",
        ),
    },
    "index_full": {
        "en": ("The disk of the index in {path} is full.", "Nothing was changed. Free some space and try again."),
        "fr": (
            "Le disque de l’index dans {path} est plein.",
            "Rien n’a changé. Libérez de la place et réessayez.",
        ),
    },
    "index_write": {
        "en": ("The index in {path} could not be written: {reason}.", "Nothing was changed. Mend this and try again."),
        "fr": ("L’index dans {path} n’a pas pu être écrit : {reason}.", "Rien n’a changé. Corrigez cela et réessayez."),
    },
}
