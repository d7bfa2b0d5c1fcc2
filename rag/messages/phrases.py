"""What stands within messages and depends on the language itself: reasons, and what comes near to a name.

A reason goes on after “not right:” or “cannot be used:”, so it begins with a small letter and has no full stop.
"""

from __future__ import annotations

from rag.messages.shape import Language

PHRASES: dict[str, dict[Language, str]] = {
    "quoted": {"en": "“{text}”", "fr": "« {text} »"},
    "unreadable": {"en": "it cannot be read (“{text}”)", "fr": "lecture impossible (« {text} »)"},
    "json_from": {"en": "it breaks off at character {place}", "fr": "il s’interrompt au caractère {place}"},
    "at_least": {"en": "it must be at least {limit}", "fr": "il faut au moins {limit}"},
    "at_most": {"en": "it must be at most {limit}", "fr": "il faut au plus {limit}"},
    "above": {"en": "it must be greater than {limit}", "fr": "il faut plus de {limit}"},
    "below": {"en": "it must be less than {limit}", "fr": "il faut moins de {limit}"},
    "whole_number": {"en": "it is no whole number", "fr": "ce n’est pas un nombre entier"},
    "number": {"en": "it is no number", "fr": "ce n’est pas un nombre"},
    "finite": {"en": "it is no finite number", "fr": "ce n’est pas un nombre fini"},
    "yes_no": {"en": "it is neither true nor false", "fr": "ce n’est ni vrai ni faux (true, false)"},
    "text": {"en": "it is no text", "fr": "ce n’est pas un texte"},
    "unicode": {"en": "it is not in UTF-8", "fr": "ce n’est pas de l’UTF-8"},
    "list": {"en": "it is no list", "fr": "ce n’est pas une liste"},
    "object": {"en": "it is no object", "fr": "ce n’est pas un objet"},
    "path": {"en": "it is no path", "fr": "ce n’est pas un chemin"},
    "file": {"en": "it is no file", "fr": "ce n’est pas un fichier"},
    "url": {"en": "it is no address", "fr": "ce n’est pas une adresse"},
    "date": {"en": "it is no date (YYYY-MM-DD)", "fr": "ce n’est pas une date (AAAA-MM-JJ)"},
    "json": {"en": "it is no JSON", "fr": "ce n’est pas du JSON"},
    "form": {"en": "it has not the form that is asked for", "fr": "il n’a pas la forme demandée"},
    "one_of": {"en": "it must be one of {known}", "fr": "il faut une de ces valeurs : {known}"},
    "missing": {"en": "it is missing", "fr": "il manque"},
    "unknown": {"en": "there is nothing of that name", "fr": "ce nom n’est pas connu"},
    "short": {"en": "it is too short (least: {limit})", "fr": "c’est trop court (minimum : {limit})"},
    "long_text": {"en": "it has more than {limit} characters", "fr": "il a plus de {limit} caractères"},
    "long_list": {"en": "it has more than {limit} entries", "fr": "il a plus de {limit} éléments"},
    "no_person": {
        "en": "“{entry}” is neither an e-mail address nor an @domain",
        "fr": "« {entry} » n’est ni une adresse électronique ni un @domaine",
    },
    "no_origin": {
        "en": "“{entry}” is no origin, such as https://chat.example.org or http://localhost:3000",
        "fr": "« {entry} » n’est pas une origine, telle que https://chat.example.org ou http://localhost:3000",
    },
    "exceeds": {"en": "{setting} must not exceed {other}", "fr": "{setting} ne doit pas dépasser {other}"},
    "no_room": {
        "en": "{setting} must leave room for the prompt in {other}",
        "fr": "{setting} doit laisser de la place au prompt dans {other}",
    },
    "these_values": {"en": "these values", "fr": "cela"},
    "nearest": {"en": "Nearest: {names}.", "fr": "Les plus proches : {names}."},
    "nearest_none": {"en": "Nothing comes near to it.", "fr": "Rien ne s’en approche."},
    "nearest_unsought": {"en": "", "fr": ""},
}
