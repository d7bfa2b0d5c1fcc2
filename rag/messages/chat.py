"""What errors say of the chat model."""

from __future__ import annotations

from rag.messages.shape import Messages

CHAT: Messages = {
    "chat_unset": {
        "en": ("No chat model is set.", "Name one: SOURCIER_MODEL=provider:name, or SOURCIER_MODEL=gguf:FILE"),
        "fr": (
            "Aucun modèle de chat n’est réglé.",
            "Nommez-en un : SOURCIER_MODEL=fournisseur:nom, ou SOURCIER_MODEL=gguf:FICHIER",
        ),
    },
    "chat_no_provider": {
        "en": (
            "It is not clear who provides the chat model {name}.",
            "Write the provider before it: SOURCIER_MODEL=provider:{name}, with a provider such as {known}.",
        ),
        "fr": (
            "Il n’est pas clair qui fournit le modèle de chat {name}.",
            "Mettez le fournisseur devant : SOURCIER_MODEL=fournisseur:{name}, avec par exemple {known}.",
        ),
    },
    "chat_provider": {
        "en": (
            "No provider of chat models is called {provider}.",
            "Providers are {known}; for any OpenAI-compatible server write SOURCIER_MODEL=openai:NAME and its address "
            "in SOURCIER_MODEL_URL.",
        ),
        "fr": (
            "Aucun fournisseur de modèles de chat ne s’appelle {provider}.",
            "Il y a {known} ; pour un serveur compatible avec OpenAI, écrivez SOURCIER_MODEL=openai:NOM et son adresse "
            "dans SOURCIER_MODEL_URL.",
        ),
    },
    "chat_package": {
        "en": (
            "The chat model {name} needs the package {package}, which is not installed.",
            "Install it: pip install {package}",
        ),
        "fr": (
            "Le modèle de chat {name} demande le paquet {package}, qui n’est pas installé.",
            "Installez-le : pip install {package}",
        ),
    },
    "chat_key_missing": {
        "en": ("The chat model {name} needs a key.", "Put it into the environment variable {variable}."),
        "fr": ("Le modèle de chat {name} demande une clé.", "Mettez-la dans la variable d’environnement {variable}."),
    },
    "chat_url": {
        "en": (
            "SOURCIER_MODEL_URL is not the address of a server alone.",
            "Write it like http://127.0.0.1:8000/v1, without a name, a password or a key; a key goes into the "
            "environment variable of the provider.",
        ),
        "fr": (
            "SOURCIER_MODEL_URL n’est pas l’adresse d’un serveur, et rien d’autre.",
            "Écrivez-la comme http://127.0.0.1:8000/v1, sans nom, mot de passe ni clé ; une clé va dans la variable "
            "d’environnement du fournisseur.",
        ),
    },
    "chat_made": {
        "en": (
            "The chat model {name} cannot be made: {reason}.",
            "Check SOURCIER_MODEL and the provider’s own settings.",
        ),
        "fr": (
            "Le modèle de chat {name} ne peut pas être créé : {reason}.",
            "Vérifiez SOURCIER_MODEL et les réglages propres au fournisseur.",
        ),
    },
    "chat_file_missing": {
        "en": ("There is no model file {path}.", "Write the path of a GGUF file: SOURCIER_MODEL=gguf:FILE"),
        "fr": (
            "Il n’y a pas de fichier de modèle {path}.",
            "Donnez le chemin d’un fichier GGUF : SOURCIER_MODEL=gguf:FICHIER",
        ),
    },
    "chat_file_bad": {
        "en": (
            "The file {path} is no GGUF model that llama.cpp can load, or it is damaged.",
            "Download it again, or choose another GGUF file.",
        ),
        "fr": (
            "Le fichier {path} n’est pas un modèle GGUF que llama.cpp sait charger, ou il est endommagé.",
            "Téléchargez-le de nouveau, ou choisissez un autre fichier GGUF.",
        ),
    },
    "chat_file_read": {
        "en": ("The model file {path} cannot be read: {reason}.", "Check the disk and your rights to the file."),
        "fr": (
            "Le fichier de modèle {path} ne peut pas être lu : {reason}.",
            "Vérifiez le disque et vos droits sur le fichier.",
        ),
    },
    "chat_file_large": {
        "en": (
            "The model file {path} has {needed} GB, more than the {memory} GB of memory that there are.",
            "Choose a smaller or more strongly quantised model.",
        ),
        "fr": (
            "Le fichier de modèle {path} pèse {needed} Go, plus que les {memory} Go de mémoire disponibles.",
            "Choisissez un modèle plus petit ou plus fortement quantifié.",
        ),
    },
    "chat_timeout": {
        "en": (
            "The chat model {name} has given no sign of life for too long.",
            "Try again, or allow it more with SOURCIER_MODEL_TIMEOUT.",
        ),
        "fr": (
            "Le modèle de chat {name} n’a pas donné signe de vie depuis trop longtemps.",
            "Réessayez, ou accordez-lui davantage avec SOURCIER_MODEL_TIMEOUT.",
        ),
    },
    "chat_rate_limited": {
        "en": ("The chat model {name} takes no more requests for now: {reason}.", "Wait a little and try again."),
        "fr": (
            "Le modèle de chat {name} n’accepte plus de requêtes pour l’instant : {reason}.",
            "Attendez un peu et réessayez.",
        ),
    },
    "chat_quota": {
        "en": (
            "The account for the chat model {name} is used up: {reason}.",
            "Look at its credit and its limits on the provider’s site.",
        ),
        "fr": (
            "Le compte pour le modèle de chat {name} est épuisé : {reason}.",
            "Regardez son crédit et ses limites sur le site du fournisseur.",
        ),
    },
    "chat_unreachable": {
        "en": (
            "The chat model {name} cannot be reached at {address}: {reason}.",
            "Check that its server runs, the network, and SOURCIER_MODEL_URL.",
        ),
        "fr": (
            "Le modèle de chat {name} est injoignable à {address} : {reason}.",
            "Vérifiez que son serveur tourne, le réseau, et SOURCIER_MODEL_URL.",
        ),
    },
    "chat_dropped": {
        "en": ("The connection to the chat model {name} was lost before its answer was complete.", "Try again."),
        "fr": ("La connexion au modèle de chat {name} s’est perdue avant la fin de sa réponse.", "Réessayez."),
    },
    "chat_refused": {
        "en": (
            "The chat model {name} does not take the key that it was given: {reason}.",
            "Put a valid one into the environment variable {variable}.",
        ),
        "fr": (
            "Le modèle de chat {name} n’accepte pas la clé qui lui a été donnée : {reason}.",
            "Mettez-en une valable dans la variable d’environnement {variable}.",
        ),
    },
    "chat_unknown": {
        "en": (
            "There is no chat model {name} at {address}: {reason}.",
            "Check the name in SOURCIER_MODEL, and the address in SOURCIER_MODEL_URL, which mostly ends in /v1.",
        ),
        "fr": (
            "Il n’y a pas de modèle de chat {name} à {address} : {reason}.",
            "Vérifiez le nom dans SOURCIER_MODEL, et l’adresse dans SOURCIER_MODEL_URL, qui finit souvent par /v1.",
        ),
    },
    "chat_overflow": {
        "en": (
            "The question and its passages are longer than the chat model {name} takes: {reason}.",
            "Set SOURCIER_MODEL_CONTEXT to the number of tokens that it takes.",
        ),
        "fr": (
            "La question et ses passages dépassent ce que prend le modèle de chat {name} : {reason}.",
            "Mettez dans SOURCIER_MODEL_CONTEXT le nombre de tokens qu’il prend.",
        ),
    },
    "chat_server": {
        "en": ("The server of the chat model {name} failed: {reason}.", "Try again later."),
        "fr": ("Le serveur du modèle de chat {name} a échoué : {reason}.", "Réessayez plus tard."),
    },
    "chat_empty": {
        "en": ("The chat model {name} gave an empty answer.", "Try again, or choose another with SOURCIER_MODEL."),
        "fr": (
            "Le modèle de chat {name} a donné une réponse vide.",
            "Réessayez, ou choisissez-en un autre avec SOURCIER_MODEL.",
        ),
    },
    "chat_spent": {
        "en": (
            "The chat model {name} used up its tokens before it came to an answer.",
            "One that thinks first needs more: raise SOURCIER_MODEL_MAX_TOKENS.",
        ),
        "fr": (
            "Le modèle de chat {name} a épuisé ses tokens avant d’en venir à une réponse.",
            "Un modèle qui réfléchit d’abord en demande plus : relevez SOURCIER_MODEL_MAX_TOKENS.",
        ),
    },
    "chat_echoes": {
        "en": (
            "The chat model repeats its instructions, as it may when an article tells it to.",
            "Ask in other words, or choose another model with SOURCIER_MODEL.",
        ),
        "fr": (
            "Le modèle de chat répète ses consignes, ce que peut provoquer un article qui le lui demande.",
            "Posez la question autrement, ou choisissez un autre modèle avec SOURCIER_MODEL.",
        ),
    },
    "chat_looping": {
        "en": ("The chat model {name} repeats itself without end.", "Choose another with SOURCIER_MODEL."),
        "fr": ("Le modèle de chat {name} se répète sans fin.", "Choisissez-en un autre avec SOURCIER_MODEL."),
    },
    "chat_endless": {
        "en": (
            "The answer of the chat model {name} goes far beyond the {limit} tokens that it may have.",
            "Choose another with SOURCIER_MODEL, or allow it more with SOURCIER_MODEL_MAX_TOKENS.",
        ),
        "fr": (
            "La réponse du modèle de chat {name} dépasse de loin les {limit} tokens permis.",
            "Choisissez-en un autre avec SOURCIER_MODEL, ou accordez-lui davantage avec SOURCIER_MODEL_MAX_TOKENS.",
        ),
    },
    "chat_other": {
        "en": (
            "The chat model {name} failed: {reason}.",
            "Check SOURCIER_MODEL, SOURCIER_MODEL_URL and the server’s log.",
        ),
        "fr": (
            "Le modèle de chat {name} a échoué : {reason}.",
            "Vérifiez SOURCIER_MODEL, SOURCIER_MODEL_URL et le journal du serveur.",
        ),
    },
}
