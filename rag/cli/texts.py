"""What the terminal says beside answers and errors, in both languages."""

from __future__ import annotations

from rag.messages import Language

TEXTS: dict[str, dict[Language, str]] = {
    "unpacking": {
        "en": "Unpacking the embedding model into your cache (once, about 490 MB)…",
        "fr": "Décompression du modèle d’embedding dans votre cache (une seule fois, environ 490 Mo)…",
    },
    "measuring": {
        "en": "Finding the fastest precision for this machine (once, a few seconds)…",
        "fr": "Recherche de la précision la plus rapide pour cette machine (une seule fois, quelques secondes)…",
    },
    "no_openvino": {
        "en": "OpenVINO is not installed on this platform: the model runs on torch, which is slower and loads slowly, "
        "and nothing is read together with the question.",
        "fr": "OpenVINO n’est pas installé ici : le modèle tourne sur torch, plus lent et plus long à charger, "
        "et rien n’est lu avec la question.",
    },
    "damaged": {
        "en": "The unpacked model is damaged; it is unpacked again.",
        "fr": "Le modèle décompressé est endommagé ; il est décompressé de nouveau.",
    },
    "unquoted": {
        "en": "Put the question in quotation marks.",
        "fr": 'Mettez la question entre guillemets droits : "…".',
    },
    "loading": {"en": "Loading the model…", "fr": "Chargement du modèle…"},
    "busy": {
        "en": "Waiting: the index is being written to by {detail}.",
        "fr": "En attente : l’index est en cours d’écriture par {detail}.",
    },
    "workers": {"en": "Workers: {detail}.", "fr": "Workers : {detail}."},
    "worker_lost": {
        "en": "The worker {detail} is lost; its work is done again.",
        "fr": "Le worker {detail} est perdu ; son travail est refait.",
    },
    "no_workers": {
        "en": "No worker is there; waiting for one. Ctrl-C ends it with what is finished.",
        "fr": "Aucun worker n’est là ; attente d’un autre. Ctrl-C arrête et garde ce qui est fini.",
    },
    "starting_workers": {"en": "Starting {count} workers…", "fr": "Démarrage de {count} workers…"},
    "serving": {
        "en": "Serving at {address}; /docs describes it. Ctrl-C ends it.",
        "fr": "En service à l’adresse {address} ; /docs la décrit. Ctrl-C l’arrête.",
    },
    "moved": {
        "en": "{passages} passages moved to {store} in {seconds:.1f} s, all read back and the same: "
        "SHA-256 {checksum}.",
        "fr": "{passages} passages déplacés vers {store} en {seconds:.1f} s, tous relus et identiques : "
        "SHA-256 {checksum}.",
    },
    "moved_on": {
        "en": "{passages} passages moved to {store} ({resumed} of them before) in {seconds:.1f} s, all read back "
        "and the same: SHA-256 {checksum}.",
        "fr": "{passages} passages déplacés vers {store} (dont {resumed} auparavant) en {seconds:.1f} s, tous "
        "relus et identiques : SHA-256 {checksum}.",
    },
    "summary": {
        "en": "{added} added, {replaced} replaced, {unchanged} unchanged, {removed} removed; "
        "{passages} passages embedded in {seconds:.1f} s.",
        "fr": "{added} ajoutés, {replaced} remplacés, {unchanged} inchangés, {removed} retirés ; "
        "{passages} passages calculés en {seconds:.1f} s.",
    },
    "skipped": {
        "en": "{count} files of other kinds were passed over.",
        "fr": "{count} fichiers d’autres types ont été laissés de côté.",
    },
    "failed": {"en": "Not read: {name}: {reason}", "fr": "Non lu : {name} : {reason}"},
    "interrupted": {
        "en": "Interrupted. What was finished is in the index; run the same command again for the rest.",
        "fr": "Interrompu. Ce qui était fini est dans l’index ; relancez la même commande pour le reste.",
    },
    "interrupted_rebuild": {
        "en": "Interrupted. The index is as it was before.",
        "fr": "Interrompu. L’index est resté tel qu’il était.",
    },
    "removed": {"en": "Removed: {names}.", "fr": "Retirés : {names}."},
    "nothing_stated": {
        "en": "No sentence of the text states anything that could be checked.",
        "fr": "Aucune phrase du texte n’affirme quoi que ce soit de vérifiable.",
    },
    "no_hits": {"en": "No passage found.", "fr": "Aucun passage trouvé."},
    "no_documents": {"en": "The index holds no article.", "fr": "L’index ne contient aucun article."},
    "verified": {
        "en": "Every file, span and vector of the index is as it was written.",
        "fr": "Chaque fichier, intervalle et vecteur de l’index est tel qu’il a été écrit.",
    },
    "compared": {
        "en": "{count} passages, spread over the index, were embedded again: their vectors are the same.",
        "fr": "{count} passages, répartis sur l’index, ont été recalculés : leurs vecteurs sont les mêmes.",
    },
    "not_compared": {
        "en": "No vector was compared with its passage: the model that made the index is not the one that is set.",
        "fr": "Aucun vecteur n’a été comparé à son passage : le modèle de l’index n’est pas celui qui est réglé.",
    },
    "from_default": {"en": "default", "fr": "par défaut"},
    "from_file": {"en": "from {name}", "fr": "de {name}"},
    "from_environment": {"en": "from the variable {name}", "fr": "de la variable {name}"},
    "from_argument": {"en": "from the command line", "fr": "de la ligne de commande"},
    "internal": {
        "en": "Internal failure ({kind}). Run again with --debug before the command to see where.",
        "fr": "Défaillance interne ({kind}). Relancez avec --debug avant la commande pour voir où.",
    },
    "documents": {"en": "articles", "fr": "articles"},
    "passages": {"en": "passages", "fr": "passages"},
    "indexing": {"en": "Indexing", "fr": "Indexation"},
}
