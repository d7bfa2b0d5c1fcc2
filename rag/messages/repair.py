"""What errors say of repairing an index, and of backups."""

from __future__ import annotations

from rag.messages.shape import Messages

REPAIR: Messages = {
    "repair_catalogue": {
        "en": (
            "The catalogue of the index in {path} is damaged, and nothing else holds its articles.",
            "Go back to generation {number}, which is whole (articles that differ: {differ}), with: "
            "sourcier repair --previous --index {path}",
        ),
        "fr": (
            "Le catalogue de l’index dans {path} est endommagé, et rien d’autre ne contient ses articles.",
            "Revenez à la génération {number}, qui est intacte (articles qui diffèrent : {differ}), avec : "
            "sourcier repair --previous --index {path}",
        ),
    },
    "repair_hopeless": {
        "en": (
            "The catalogue of the index in {path} is damaged, and no generation before it is whole.",
            "Bring a backup back with: sourcier restore FILE --replace --index {path} — or make the index again from "
            "the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "Le catalogue de l’index dans {path} est endommagé, et aucune génération précédente n’est intacte.",
            "Restaurez une sauvegarde avec : sourcier restore FICHIER --replace --index {path} — ou refaites l’index "
            "à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "repair_needless": {
        "en": (
            "The catalogue of the index in {path} is whole, so nothing calls for the generation before.",
            "Without --previous, what is damaged is made again from it.",
        ),
        "fr": (
            "Le catalogue de l’index dans {path} est intact ; rien n’appelle la génération précédente.",
            "Sans --previous, ce qui est endommagé est refait à partir de lui.",
        ),
    },
    "repair_model": {
        "en": (
            "Vectors must be made again, but the index was made with the embedding model {found}, not {wanted}.",
            "Set that model, or embed all articles again with: sourcier ingest --rebuild",
        ),
        "fr": (
            "Des vecteurs sont à refaire, mais l’index a été fait avec le modèle {found}, pas {wanted}.",
            "Réglez ce modèle, ou recalculez tous les articles avec : sourcier ingest --rebuild",
        ),
    },
    "index_vectors": {
        "en": (
            "{count} of {looked_at} vectors that were looked at in the index in {path} are not those of their "
            "passages, that of {passage} among them.",
            "Embed its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "{count} des {looked_at} vecteurs examinés de l’index dans {path} ne sont pas ceux de leurs passages, "
            "dont celui de {passage}.",
            "Recalculez-le avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "backup_there": {
        "en": (
            "There is a file {file} already.",
            "Name another; no backup takes the place of anything.",
        ),
        "fr": (
            "Il y a déjà un fichier {file}.",
            "Nommez-en un autre ; aucune sauvegarde n’en remplace une autre.",
        ),
    },
    "backup_inside": {
        "en": (
            "{file} lies in {folder}, which is what is backed up.",
            "Name a place outside of it, best on another disk.",
        ),
        "fr": (
            "{file} se trouve dans {folder}, qui est ce qui est sauvegardé.",
            "Choisissez un endroit ailleurs, de préférence sur un autre disque.",
        ),
    },
    "backup_write": {
        "en": (
            "The backup {file} could not be written: {reason}.",
            "Nothing was left behind. Mend this and try again.",
        ),
        "fr": (
            "La sauvegarde {file} n’a pas pu être écrite : {reason}.",
            "Rien n’est resté. Corrigez cela et réessayez.",
        ),
    },
    "backup_read": {
        "en": (
            "{file} could not be read for the backup: {reason}.",
            "No backup was made. Mend this and try again.",
        ),
        "fr": (
            "{file} n’a pas pu être lu pour la sauvegarde : {reason}.",
            "Aucune sauvegarde n’a été faite. Corrigez cela et réessayez.",
        ),
    },
    "backup_milvus": {
        "en": (
            "The vectors of the index in {path} are in Milvus, which a file cannot hold.",
            "Move them first with: sourcier move --to faiss --index {path}",
        ),
        "fr": (
            "Les vecteurs de l’index dans {path} sont dans Milvus, qui ne tient pas dans un fichier.",
            "Déplacez-les d’abord avec : sourcier move --to faiss --index {path}",
        ),
    },
    "backup_none": {
        "en": (
            "{file} is no backup of Sourcier, or its beginning is damaged.",
            "Take another one; sourcier backup FILE makes one.",
        ),
        "fr": (
            "{file} n’est pas une sauvegarde de Sourcier, ou son début est endommagé.",
            "Prenez-en une autre ; sourcier backup FICHIER en fait une.",
        ),
    },
    "backup_newer": {
        "en": (
            "The backup {file} was made by another version of Sourcier.",
            "Restore it with that version.",
        ),
        "fr": (
            "La sauvegarde {file} a été faite par une autre version de Sourcier.",
            "Restaurez-la avec cette version.",
        ),
    },
    "backup_changed": {
        "en": (
            "The backup {file} is damaged: {name} is not what was backed up.",
            "Nothing was changed. Take another backup.",
        ),
        "fr": (
            "La sauvegarde {file} est endommagée : {name} n’est pas ce qui a été sauvegardé.",
            "Rien n’a changé. Prenez une autre sauvegarde.",
        ),
    },
    "backup_room": {
        "en": (
            "The backup {file} needs {wanted} MB, and {free} MB are free.",
            "Nothing was changed. Free some space and try again.",
        ),
        "fr": (
            "La sauvegarde {file} demande {wanted} Mo, et {free} Mo sont libres.",
            "Rien n’a changé. Libérez de la place et réessayez.",
        ),
    },
    "backup_open": {
        "en": (
            "The backup {file} could not be restored: {reason}.",
            "Look at the path and at who may read it.",
        ),
        "fr": (
            "La sauvegarde {file} n’a pas pu être restaurée : {reason}.",
            "Vérifiez le chemin et qui peut le lire.",
        ),
    },
    "restore_there": {
        "en": (
            "There is something in {path} or in {data} already.",
            "To put the backup in its place: --replace",
        ),
        "fr": (
            "Il y a déjà quelque chose dans {path} ou dans {data}.",
            "Pour le remplacer par la sauvegarde : --replace",
        ),
    },
}
