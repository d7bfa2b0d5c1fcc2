"""What errors say to the clients of the Model Context Protocol: mostly to models, which read and mend them."""

from __future__ import annotations

from rag.messages.shape import Messages

MCP: Messages = {
    "argument_bad": {
        "en": ("The argument {name} of {tool} cannot be used: {reason}.", "It takes: {known}."),
        "fr": ("L’argument {name} de {tool} est inutilisable : {reason}.", "Arguments admis : {known}."),
    },
    "article_unknown": {
        "en": ("No article of the index has the id “{name}”.", "{near} The tool list_articles tells ids."),
        "fr": (
            "Aucun article de l’index n’a l’identifiant « {name} ».",
            "{near} L’outil list_articles donne les identifiants.",
        ),
    },
    "article_not_added": {
        "en": ("The article “{title}” was not added.", "{reason}"),
        "fr": ("L’article « {title} » n’a pas été ajouté.", "{reason}"),
    },
    "span_outside": {
        "en": (
            "The article “{name}” has {characters} characters; there is nothing from {start} to {end}.",
            "Take a start below its length and an end above the start, or leave both out.",
        ),
        "fr": (
            "L’article « {name} » compte {characters} caractères ; il n’y a rien de {start} à {end}.",
            "Prenez un start inférieur à sa longueur et un end supérieur à start, ou omettez les deux.",
        ),
    },
    "mcp_no_http": {
        "en": ("{option} is of use over HTTP alone.", "Add --http, or leave {option} out."),
        "fr": ("{option} ne sert que par HTTP.", "Ajoutez --http, ou omettez {option}."),
    },
    "mcp_no_path": {
        "en": ("There is nothing at {path}.", "The tools are at {tools}."),
        "fr": ("Il n’y a rien à l’adresse {path}.", "Les outils sont à l’adresse {tools}."),
    },
    "tool_failed": {
        "en": ("{tool} has failed for a reason of its own.", "What happened is in the log of the server."),
        "fr": ("{tool} a échoué pour une raison interne.", "Le journal du serveur dit laquelle."),
    },
}
