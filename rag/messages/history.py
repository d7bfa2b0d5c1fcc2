"""What errors say of conversations that are kept."""

from __future__ import annotations

from rag.messages.shape import Messages

HISTORY: Messages = {
    "history_unwritable": {
        "en": (
            "Conversations cannot be kept in {path}: {reason}.",
            "Give the program the right to write there, or set another folder with SOURCIER_DATA.",
        ),
        "fr": (
            "Les conversations ne peuvent pas être conservées dans {path} : {reason}.",
            "Donnez au programme le droit d’y écrire, ou indiquez un autre dossier par SOURCIER_DATA.",
        ),
    },
    "history_full": {
        "en": ("Conversations cannot be kept: the disk of {path} is full.", "Free some space, then ask again."),
        "fr": (
            "Les conversations ne peuvent pas être conservées : le disque de {path} est plein.",
            "Libérez de la place, puis posez une nouvelle question.",
        ),
    },
    "history_busy": {
        "en": ("The file of conversations, {path}, is in use.", "Try again in a moment."),
        "fr": ("Le fichier des conversations, {path}, est occupé.", "Réessayez dans un instant."),
    },
    "history_damaged": {
        "en": (
            "The file of conversations, {path}, is damaged: {reason}.",
            "Put a copy of it back, or move it away: a new one is then begun.",
        ),
        "fr": (
            "Le fichier des conversations, {path}, est abîmé : {reason}.",
            "Remettez-en une copie, ou déplacez-le : un nouveau sera alors commencé.",
        ),
    },
    "history_version": {
        "en": (
            "The file of conversations, {path}, has schema version {found}; this program reads {known}.",
            "Use the version of the program that wrote it, or set another folder with SOURCIER_DATA.",
        ),
        "fr": (
            "Le fichier des conversations, {path}, est au schéma {found} ; ce programme lit le schéma {known}.",
            "Utilisez la version du programme qui l’a écrit, ou indiquez un autre dossier par SOURCIER_DATA.",
        ),
    },
}
