"""What errors say of questions, settings and what is named on the command line."""

from __future__ import annotations

from rag.messages.shape import Messages

ASKING: Messages = {
    "question_empty": {
        "en": ("The question is empty.", "Type a question in French or in English."),
        "fr": ("La question est vide.", "Posez une question en français ou en anglais."),
    },
    "question_long": {
        "en": ("The question has {characters} characters; the limit is {limit}.", "Ask it in fewer words."),
        "fr": ("La question compte {characters} caractères ; la limite est de {limit}.", "Posez-la en moins de mots."),
    },
    "setting_unknown": {
        "en": ("There is no setting called {name}.", "Known settings: {known}."),
        "fr": ("Il n’existe pas de réglage nommé {name}.", "Réglages connus : {known}."),
    },
    "setting_bad": {
        "en": ("The setting {name} cannot be {value}: {reason}.", "Correct it and try again."),
        "fr": ("Le réglage {name} ne peut pas valoir {value} : {reason}.", "Corrigez-le et réessayez."),
    },
    "settings_file": {
        "en": ("The file {path} cannot be read: {reason}.", "Correct it and try again."),
        "fr": ("Le fichier {path} est illisible : {reason}.", "Corrigez-le et réessayez."),
    },
    "ingest_nothing": {
        "en": ("No file or folder was named.", "Name what to index: sourcier ingest FOLDER"),
        "fr": ("Aucun fichier ni dossier n’a été nommé.", "Dites quoi indexer : sourcier ingest DOSSIER"),
    },
    "document_unknown": {
        "en": (
            "No article of the index is called {name}, and none comes from that path.",
            "See them with: sourcier list",
        ),
        "fr": (
            "Aucun article de l’index ne s’appelle {name}, et aucun ne vient de ce chemin.",
            "Voyez-les avec : sourcier list",
        ),
    },
    "filter_dates": {
        "en": ("No article is both from {date_from} on and until {date_to}.", "Give --from the earlier of the two."),
        "fr": (
            "Aucun article n’est à la fois à partir du {date_from} et jusqu’au {date_to}.",
            "Donnez à --from la plus ancienne des deux dates.",
        ),
    },
    "filter_language": {
        "en": ("The index holds nothing in the language “{name}”.", "Languages that it holds: {known}."),
        "fr": ("L’index ne contient rien dans la langue « {name} ».", "Langues qu’il contient : {known}."),
    },
    "filter_document": {
        "en": ("No article of the index has the id “{name}”.", "{near} See all with: sourcier list"),
        "fr": (
            "Aucun article de l’index n’a l’identifiant « {name} ».",
            "{near} Voyez-les tous avec : sourcier list",
        ),
    },
    "filter_source": {
        "en": ("No article of the index comes from the source “{name}”.", "{near}"),
        "fr": ("Aucun article de l’index ne vient de la source « {name} ».", "{near}"),
    },
}
