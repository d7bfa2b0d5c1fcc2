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
}
