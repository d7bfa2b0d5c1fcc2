"""What errors say of a text that is to be checked and of passages that are given for it."""

from __future__ import annotations

from rag.messages.shape import Messages

CHECKING: Messages = {
    "check_empty": {
        "en": ("There is no text to check.", "Name a file with sentences in it, or -."),
        "fr": (
            "Il n’y a aucun texte à vérifier.",
            "Indiquez un fichier qui contient des phrases, ou -.",
        ),
    },
    "check_long": {
        "en": ("The text has {characters} characters; the limit is {limit}.", "Check it in parts."),
        "fr": ("Le texte compte {characters} caractères ; la limite est de {limit}.", "Vérifiez-le par parties."),
    },
    "check_unreadable": {
        "en": ("{path} cannot be read: {reason}.", "Check the path."),
        "fr": ("{path} ne peut pas être lu : {reason}.", "Vérifiez le chemin."),
    },
    "passages_empty": {
        "en": ("There is no passage in the file.", 'Put one on each line: {{"text": "…"}}.'),
        "fr": ("Le fichier ne contient aucun passage.", 'Mettez-en un par ligne : {{"text": "…"}}.'),
    },
    "passages_not_json": {
        "en": ("Line {line} of the passages is not a JSON object.", 'Write it as {{"text": "…"}}.'),
        "fr": ("La ligne {line} des passages n’est pas un objet JSON.", 'Écrivez-la sous la forme {{"text": "…"}}.'),
    },
    "passages_field": {
        "en": (
            "Line {line} of the passages: the field “{field}” is missing or has a value that it cannot take.",
            "A passage has a text and, if you like, id, title, language, source and date (YYYY-MM-DD), all in quotes.",
        ),
        "fr": (
            "Ligne {line} des passages : le champ « {field} » manque ou a une valeur impossible.",
            "Un passage a un texte (text) et, au choix, id, title, language, source et date (AAAA-MM-JJ), "
            "tous entre guillemets.",
        ),
    },
    "passages_id": {
        "en": ("Line {line} of the passages: the id “{id}” was used before.", "Give each passage an id of its own."),
        "fr": ("Ligne {line} des passages : l’identifiant « {id} » a déjà servi.", "Donnez à chaque passage le sien."),
    },
}
