"""What errors say to other programs that ask."""

from __future__ import annotations

from rag.messages.shape import Messages

SERVE: Messages = {
    "serve_exposed": {
        "en": (
            "Others than this machine would reach the endpoint at {address}, and nobody has a token.",
            "Make one (sourcier token add NAME), or say --open to let everybody in.",
        ),
        "fr": (
            "D’autres machines atteindraient le point d’accès à {address}, et personne n’a de jeton.",
            "Créez-en un (sourcier token add NOM), ou dites --open pour laisser entrer tout le monde.",
        ),
    },
    "serve_port": {
        "en": (
            "Nothing can be served at {address}, port {port}: {reason}.",
            "Give another --port, or 0 for any that is free.",
        ),
        "fr": (
            "Rien ne peut être servi à l’adresse {address}, port {port} : {reason}.",
            "Donnez un autre --port, ou 0 pour un port libre.",
        ),
    },
    "serve_header": {
        "en": ("The header {name} cannot be read.", "Leave it to your HTTP client."),
        "fr": ("L’en-tête {name} est illisible.", "Laissez-le à votre client HTTP."),
    },
    "serve_no_token": {
        "en": (
            "This endpoint asks for a token.",
            "Send it as “Authorization: Bearer …”. Whoever runs it makes one with: sourcier token add NAME",
        ),
        "fr": (
            "Ce point d’accès demande un jeton.",
            "Envoyez-le ainsi : « Authorization: Bearer … ». Qui le fait tourner en crée un avec : "
            "sourcier token add NOM",
        ),
    },
    "serve_bad_token": {
        "en": ("This token is not good, or not any more.", "Ask whoever runs the endpoint for another one."),
        "fr": (
            "Ce jeton n’est pas valable, ou ne l’est plus.",
            "Demandez-en un autre à qui fait tourner le point d’accès.",
        ),
    },
    "serve_not_editor": {
        "en": ("This token may ask, but not change the articles.", "That takes a token of the role editor."),
        "fr": ("Ce jeton permet d’interroger, pas de changer les articles.", "Il y faut un jeton du rôle editor."),
    },
    "serve_host": {
        "en": (
            "This endpoint is not called “{host}”.",
            "Start it with --host and that name, if it is to be reached by it.",
        ),
        "fr": (
            "Ce point d’accès ne s’appelle pas « {host} ».",
            "Démarrez-le avec --host et ce nom, si l’on doit l’atteindre ainsi.",
        ),
    },
    "serve_origin": {
        "en": ("Scripts of {origin} may not ask this endpoint.", "Put that address into cors_origins, if they are to."),
        "fr": (
            "Les scripts de {origin} ne peuvent pas interroger ce point d’accès.",
            "Ajoutez cette adresse à cors_origins, s’ils doivent le pouvoir.",
        ),
    },
    "serve_rate": {
        "en": ("More than {limit} requests came within a minute.", "Try again in {seconds} s."),
        "fr": ("Plus de {limit} requêtes sont venues en une minute.", "Réessayez dans {seconds} s."),
    },
    "serve_busy": {
        "en": ("Too many requests are waiting.", "Try again in a moment."),
        "fr": ("Trop de requêtes attendent.", "Réessayez dans un instant."),
    },
    "serve_late": {
        "en": ("The request was not answered within {limit} s.", "Try again in a moment, or ask for less at once."),
        "fr": (
            "La requête n’a pas eu de réponse en {limit} s.",
            "Réessayez dans un instant, ou demandez moins à la fois.",
        ),
    },
    "serve_loading": {
        "en": ("The model and the index are still being loaded.", "Try again in a moment."),
        "fr": ("Le modèle et l’index sont encore en cours de chargement.", "Réessayez dans un instant."),
    },
    "serve_not_ready": {
        "en": ("The articles cannot be asked now: {reason}.", "The log of the server has more."),
        "fr": (
            "Les articles ne peuvent pas être interrogés pour l’instant : {reason}.",
            "Le journal du serveur en dit plus.",
        ),
    },
    "serve_too_large": {
        "en": ("The request has more than {limit} MB.", "Send less at once."),
        "fr": ("La requête dépasse {limit} Mo.", "Envoyez-en moins à la fois."),
    },
    "serve_no_path": {
        "en": ("There is nothing at {path}.", "/docs shows what there is."),
        "fr": ("Il n’y a rien à l’adresse {path}.", "/docs montre ce qu’il y a."),
    },
    "serve_method": {
        "en": ("{method} cannot be done there.", "What can: {allowed}."),
        "fr": ("{method} ne peut pas se faire là.", "Ce qui le peut : {allowed}."),
    },
    "serve_media_type": {
        "en": (
            "The request says that its body is of the kind {kind}.",
            "Send JSON with the header Content-Type: application/json.",
        ),
        "fr": (
            "La requête dit que son corps est du type {kind}.",
            "Envoyez du JSON avec l’en-tête Content-Type: application/json.",
        ),
    },
    "serve_json": {
        "en": ("The body of the request is no JSON: {reason}.", "Send it as JSON, in UTF-8."),
        "fr": ("Le corps de la requête n’est pas du JSON : {reason}.", "Envoyez-le en JSON, en UTF-8."),
    },
    "serve_invalid": {
        "en": ("“{place}” in the request is not right: {reason}.", "/docs shows what it takes."),
        "fr": ("« {place} » n’est pas juste dans la requête : {reason}.", "/docs montre ce qu’il faut."),
    },
    "serve_last_message": {
        "en": ("The last message is not the user’s.", "Send the conversation up to the question."),
        "fr": (
            "Le dernier message n’est pas de l’utilisateur.",
            "Envoyez la conversation jusqu’à la question.",
        ),
    },
    "serve_internal": {
        "en": ("Something went wrong inside: {kind}.", "The log of the server has more."),
        "fr": ("Quelque chose a échoué à l’intérieur : {kind}.", "Le journal du serveur en dit plus."),
    },
    "serve_no_model": {
        "en": ("There is no model called “{name}” here.", "There are: {known}."),
        "fr": ("Il n’y a pas ici de modèle nommé « {name} ».", "Il y a : {known}."),
    },
    "serve_unsupported": {
        "en": ("{what} cannot be had here.", "Leave it out: answers are text, one at a time, from the articles alone."),
        "fr": (
            "{what} n’existe pas ici.",
            "Laissez-le de côté : les réponses sont du texte, une à la fois, tiré des seuls articles.",
        ),
    },
    "serve_link_key": {
        "en": (
            "The key of links to articles, {path}, is not whole.",
            "Delete it: another is made, and links that were given out are void.",
        ),
        "fr": (
            "La clé des liens vers les articles, {path}, n’est pas entière.",
            "Supprimez-la : une autre est créée, et les liens déjà donnés ne valent plus.",
        ),
    },
    "serve_exists": {
        "en": ("There is a file called {name} already.", "Send it with replace=true to put it in its place."),
        "fr": ("Il existe déjà un fichier nommé {name}.", "Envoyez-le avec replace=true pour prendre sa place."),
    },
    "serve_many_files": {
        "en": ("{count} files came; at most {most} are taken at a time.", "Send them in several requests."),
        "fr": (
            "{count} fichiers sont venus ; {most} au plus sont pris à la fois.",
            "Envoyez-les en plusieurs requêtes.",
        ),
    },
    "serve_stored": {
        "en": ("None of the files could be read.", "The first of them, {name}: {reason}"),
        "fr": ("Aucun des fichiers n’a pu être lu.", "Le premier, {name} : {reason}"),
    },
}
