"""What people say to each other, and to a machine, without asking anything: greetings, thanks, farewells."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAID = frozenset({
    "bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "hey", "yo", "merci", "thanks", "thank", "thx",
    "beaucoup", "bien", "infiniment", "grand", "you", "so", "very", "much", "a", "lot", "mille", "fois", "au",
    "revoir", "bye", "goodbye", "adieu", "à", "bientôt", "plus", "tard", "see", "later", "bonne", "journée",
    "soirée", "good", "morning", "afternoon", "evening", "night", "day", "ok", "okay", "d’accord", "d'accord",
    "parfait", "super", "génial", "great", "perfect", "nice", "cool", "entendu", "compris", "s’il", "s'il", "vous",
    "plaît", "te", "please", "tout", "le", "monde", "everyone", "all", "there", "sourcier", "cher", "chère", "dear",
    "mon", "ami", "my", "friend", "et", "and", "ça", "ca", "va", "how", "are", "comment", "allez", "tu", "vas",
    "c’est", "c'est", "gentil", "de", "rien", "welcome", "you’re", "you're", "test",
})  # fmt: skip
_HEADS = frozenset({
    "bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "hey", "merci", "thanks", "thank", "thx", "revoir",
    "bye", "goodbye", "adieu", "bientôt", "ok", "okay", "d’accord", "d'accord", "parfait", "super", "génial",
    "great", "perfect", "nice", "cool", "entendu", "compris", "morning", "afternoon", "evening", "test", "rien",
    "welcome",
})  # fmt: skip
"""One of these makes it that; the others only go along. "How are you?" alone is a question."""


def is_courtesy(text: str) -> bool:
    """Whether all of it is such: « Merci beaucoup ! », “hello there”. Any other word, or a number, asks something."""
    words = [word.lower() for word in _WORDS.findall(text)]
    if not words or any(c.isdigit() for c in text):
        return False
    return all(word in _SAID for word in words) and any(word in _HEADS for word in words)
