"""Imported by the process that others are forked off: what they need is loaded once, languages and all."""

from eval.chaos import kills
from rag.text.language import prepare

prepare()
__all__ = ["kills"]
