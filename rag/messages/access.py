"""What errors say of signing in and of who may reach the page."""

from __future__ import annotations

from rag.messages.shape import Messages

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
}
