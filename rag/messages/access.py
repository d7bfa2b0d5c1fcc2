"""What errors say of signing in, of tokens and of who may reach the page; and what the terminal says of tokens."""

from __future__ import annotations

from rag.messages.shape import Language, Messages

ACCESS: Messages = {
    "sign_in_nobody": {
        "en": (
            "People are to sign in, but nobody is allowed to.",
            "Set allowed to e-mail addresses or @domains (SOURCIER_ALLOWED=ada@example.org,@example.com), or turn "
            "sign_in off.",
        ),
        "fr": (
            "Il faut se connecter, mais personne n’en a le droit.",
            "Mettez dans allowed des adresses électroniques ou des @domaines "
            "(SOURCIER_ALLOWED=ada@example.org,@example.com), ou désactivez sign_in.",
        ),
    },
    "sign_in_editor": {
        "en": ("{name} may change the articles, but not sign in.", "Put it into allowed as well, or out of editors."),
        "fr": (
            "{name} peut changer les articles, mais pas se connecter.",
            "Ajoutez cette entrée à allowed, ou retirez-la de editors.",
        ),
    },
    "sign_in_package": {
        "en": (
            "People are to sign in, which needs the package Authlib.",
            "Install it: pip install 'authlib>=1.6'",
        ),
        "fr": (
            "Il faut se connecter, ce qui demande le paquet Authlib.",
            "Installez-le : pip install 'authlib>=1.6'",
        ),
    },
    "sign_in_secrets": {
        "en": (
            "People are to sign in, but the [auth] section of .streamlit/secrets.toml lacks: {missing}.",
            "docs/sign-in.md shows what to write there.",
        ),
        "fr": (
            "Il faut se connecter, mais il manque à la section [auth] de .streamlit/secrets.toml : {missing}.",
            "docs/sign-in.fr.md montre ce qu’il faut y écrire.",
        ),
    },
    "sign_in_cookie_secret": {
        "en": (
            "The cookie_secret in .streamlit/secrets.toml has fewer than {least} characters: sign-ins could be forged.",
            'Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"',
        ),
        "fr": (
            "Le cookie_secret de .streamlit/secrets.toml a moins de {least} caractères : on pourrait contrefaire une "
            "connexion.",
            'Créez-en un avec : python -c "import secrets; print(secrets.token_urlsafe(32))"',
        ),
    },
    "sign_in_redirect": {
        "en": (
            "The redirect_uri in .streamlit/secrets.toml does not end in /oauth2callback.",
            "It is the address at which people reach the page, with /oauth2callback after it.",
        ),
        "fr": (
            "Le redirect_uri de .streamlit/secrets.toml ne se termine pas par /oauth2callback.",
            "C’est l’adresse à laquelle on atteint la page, suivie de /oauth2callback.",
        ),
    },
    "page_exposed": {
        "en": (
            "The page would be served beyond this machine though nobody signs in, so it is not served at all.",
            "Set up sign-in (docs/sign-in.md), serve it on 127.0.0.1, or let everybody who reaches it read and change "
            "everything: sourcier app --open",
        ),
        "fr": (
            "La page serait servie au-delà de cette machine sans que personne se connecte : elle ne l’est pas du tout.",
            "Activez la connexion (docs/sign-in.fr.md), servez la page sur 127.0.0.1, ou laissez quiconque l’atteint "
            "tout lire et tout changer : sourcier app --open",
        ),
    },
    "token_name": {
        "en": ("A token’s name is 1 to {most} printable characters, without a space at its ends.", "Give another."),
        "fr": (
            "Le nom d’un jeton compte de 1 à {most} caractères imprimables, sans espace au début ni à la fin.",
            "Donnez-en un autre.",
        ),
    },
    "token_days": {
        "en": ("A token is good for 1 to {most} days, or without --days for ever.", "Give another number."),
        "fr": ("Un jeton vaut de 1 à {most} jours, ou sans --days pour toujours.", "Donnez un autre nombre."),
    },
    "token_unknown": {
        "en": ("No token has that id or name.", "Those that there are: sourcier token list"),
        "fr": ("Aucun jeton n’a cet identifiant ni ce nom.", "Ceux qui existent : sourcier token list"),
    },
    "token_several": {
        "en": ("Several tokens are called “{name}”: {ids}.", "Give the id of one of them."),
        "fr": ("Plusieurs jetons s’appellent « {name} » : {ids}.", "Donnez l’identifiant de l’un d’eux."),
    },
    "tokens_busy": {
        "en": ("The file of tokens, {path}, is being changed by another process.", "Try again in a moment."),
        "fr": ("Le fichier des jetons, {path}, est en cours de modification.", "Réessayez dans un instant."),
    },
    "tokens_unreadable": {
        "en": (
            "The file of tokens, {path}, cannot be read: {reason}.",
            "It belongs to who made the first token; make it readable for who runs the server, and for nobody else.",
        ),
        "fr": (
            "Le fichier des jetons, {path}, est illisible : {reason}.",
            "Il appartient à qui a créé le premier jeton ; rendez-le lisible à qui lance le serveur, et à nul autre.",
        ),
    },
    "tokens_damaged": {
        "en": (
            "The file of tokens, {path}, is damaged, so nobody is let in.",
            "Put a copy of it back. Deleting it would let everybody in until a new token is made.",
        ),
        "fr": (
            "Le fichier des jetons, {path}, est abîmé : personne n’est admis.",
            "Remettez-en une copie. Le supprimer laisserait entrer tout le monde jusqu’à la création d’un jeton.",
        ),
    },
}

TOKENS: dict[str, dict[Language, str]] = {
    "made_reader": {
        "en": "Shown this once: the secret of “{name}” ({id}), with which one may ask and read, {until}.",
        "fr": "Montré cette seule fois : le secret de « {name} » ({id}), qui permet d’interroger et de lire, {until}.",
    },
    "made_editor": {
        "en": "Shown this once: the secret of “{name}” ({id}), with which one may ask, read and change the articles, "
        "{until}.",
        "fr": "Montré cette seule fois : le secret de « {name} » ({id}), qui permet d’interroger, de lire et de "
        "modifier les articles, {until}.",
    },
    "first": {
        "en": "Whoever asks what is served with {folder} needs a token from now on.",
        "fr": "Désormais, il faut un jeton pour interroger ce qui est servi avec {folder}.",
    },
    "until": {"en": "up to {day}", "fr": "jusqu’au {day} inclus"},
    "for_ever": {"en": "for ever", "fr": "pour toujours"},
    "column_id": {"en": "id", "fr": "identifiant"},
    "column_role": {"en": "role", "fr": "rôle"},
    "column_created": {"en": "made", "fr": "créé le"},
    "column_expires": {"en": "good until", "fr": "valable jusqu’au"},
    "column_name": {"en": "name", "fr": "nom"},
    "expired": {"en": "{day} (expired)", "fr": "{day} (expiré)"},
    "revoked": {"en": "Revoked: {name} ({id}).", "fr": "Révoqué : {name} ({id})."},
    "none_made": {
        "en": "No token was ever made here, so no request needs one.",
        "fr": "Aucun jeton n’a jamais été créé ici : aucune requête n’en demande.",
    },
    "none_left": {
        "en": "Every token was revoked, so no request is let in.",
        "fr": "Tous les jetons ont été révoqués : aucune requête n’est admise.",
    },
}
"""What the terminal says of tokens."""
