"""A chat model that repeats itself less: for one that went round in circles at temperature 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PENALTIES = {"frequency_penalty": 0.6, "repeat_penalty": 1.2, "repetition_penalty": 1.2}
"""What the providers' classes call it, and a value that breaks circles without driving common words away."""


def calmer(model: BaseChatModel) -> BaseChatModel | None:
    """A copy with a penalty on repetition; None where the model knows of none, or has one set already."""
    for name, value in _PENALTIES.items():
        if name in type(model).model_fields:
            return None if getattr(model, name) else model.model_copy(update={name: value})
    return None
