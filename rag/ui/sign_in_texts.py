"""What the door of the application says, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from rag.messages import Language


@dataclass(frozen=True, slots=True)
class SignInTexts:
    """The strings of one language. A field that is missing in a language does not construct."""

    welcome: str
    welcome_how: str
    sign_in: str
    sign_out: str
    refused: str
    not_allowed: str
    unverified: str
    signed_in_as: str
    account: str
    editor: str
    reader: str


SIGN_IN_TEXTS: dict[Language, SignInTexts] = {
    "fr": SignInTexts(
        welcome="Connectez-vous",
        welcome_how="Les articles et les conversations ne sont montrés qu’aux personnes qui y ont accès.",
        sign_in="Se connecter",
        sign_out="Se déconnecter",
        refused="Vous n’avez pas accès",
        not_allowed="Cette adresse n’est pas de celles qui ont accès aux articles. Demandez à la personne qui gère ce "
        "service de l’ajouter, ou connectez-vous avec une autre.",
        unverified="Votre fournisseur d’identité dit que cette adresse n’a pas été vérifiée. Vérifiez-la chez lui, "
        "puis reconnectez-vous.",
        signed_in_as="Vous utilisez le compte",
        account="Compte",
        editor="Peut lire et modifier les articles",
        reader="Peut lire les articles",
    ),
    "en": SignInTexts(
        welcome="Sign in",
        welcome_how="Articles and conversations are shown only to people who have access to them.",
        sign_in="Sign in",
        sign_out="Sign out",
        refused="You do not have access",
        not_allowed="This address is not one of those that have access to the articles. Ask whoever runs this service "
        "to add it, or sign in with another.",
        unverified="Your identity provider says that this address was not verified. Verify it there, then sign in "
        "again.",
        signed_in_as="You are signed in as",
        account="Account",
        editor="May read and change the articles",
        reader="May read the articles",
    ),
}
