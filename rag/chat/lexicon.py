"""The words by which a question leans on what was said before it, in French and in English.

All are as `flat` writes them: small letters without accents, straight apostrophes.
"""

from __future__ import annotations

import unicodedata

from rag.text.words import FUNCTION_WORDS


def flat(text: str) -> str:
    """The text in small letters, without accents, with straight apostrophes: every character stays at its place."""
    return "".join(_FLAT.get(c) or _plain(c) for c in text)


_FLAT = {"’": "'", "‘": "'", "‑": "-", "\u00a0": " ", "\u202f": " "}


def _plain(char: str) -> str:
    lowered = char.lower()
    base = unicodedata.normalize("NFD", lowered if len(lowered) == 1 else char)[0]
    return base if len(base) == 1 else char


def words(text: str) -> frozenset[str]:
    """Words written one after the other."""
    return frozenset(text.split())


FUNCTION = FUNCTION_WORDS["fr"] | FUNCTION_WORDS["en"]

AUXILIARIES = {
    "en": words(
        "is are was were be been do does did has have had can could will would should may might must shall isn't "
        "aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't "
        "cannot"
    ),
    "fr": words(
        "est sont etait etaient fut furent sera seront serait seraient a ont avait avaient aura auront aurait "
        "auraient eut va vont allait allaient peut peuvent pouvait pourra pourrait pourraient doit doivent devait "
        "devra devrait fait font faisait dit disent disait veut veulent voulait faut"
    ),
}
SUBJECTS = {
    "en": words("i he she it they we you"),
    "fr": words("il elle on ils elles je j' tu nous vous c' ca cela"),
}
"""Pronouns that come with a verb: what has one is a clause."""

BEFORE_VERB = words("ne n' se s' me m' te t' le la les l' lui leur y en")
"""French words that hang on the verb behind them."""

PREPOSITIONS = {
    "en": words(
        "in at on for with about of to from by during since between among against under over after before as than "
        "like without within around near behind into through per until despite"
    ),
    "fr": words(
        "en a au aux de du des d' pour chez avec dans sur sous par depuis pendant entre contre apres avant vers sans "
        "selon concernant comme cote envers malgre durant jusqu' jusque"
    ),
}
ABOUT = words("for about of on as with at pour de du des d' chez concernant cote")
"""Prepositions that only say what a fragment is about: « et pour Google ? »."""

DETERMINERS = {
    "en": words("the a an any some every each this that these those its his her their my your our which what"),
    "fr": words(
        "le la les l' un une des du au aux ce cet cette ces son sa ses leur leurs mon ma mes notre nos votre vos"
    ),
}
PLURAL = words(
    "quels quelles les des ces aux leurs ses nos vos mes the these those some many most all both two three any"
)

TIME_NOUNS = words(
    "quarter year month week day time moment date period end start beginning middle half decade century morning "
    "trimestre annee an ans mois semaine jour moment date periode fin debut milieu semestre decennie siecle matin "
    "epoque fois heure hour age prix price montant amount"
)
"""Nouns that no pronoun stands for, or hardly ever."""

MONTHS = words(
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays lundi mardi mercredi jeudi vendredi samedi "
    "dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre january february "
    "march april may june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday"
)

ORGANISATIONS = {
    "en": "company|firm|start-up|startup|business|group|corporation|organi[sz]ation|agency|publication|newspaper",
    "fr": "entreprise|societe|firme|groupe|organisation|agence|journal|boite|start-up|startup",
}
PEOPLE = (
    "man|woman|person|guy|executive|researcher|analyst|engineer|boss|founder|leader|ceo|author|official|"
    "homme|femme|personne|dirigeante?|chercheu(?:r|se)|analyste|ingenieure?|patronne|patron|fondat(?:eur|rice)|pdg|"
    "aute(?:ur|rice)|responsable|type"
)
THINGS = (
    "event|conference|model|product|app|tool|headset|device|offer|service|platform|website|city|country|place|"
    "evenement|modele|produit|application|appli|outil|casque|appareil|offre|plateforme|site|ville|pays|endroit"
)

NOT_NAMES = words(
    "ceo cfo cto coo pdg dg drh ia ai api ong pib gdp pme tv ok faq q1 q2 q3 q4 t1 t2 t3 t4 s1 s2 h1 h2 mr mrs ms dr "
    "mme m hi hello bonjour merci thanks"
)
"""Written in capitals and no names by themselves; beside a name they are part of it: "Llama API"."""
ROLES = words("ceo cfo cto coo pdg dg drh mr mrs ms dr mme m president minister")
"""Before a name they are no part of it."""

OPENING_VERBS = words(
    "name list tell give explain describe summarise summarize compare show find say define donne donnez cite citez "
    "explique expliquez decris decrivez resume resumez compare comparez montre montrez liste dis dites nomme nommez "
    "presente parle parlez raconte racontez trouve trouvez indique indiquez please ok okay well yes no oui non peut "
    "peux pouvez sais savez saurais selon d'apres according sinon finally also besides apart quid idem pareil except "
    "same concernant quant because parce"
)
"""Words that open a question with a capital and are no names."""

NOT_PEOPLE = words(
    "ai labs lab inc group groupe capital partners bank banque street media news university universite commission "
    "times post corp ltd diffusion api face park valley san new los saint city tower park research institute "
    "institut house motors airlines games studio studios systems technologies network union states royaume kingdom "
    "francisco york enterprise solutions pro max one air mini cloud search maps"
)
"""A name that holds one of these is no person's."""

ARTICLES = {
    "le": "le ", "la": "la ", "les": "les ", "l'": "l’", "du": "le ", "au": "le ", "des": "les ", "aux": "les ",
}  # fmt: skip
"""French articles, by themselves or with a preposition in them, as a name takes them along."""
