"""Leaves out what a model thinks before it answers, where its server sends that as part of the answer."""

from __future__ import annotations

import re

_OPEN = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_LONGEST_TAG = len("</reasoning>")


class Thoughts:
    """Takes a text in pieces and gives back what is no thought, `<think>…</think>`; a tag may be cut between pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = ""
        self._after = False

    def feed(self, piece: str) -> str:
        """What can be shown so far. What may yet turn out to begin a tag is held back."""
        self._held += piece
        shown = ""
        while True:
            if self._inside:
                end = re.search(rf"</{self._inside}>", self._held, re.IGNORECASE)
                if end is None:
                    self._held = self._held[-_LONGEST_TAG:]
                    return shown
                self._held, self._inside, self._after = self._held[end.end() :], "", True
            if self._after:  # the white space after a thought is part of it
                self._held = self._held.lstrip()
                self._after = not self._held
            begin = _OPEN.search(self._held)
            if begin is None:
                safe = self._safe()
                shown, self._held = shown + self._held[:safe], self._held[safe:]
                return shown
            shown += self._held[: begin.start()]
            self._held, self._inside = self._held[begin.end() :], begin[1]

    def end(self) -> str:
        """What was held back and begins no tag after all."""
        held, self._held = self._held, ""
        return "" if self._inside else held

    def _safe(self) -> int:
        """How much cannot be the beginning of a tag."""
        at = self._held.rfind("<")
        if at < 0 or len(self._held) - at >= _LONGEST_TAG:
            return len(self._held)
        rest = self._held[at:].casefold()
        tags = ("<think>", "<thinking>", "<thought>", "<reasoning>")
        return at if any(tag.startswith(rest) for tag in tags) else len(self._held)
