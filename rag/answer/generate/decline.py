"""Whether a chat model has declined to answer, in whatever words and language it did.

Two signs: wordings of French and English that say so for sure, and for all other wordings and languages where the
embedder puts the sentence, nearer to sentences that decline than to sentences that tell something. The second is no
proof: "the price was not disclosed" is an answer too. It counts only where nothing of a reply is supported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from rag.answer.generate.prompt import NO_ANSWER
from rag.text.fold import fold
from rag.types import Vectors

LEAN = 0.005
"""By how much the nearest of those that decline is nearer, as a difference of cosines, than any that tells."""

_SOURCE = (
    r"(?:passages?|extraits?|excerpts?|extracts?|contexte?|context|documents?|sources?|articles?|textes?|texts?"
    r"|informations?|elements?|donnees|data)"
)
_SURE = re.compile(
    rf"""
    \b i \s (?:do \s not | don't | cannot | can't | can \s not | could \s not | couldn't | am \s (?:unable|not \s able)
        | was \s unable | have \s no | did \s not | didn't) (?:\s to)?
        (?:\s \w+)? \s? (?:know | answer | find | found | determine | tell | say | help | provide | see | information
        | access | assist) \b
  | \b i'?m \s (?:unable | not \s able | sorry | afraid) \b
  | \b je \s (?:ne \s | n') (?:sais | peux | puis | trouve | dispose | vois | connais | parviens | suis | ai) \b
        (?! .* \b (?:que|plus \s que) \b)
  | \b (?:desole | sorry | regret) e? s? \b .* \b (?:pas | not | unable | cannot | can't | impossible) \b
  | \b (?:impossible | pas \s possible | not \s possible | isn't \s possible) \s (?:de | d' | to) \s?
        (?:repondre | determiner | dire | savoir | preciser | answer | determine | tell | say | know)
  | \b (?:aucune? | no | none \s of | nothing \s in | rien \s dans | nulle \s part \s dans) \b (?:\s \w+){{0,6}}? \s? \b
        {_SOURCE} \b
  | \b {_SOURCE} \b (?! \s (?:de|du|des|d'|of) \b) (?:\s \w+){{0,5}}? \s (?: ne \s | n' | do \s not | does \s not
        | don't | doesn't | did \s not | didn't | cannot | can't | contains? \s no | makes? \s no | gives? \s no
        | provides? \s no) \s? (?:\w+ \s?){{0,3}}?
        (?:mention | repon | indiqu | precis | perme | contien | donn | fourni | dis | parl | evoqu | abord
        | answer | say | specif | contain | provide | include | give | tell | state | address | indicate | discuss
        | information | reference | detail)
  | \b (?: not | pas | n't) \s (?:\w+ \s){{0,2}}? (?:mention | specif | stated | provided | given | addressed | indicat
        | disclosed | answered | indiqu | precis | fourni | evoqu | abord | discut | found | trouv) \w*
        \s (?:\w+ \s){{0,2}}? (?:in|by|from|dans|par) \s (?:\w+ \s){{0,3}}? {_SOURCE} \b
  | \b {_SOURCE} \b .* \b (?: unclear | not \s clear | pas \s clair ) \b
    """,
    re.VERBOSE,
)

_DECLINING = (
    "I do not know.",
    "The passages do not answer this question.",
    "There is no information about this in the provided context.",
    "I cannot answer this from the sources that I was given.",
    "Sorry, I can't help with that.",
    "Je ne sais pas.",
    "Les passages ne répondent pas à cette question.",
    "Aucune information à ce sujet ne figure dans les extraits fournis.",
    "Je ne peux pas répondre à partir des sources données.",
    "Désolé, je ne peux pas vous aider.",
    "Ich weiß es nicht; der Text enthält keine Angaben dazu.",
    "No lo sé; los textos no contienen esa información.",
    "Non lo so; i testi non contengono questa informazione.",
    "Não sei; os textos não contêm essa informação.",
    "Dat weet ik niet; de teksten geven hierover geen informatie.",
    "In den Auszügen wird das nicht erwähnt.",
    "Los pasajes no lo mencionan.",
    "I passaggi non lo indicano.",
    "As passagens não o mencionam.",
    "De passages vermelden dit niet.",
)
_TELLING = (
    "The company plans to invest 60 billion dollars in 2025.",
    "The minister declined to comment on the case.",
    "The terms of the deal were not disclosed.",
    "No decision was taken on Monday.",
    "Analysts do not know whether the launch will be delayed.",
    "L’entreprise prévoit d’investir 60 milliards de dollars en 2025.",
    "La ministre a refusé de commenter l’affaire.",
    "Le montant de la transaction n’a pas été révélé.",
    "Aucune décision n’a été prise lundi.",
    "Les analystes ne savent pas si le lancement sera retardé.",
    "Das Unternehmen hat den Preis nicht bekannt gegeben.",
    "La empresa no publicó sus resultados a tiempo.",
    "Il ministro non ha voluto commentare.",
    "A decisão não foi tomada na segunda-feira.",
    "Het bedrijf maakte geen winst.",
)


class Declines:
    """Tells a refusal from a statement. `embed` is the embedder's `embed_passages`."""

    def __init__(self, embed: Callable[[Sequence[str]], Vectors]) -> None:
        self._embed = embed

    def surely(self, sentence: str) -> bool:
        """Whether a sentence declines, by its wording in French or English or by the word agreed on."""
        return NO_ANSWER.casefold() in sentence.casefold() or self.in_words(sentence)

    @staticmethod
    def in_words(sentence: str) -> bool:
        """The same without the word agreed on, which is one of the rules' too."""
        return NO_ANSWER.casefold() not in sentence.casefold() and bool(_SURE.search(_plain(sentence)))

    def perhaps(self, sentence: str) -> bool:
        """Whether it sounds like it, in any language. For a reply of which nothing is supported."""
        if self.surely(sentence):
            return True
        vector = self._embed([sentence])[0]
        declining, telling = (float((examples @ vector).max()) for examples in self._examples)
        return declining - telling > LEAN

    @cached_property
    def _examples(self) -> tuple[Vectors, Vectors]:
        return self._embed(_DECLINING), self._embed(_TELLING)


def _plain(sentence: str) -> str:
    return " ".join(fold(sentence.replace("’", "'")).replace("n' ", "n'").split())
