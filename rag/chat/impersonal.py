"""Pronouns that stand for nothing: « il y a », « il faut », "is it possible to", "there are"."""

from __future__ import annotations

import re

_EN_ADJECTIVES = (
    r"(?:(?:be|been|still|really|ever|not|even|too|so|very|now|actually)\s)*"
    r"(?:possible|impossible|true|likely|unlikely|necessary|important|legal|illegal|easy|hard|difficult|better|best|"
    r"worse|worth|fair|safe|ok|okay|normal|common|clear|certain|known|said|believed|thought|expected|reported|sensible|"
    r"wise|useful|useless|enough|reasonable|dangerous|allowed|forbidden|good|bad|right|wrong|fine|"
    r"a \w+(?: \w+)?|the case|up)"
)
_FR_ADJECTIVES = (
    r"(?:\w+ ){0,2}?(?:possible|impossible|vrai|faux|necessaire|prevu|certain|sur|probable|question|interdit|permis|"
    r"autorise|obligatoire|utile|inutile|normal|facile|difficile|important|temps|exact|legal|illegal|raisonnable|"
    r"souhaitable|preferable|juste|dangereux|rentable|mieux|bon|courant|rare|evident|clair|conseille|essentiel|"
    r"trop tard|trop tot|arrive)"
)
_TO = "(?:de |d'|que |qu'|pour )"
_BE = r"(?:is|was|will|would|could|can|may|might|should|isn't|wasn't|be)"
_WEATHER = r"(?:rain|snow|freez|pour)\w*"
_DOES = r"(?:does|did|will|would|do|could|can)"
_PATTERNS = (
    # English
    rf"\b{_BE} it {_EN_ADJECTIVES}\s(?:that|to|for|if|when|whether|how|why|what|who)\b",
    rf"\bit(?:'s| is| was| {_BE} be| {_BE}) {_EN_ADJECTIVES}\s(?:that|to|for|if|when|whether|how|why|what|who)\b",
    r"(?:^|[.;:] )it (?:is|was|has been)(?: \w+){1,3}? (?:that|to)\b",
    rf"\b(?:is|was|will|does|did) it (?:be )?{_WEATHER}\b",
    rf"\bit (?:is |was |'s )?{_WEATHER}\b",
    r"\bit (?:seems|appears|turns? out|turned out|happens|follows)\b",
    rf"\b{_DOES} it (?:take|cost|feel|help|pay|matter|hurt|make sense|mean)\b[^?]*\b(?:to|if|when)\b",
    r"\bit (?:takes|took|costs|would take|makes sense|helps|pays|matters)\b[^?]*\b(?:to|if|when|for)\b",
    r"\bwhat (?:time|day|date) (?:is|was|will) it\b",
    r"\bwhat (?:is|was) it (?:called|like) (?:when|if|that|to)\b",
    r"\b(?:why|how|when|where|who|what) (?:is|was) it (?:that|who)\b",
    r"\b(?:makes?|made|making|finds?|found|finding) it (?:\w+ )?(?:to|that|for)\b",
    r"\bas it were\b",
    r"\bthere (?:is|are|was|were|will|would|has|have|had|been|be|exists?|seems?|any|no)\b",
    r"\b(?:is|are|was|were|will|has|have|had|can|could|might|would|isn't|aren't|wasn't|weren't) there(?! *[?.!]*$)",
    r"\b(?:out|over|up|down) there\b",
    # French
    r"\b(?:n')?y (?:a|avait|aura|aurait|eut|ait)\b(?! ete\b)(?:-t-il|-il)?",
    r"\ba(?:vait|ura|urait)?-t-il (?:\w+ )?fallu\b",
    r"\bqu'elles? (?:est|sont|etait|etaient)\b(?=.* (?:la|le|les|l'))",
    r"\b(?:il )?y[- ]?a(?:[- ]t[- ]?il)?\b(?! ete\b)",
    r"\bil (?:n')?y (?:a|avait|aura|aurait|eut|ait)\b",
    r"\b(?:peut|pourrait|pourra|doit|devait|va)(?:-t)?-il y avoir\b",
    r"\b(?:il )?(?:ne )?(?:faut|fallait|faudra|faudrait|fallut)\b(?:-t-il|-il)?",
    r"\bheures? (?:est|etait|sera)-il\b",
    r"\bs'agi(?:t|ssait|ra|rait)-il\b",
    r"\bil (?:ne )?s'agi\w+",
    rf"\b(?:est|etait|sera|serait|fut|semble|parait|devient|reste)(?:-t)?-il {_FR_ADJECTIVES} {_TO}",
    rf"\bil (?:n')?(?:est|etait|sera|serait|semble|parait|devient|reste) {_FR_ADJECTIVES} {_TO}",
    r"\b(?:fait|faisait|fera)(?:-t)?-il (?:\w+ )?(?:chaud|froid|beau|mauvais|nuit|jour|bon|meilleur)\b",
    r"\btemps (?:fait|faisait|fera)(?:-t)?-il\b",
    r"\b(?:pleut|neige|gele|pleuvra|pleuvait|neigera)(?:-t)?-il\b",
    r"\bil (?:pleut|neige|gele|pleuvra|pleuvait|fait (?:chaud|froid|beau|nuit))\b",
    r"\bse (?:passe|passait|passera|passerait|produit|produisait)(?:-t)?-il\b",
    r"\bs'(?:est|etait)-il (?:passe|produit)\b",
    r"\bil (?:se passe|s'est passe|se produit|s'est produit)\b",
    r"\bqu'(?:est|etait)-il (?:arrive|advenu|devenu de)\b",
    r"\bqu'(?:arrive|advient)-t?-?il\b",
    r"\barrive-t-il (?:que|qu'|souvent|parfois)",
    r"\b(?:reste|restait|manque|manquait|suffit|suffisait|convient|vaut|importe)(?:-t)?-il\b",
    r"\bil (?:reste|restait|manque|manquait|suffit|convient|vaut mieux|importe|existe|existait)\b",
    r"\bexist(?:e|ait|era)(?:-t)?-il (?:un|une|des|d'|de |plusieurs|encore (?:un|une|des|d'|de ))",
    r"\bs'y pr(?:end|ennent|enait|endre|it)\b",
    r"\bs'il (?:vous|te) plait\b",
    r"\bqu'en (?:est|etait|sera)-il\b",
    r"\b(?:comment )?ca va\b",
)  # fmt: skip
_IMPERSONAL = re.compile("|".join(_PATTERNS))


def impersonal(low: str) -> list[tuple[int, int]]:
    """The stretches of a question, as `flat` writes it, whose pronouns stand for nothing."""
    return [match.span() for match in _IMPERSONAL.finditer(low)]
