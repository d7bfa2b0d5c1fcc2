"""What errors say of the server that keeps the vectors."""

from __future__ import annotations

from rag.messages.shape import Messages

STORE: Messages = {
    "store_down": {
        "en": (
            "The Milvus server at {uri} does not answer.",
            "See that it runs and that the address is right (SOURCIER_STORE_URI). Once it is back, ask again.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} ne répond pas.",
            "Vérifiez qu’il tourne et que l’adresse est juste (SOURCIER_STORE_URI). Dès qu’il est revenu, reposez la "
            "question.",
        ),
    },
    "store_starting": {
        "en": (
            "The Milvus server at {uri} has come back, and is still loading the vectors.",
            "Ask again in a moment.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} est revenu, mais il charge encore les vecteurs.",
            "Réessayez dans un instant.",
        ),
    },
    "store_slow": {
        "en": (
            "The Milvus server at {uri} has not answered within {seconds} s.",
            "Ask again, or give it more time: SOURCIER_STORE_TIMEOUT.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} n’a pas répondu en {seconds} s.",
            "Réessayez, ou laissez-lui plus de temps : SOURCIER_STORE_TIMEOUT.",
        ),
    },
    "store_full": {
        "en": (
            "The Milvus server at {uri} takes nothing more: its disk, its memory or its quota is full.",
            "What was published before is as it was. Give it more room, then bring the articles in again.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} n’accepte plus rien : disque, mémoire ou quota, il est plein.",
            "Ce qui était publié n’a pas changé. Donnez-lui de la place, puis ajoutez de nouveau les articles.",
        ),
    },
    "store_credentials": {
        "en": (
            "The Milvus server at {uri} does not accept these credentials.",
            "Set the environment variable MILVUS_TOKEN to user:password, or to the key of the service.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} n’accepte pas ces identifiants.",
            "Mettez dans la variable d’environnement MILVUS_TOKEN utilisateur:mot_de_passe, ou la clé du service.",
        ),
    },
    "store_missing": {
        "en": (
            "The vectors of this index are not on the Milvus server at {uri}.",
            "Name the server that has them (SOURCIER_STORE_URI), or make the index again: sourcier ingest --rebuild",
        ),
        "fr": (
            "Les vecteurs de cet index ne sont pas sur le serveur Milvus à l’adresse {uri}.",
            "Indiquez le serveur qui les a (SOURCIER_STORE_URI), ou refaites l’index : sourcier ingest --rebuild",
        ),
    },
    "store_other": {
        "en": (
            "The collection {collection} on the Milvus server at {uri} has other fields than those of this index.",
            "Name the server that has its vectors (SOURCIER_STORE_URI), or make the index again: "
            "sourcier ingest --rebuild",
        ),
        "fr": (
            "La collection {collection} du serveur Milvus à l’adresse {uri} n’a pas les champs de cet index.",
            "Indiquez le serveur qui a ses vecteurs (SOURCIER_STORE_URI), ou refaites l’index : "
            "sourcier ingest --rebuild",
        ),
    },
    "store_replicas": {
        "en": (
            "The Milvus server at {uri} has fewer than {replicas} query nodes, and each is to hold all vectors.",
            "Start more of them, or ask for fewer: SOURCIER_STORE_REPLICAS.",
        ),
        "fr": (
            "Le serveur Milvus à l’adresse {uri} a moins de {replicas} nœuds de requête, et chacun doit garder tous "
            "les vecteurs.",
            "Démarrez-en d’autres, ou demandez-en moins : SOURCIER_STORE_REPLICAS.",
        ),
    },
    "store_rows": {
        "en": (
            "The collection {collection} on the Milvus server at {uri} does not hold what this index has put there.",
            "If the server has just come back, ask again in a minute. If not, bring back its data, or make the index "
            "again: sourcier ingest --rebuild",
        ),
        "fr": (
            "La collection {collection} du serveur Milvus à l’adresse {uri} ne contient pas ce que cet index y a mis.",
            "Si le serveur vient de revenir, réessayez dans une minute. Sinon, rétablissez ses données, ou refaites "
            "l’index : sourcier ingest --rebuild",
        ),
    },
    "store_outdated": {
        "en": (
            "The index in {path} was written to again and again since it was opened.",
            "Open it anew; the page does that with the next question.",
        ),
        "fr": (
            "L’index dans {path} a changé plusieurs fois depuis son ouverture.",
            "Rouvrez-le ; la page le fait à la question suivante.",
        ),
    },
    "store_copied": {
        "en": (
            "A copy of this index has gone on with its collection {collection} on the Milvus server at {uri}.",
            "Go on with that copy, or give this one vectors of its own: sourcier ingest --rebuild",
        ),
        "fr": (
            "Une copie de cet index a poursuivi sa collection {collection} du serveur Milvus à l’adresse {uri}.",
            "Continuez avec cette copie, ou donnez à celle-ci ses propres vecteurs : sourcier ingest --rebuild",
        ),
    },
    "store_failed": {
        "en": (
            "Milvus at {uri} reports: {reason}.",
            "Its log may say more. What was published before is as it was.",
        ),
        "fr": (
            "Milvus, à l’adresse {uri}, signale : {reason}.",
            "Son journal en dit peut-être plus. Ce qui était publié n’a pas changé.",
        ),
    },
    "store_package": {
        "en": (
            "The vectors are kept in Milvus, but the package {package} is not installed.",
            "Install it with: pip install pymilvus milvus-lite",
        ),
        "fr": (
            "Les vecteurs sont dans Milvus, mais le paquet {package} n’est pas installé.",
            "Installez-le avec : pip install pymilvus milvus-lite",
        ),
    },
    "store_lite_busy": {
        "en": (
            "Another process has the file {path}, which Milvus Lite opens for one process at a time.",
            "End the other one, the page for instance, or use a Milvus server: SOURCIER_STORE_URI",
        ),
        "fr": (
            "Un autre processus tient le fichier {path}, que Milvus Lite n’ouvre que pour un processus à la fois.",
            "Arrêtez l’autre, la page par exemple, ou prenez un serveur Milvus : SOURCIER_STORE_URI",
        ),
    },
    "store_uri": {
        "en": (
            "The address of the Milvus server (SOURCIER_STORE_URI) is none.",
            "Write it as http://localhost:19530 ({schemes}), or name a file for Milvus Lite.",
        ),
        "fr": (
            "L’adresse du serveur Milvus (SOURCIER_STORE_URI) n’en est pas une.",
            "Écrivez-la comme http://localhost:19530 ({schemes}), ou nommez un fichier pour Milvus Lite.",
        ),
    },
    "store_uri_unset": {
        "en": (
            "The vectors of the index in {path} are on a Milvus server, at {uri} when they were written.",
            "If you trust that address, name it: SOURCIER_STORE_URI={uri}",
        ),
        "fr": (
            "Les vecteurs de l’index dans {path} sont sur un serveur Milvus, à l’adresse {uri} lors de leur écriture.",
            "Si vous faites confiance à cette adresse, indiquez-la : SOURCIER_STORE_URI={uri}",
        ),
    },
    "store_of_index": {
        "en": (
            "The index in {path} keeps its vectors in {found}, and the settings name {wanted}.",
            "Move it with: sourcier move --to {wanted} --index {path}",
        ),
        "fr": (
            "L’index dans {path} garde ses vecteurs dans {found}, et les réglages nomment {wanted}.",
            "Déplacez-le avec : sourcier move --to {wanted} --index {path}",
        ),
    },
}
