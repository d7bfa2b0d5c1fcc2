"""What a full stop that does not end a sentence stands after, in French and in English.

Entries are without their last stop. A word in lower case here is known with a first capital too ("fig.", "Fig."), in
capitals only where a number must follow ("FIG. 3", but "San Diego, CA."). One with a capital is known only as it is
written ("Me." is a lawyer's title, "me." ends an English sentence).
"""

from __future__ import annotations

from typing import Literal

Kind = Literal["title", "inner", "reference", "either", "etc", "word"]
"""What the stop after a word tells.

- `title`, `inner`: never the end.
- `reference`: not the end before a number ("fig. 3"), else the end ("He said no. Paul left.").
- `either`: the end only before a word that often begins a sentence ("in the U.S. The company").
- `etc`: the end before any capital.
- `word`: no abbreviation.
"""


def _words(lines: str) -> list[str]:
    return lines.split()


_TITLES = _words("""
M MM Mme Mmes Mlle Mlles Dr Drs Pr Prs Me Mes Mgr Vve Mr Mrs Ms Mx Messrs Prof Profs Rev Hon Gen Gén Adm Maj Col Cdt Lt
Capt Cpl Sgt Sen Rep Gov Pres Supt Fr dr mme mlle mgr
""")

_INNER = _words("""
cf ex env av apr ca viz resp approx vs i.e e.g c.-à-d c-à-d c.à.d p.ex n.b angl lat litt esp fém masc sing plur
""")

_REFERENCES = _words("""
n° no nos nr num art arts fig figs vol vols chap chaps sect par § tab eq éq éqn eqn tél tel réf réfs ref refs ann
""")

_EITHER = _words("""
p pp sq sqq ch al éd ed éds eds coll trad dir rééd impr tr supp suppl append compl réimpr édit publ introd app appx
bd bvd fbg imm
Inc Ltd Corp Co Bros Cie Sté Ets Jr Sr Esq St Ste Sts Mt Ft Ave Blvd Rd Dept Univ Assn
jan janv févr fév feb mar apr avr jun jul juil aug sep sept oct nov déc dec Mon Tue Tues Wed Thu Thur Thurs Fri
hab min max tot anc mod op cit ibid id loc
""")

# Words that begin sentences far more often than they follow an abbreviation within one.
_STARTERS_FR = _words("""
Le La Les L Un Une Des Du De D Au Aux Ce Cet Cette Ces C Cela Ceci Celui Celle Ceux Celles Il Elle Ils Elles On Je J Tu
Nous Vous Qui Que Qu Quand Quel Quelle Quels Quelles Où Comment Pourquoi Mais Et Ou Donc Or Ni Car Si S Son Sa Ses Leur
Leurs Mon Ma Mes Notre Nos Votre Vos En Dans Par Pour Sur Sous Avec Sans Selon Depuis Dès Après Avant Pendant Durant
Lors Lorsque Lorsqu
Puis Puisque Puisqu Ensuite Enfin Ainsi Alors Aussi Cependant Toutefois Pourtant Néanmoins Parmi
Entre Chez Vers Jusqu Tout Tous Toute Toutes Plusieurs Certains Certaines Chaque Aucun Aucune Quelques À Malgré Grâce
Comme Voici Voilà Afin Outre Aujourd Hier Ici Là N Ne M T Contrairement Parfois Souvent Désormais Actuellement
""")

_STARTERS_EN = _words("""
The A An In On At By For From To With Of As It Its He She They We You I His Her Their Our Your My This That These Those
There Here Then When Whenever While Where Who What Why How If But And Or So Yet Nor However Although Though Because
Since After Before During Until Once Both Each Every Some Many Several Few Another Others Not Now Also Between Among
According Despite Instead Meanwhile Moreover Furthermore Therefore Thus Today Yesterday Tomorrow Nevertheless Eventually
Later Prior Unlike Even Such Only Still
""")

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_EITHER, "either"),
    **dict.fromkeys(_REFERENCES, "reference"),
    **dict.fromkeys(_INNER, "inner"),
    **dict.fromkeys(_TITLES, "title"),
    "etc": "etc",
}

STARTERS = frozenset(_STARTERS_FR) | frozenset(_STARTERS_EN)
"""Capitalised words, up to an apostrophe, that speak for a new sentence."""

PARTICLES = frozenset(_words("Le La Les L De Du Des D"))
"""Starters that also begin surnames: "J. Le Goff"."""

_VOWELS = frozenset("aeiouyàâäéèêëîïôöùûüœæ")


def kind_of(word: str) -> Kind:
    """What the word, written without its last stop, is an abbreviation of, if any."""
    found = _KINDS.get(word) or _KINDS.get(word.lower())
    if found and (word in _KINDS or not word.isupper() or found == "reference"):
        return found
    # "Cdt.", "Bd.", "Sgt.": a capital and nothing that can be spoken is an abbreviation, whatever it stands for.
    letters = 2 <= len(word) <= 4 and word.isalpha() and word[0].isupper() and word[1:].islower()
    return "either" if letters and _VOWELS.isdisjoint(word.lower()) else "word"
