"""What the page says of conversations that are kept, rated and copied."""

from __future__ import annotations

from dataclasses import dataclass

from rag.messages import Language


@dataclass(frozen=True, slots=True)
class HistoryTexts:
    """The strings of one language."""

    title: str
    menu: str
    search: str
    nothing_found: str
    more: str
    today: str
    week: str
    earlier: str
    manage: str
    manage_one: str
    name: str
    rename: str
    export: str
    delete: str
    deleted: str
    undo: str
    gone: str
    actions: str
    up: str
    down: str
    comment_up: str
    comment_down: str
    commented: str
    copy: str
    copied: str
    not_copied: str


HISTORY: dict[Language, HistoryTexts] = {
    "fr": HistoryTexts(
        title="Conversations",
        menu="Conversations et filtres",
        search="Chercher dans les conversations",
        nothing_found="Aucune conversation ne contient ces mots.",
        more="Les {count} plus récentes. Cherchez pour trouver les autres.",
        today="Aujourd’hui",
        week="Ces sept derniers jours",
        earlier="Avant",
        manage="Conversation",
        manage_one="Renommer, exporter ou supprimer\u00a0: {name}",
        name="Nom",
        rename="Renommer",
        export="Exporter, avec les citations complètes",
        delete="Supprimer la conversation",
        deleted="«\u00a0{name}\u00a0» est supprimée.",
        undo="Annuler",
        gone="Cette conversation n’existe plus.",
        actions="Avis sur cette réponse, et copie",
        up="Bonne réponse",
        down="Mauvaise réponse",
        comment_up="Qu’est-ce qui vous a aidé\u202f? (facultatif)",
        comment_down="Qu’est-ce qui ne va pas\u202f? (facultatif)",
        commented="Commentaire enregistré.",
        copy="Copier avec les références",
        copied="Copié.",
        not_copied="La copie n’a pas marché\u00a0: sélectionnez le texte.",
    ),
    "en": HistoryTexts(
        title="Conversations",
        menu="Conversations and filters",
        search="Search conversations",
        nothing_found="No conversation has these words.",
        more="The {count} latest. Search to find the others.",
        today="Today",
        week="Last seven days",
        earlier="Earlier",
        manage="Conversation",
        manage_one="Rename, export or delete: {name}",
        name="Name",
        rename="Rename",
        export="Export, with the citations in full",
        delete="Delete the conversation",
        deleted="“{name}” is deleted.",
        undo="Undo",
        gone="This conversation is no longer there.",
        actions="Rating and copy of this answer",
        up="Good answer",
        down="Bad answer",
        comment_up="What helped you? (optional)",
        comment_down="What is wrong? (optional)",
        commented="Comment kept.",
        copy="Copy with references",
        copied="Copied.",
        not_copied="Copying failed: select the text.",
    ),
}
