"""Which language a passage or a question is in."""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import TYPE_CHECKING

from rag.messages import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"

SAMPLE_CHARACTERS = 1500
"""How much of a long text is looked at: a third each from its beginning, middle and end."""

MIN_LETTERS = 20
"""With fewer letters than this a text is not given a language."""

HOME_BONUS = 0.1
"""French or English is preferred over a third language that scores better by less than this a letter."""

OPENING_WEIGHT = 4.0
WORD_WEIGHT = 10.0
MARGIN_LIMIT = 20.0
MARGIN_NEEDED = 4.0
NAMES_MARGIN_NEEDED = 14.0
"""The letters alone must lean this far to decide; further where every word is written like a name."""

INVERSION_WEIGHT = 2.0


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OPENINGS: dict[str, float] = dict.fromkeys(
    _words("""
    qui que quoi quand quel quelle quels quelles où comment combien pourquoi lequel laquelle lesquels lesquelles
    qu' c'est est-ce d'où depuis"""),
    1.0,
) | dict.fromkeys(
    _words("who whom whose what when where which why how is are was were do does did can could should would has have"),
    -1.0,
)
"""Words that open a question, +1 for French and -1 for English. At its beginning they decide nearly alone."""

_WORDS: dict[str, float] = dict.fromkeys(
    _words("""
    le la les un une des du de au aux et ou où est sont était étaient fut furent été être ont avait il elle ils
    elles
    je tu nous vous lui leur ce cet cette ces mon ma mes sa ses notre votre nos vos
    dans sur sous avec sans pour par entre vers chez depuis pendant selon comme mais donc aussi plus moins très
    qui que quoi quand quel quelle quels quelles comment combien pourquoi dont y ça cela ne pas peut peuvent fait
    c'est d' l' c' j' s' qu' t'as donne donne-moi dis dis-moi explique résume parle
    bonjour merci oui"""),
    1.0,
) | dict.fromkeys(
    _words("""
    the an of to in and is are was were be been being has have had do does did not he she they we you it him her
    his their its my your our this that these those with without from by at for about between into since during
    than then who whom whose what when where which why how can could will would should there tell explain
    summarize give hello thanks yes any some while"""),
    -1.0,
)
"""Function words of one of the two languages alone: what the other also writes ("on", "me", "son") is left out."""

_INVERSION = re.compile(r"-(?:t-)?(?:ils?|elles?|on|ce|je|tu|nous|vous)$")
"""The pronoun after its verb, as in "sort-il": French whatever stands around it."""

_WORD = re.compile(r"(?:qu|[cdjlst])['’](?=\w)|[^\W\d_]+(?:['’-][^\W\d_]+)*", re.IGNORECASE)

_lock = threading.Lock()


@cache
def _load() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    # An identifier of our own: the vendor's module-level one can be narrowed by anybody's set_languages.
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def prepare() -> None:
    """Loads, in most of a second, what tells the language where no word does; otherwise the first such text does."""
    with _lock:
        _load()


def _scores(text: str) -> dict[str, float]:
    """The vendor's log-likelihood of each language. Classifying only reads the model, so threads may share it."""
    with _lock:
        identifier = _load()
    return dict(identifier.rank(text.encode("utf-8", "replace").decode("utf-8")))


def _sample(text: str) -> str:
    if len(text) <= SAMPLE_CHARACTERS:
        return text
    part = SAMPLE_CHARACTERS // 3
    middle = (len(text) - part) // 2
    return " ".join((text[:part], text[middle : middle + part], text[-part:]))


def detect_language(text: str, default: str = UNKNOWN) -> str:
    """The ISO 639-1 code of the language that most of a text is in, or `default` where it has too few letters.

    Languages without a two-letter code come with the three letters of ISO 639-3.
    """
    sample = _sample(text)
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_LETTERS:
        return default
    scores = _scores(sample)
    scores.pop("zxx", None)  # "no language at all", which markup and lists of names are mistaken for
    best = max(scores, key=lambda code: scores[code])
    home = max(("fr", "en"), key=lambda code: scores[code])
    return home if scores[best] - scores[home] < HOME_BONUS * letters else best


def _vote(text: str) -> float:
    """What the function words say: above 0 French, below 0 English, 0 nothing."""
    if text.isupper():
        text = text.lower()
    words = _WORD.findall(text)
    total = 0.0
    for position, word in enumerate(words):
        if position and word[0].isupper():
            continue  # inside a name or a title: "La La Land", "The New York Times"
        plain = word.lower().replace("’", "'")
        if position == 0:
            total += OPENING_WEIGHT * _OPENINGS.get(plain, 0.0)
        total += INVERSION_WEIGHT if _INVERSION.search(plain) else _WORDS.get(plain, 0.0)
    return total


def _has_plain_word(text: str) -> bool:
    """Whether there is a word that is not written like a name."""
    return any(len(word) > 2 and (word.islower() or text.isupper()) for word in _WORD.findall(text))


def question_language(text: str, default: Language = "fr") -> Language:
    """Whether a question is in French or in English; `default` where nothing in it tells ("LlamaCon 2025 ?").

    Its function words count most, above all the one that opens it, since titles and names in the other language
    are common in questions; the statistics of its letters decide between few words.
    """
    vote = _vote(text)
    if WORD_WEIGHT * abs(vote) > MARGIN_LIMIT:
        return "fr" if vote > 0 else "en"  # whatever the letters say: their model, which takes a second, is not read
    needed = MARGIN_NEEDED if _has_plain_word(text) else NAMES_MARGIN_NEEDED
    scores = _scores(text)
    margin = max(-MARGIN_LIMIT, min(MARGIN_LIMIT, scores["fr"] - scores["en"]))
    if not vote and abs(margin) < needed:
        return default
    evidence = WORD_WEIGHT * vote + margin
    if evidence == 0:
        return default
    return "fr" if evidence > 0 else "en"
