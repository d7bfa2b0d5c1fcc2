"""A corpus of towns to train a reader on: SQuAD-format files, and what was written beside their paragraphs."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

from eval.reader.written import digest

TOWNS = ["Lyon", "Arles", "Nantes", "Brest", "Dijon", "Tours", "Lille", "Metz", "Nancy", "Reims", "Caen", "Amiens"]


def squad(path: Path, language: str) -> Path:
    """Two paragraphs about each town; the second has a question that nothing answers."""
    founded = {"fr": "La ville de {} fut fondée par {}.", "en": "The town of {} was founded by {}."}[language]
    who = {"fr": "Qui a fondé {} ?", "en": "Who founded {}?"}[language]
    market = {"fr": "À {} le marché se tient le lundi.", "en": "In {} the market is held on Mondays."}[language]
    data = []
    for number, town in enumerate(TOWNS):
        founder = f"Marcus {town[::-1].title()}"
        text = founded.format(town, founder)
        asked = {"question": who.format(town), "answers": [{"text": founder, "answer_start": text.index(founder)}]}
        unanswered = {"question": f"{who.format(town)} ({number})", "answers": []}
        paragraphs = [
            {"context": text, "qas": [asked]}, {"context": market.format(town), "qas": [unanswered]},
        ]  # fmt: skip
        data.append({"title": town, "paragraphs": paragraphs})
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def written(path: Path) -> Path:
    """A row for each French paragraph on a founder, and one for a paragraph of its own."""
    lines: list[dict[str, Any]] = []
    for town in TOWNS:
        founder = f"Marcus {town[::-1].title()}"
        said = {
            "questions": [["en", f"Who founded {town}?", founder]],
            "unanswerable": [["fr", f"Quand {town} fut-elle fondée ?"]],
            "true": [["en", f"{founder} founded {town}."]],
            "false": [["fr", "negation", f"{town} n’a pas été fondée par {founder}."]],
        }
        lines.append({"paragraph": digest(f"La ville de {town} fut fondée par {founder}."), **said})
        own = {"lang": "en", "title": town, "text": f"They say that {founder} came to {town} by ship."}
        lines.append({**own, **said, "questions": [["en", f"How did he come to {town}?", "by ship"]]})
    lines.append({**lines[0], "paragraph": "of another file"})
    pair = ["en", f"{TOWNS[-1]} has a market.", "scope", f"{TOWNS[-1]} has two markets."]
    lines.append({"paragraph": digest(lines[-2]["text"]), "pairs": [pair]})
    path.write_bytes(lzma.compress("\n".join(map(json.dumps, lines)).encode()))
    return path


def twins(path: Path) -> Path:
    """Paragraphs of their own with two pairs each, a statement and its twin."""
    lines = []
    for town in TOWNS:
        for market, mayor in (("Monday", "Ann Roe"), ("Friday", "Sam Poe")):
            text = f"In {town} {mayor} opens the market every {market}; the fair is closed."
            pairs = [
                ["en", f"{mayor} opens the market of {town}.", "name", f"Jo Doe opens the market of {town}."],
                ["fr", f"La foire de {town} est fermée.", "negation", f"La foire de {town} est ouverte."],
            ]
            lines.append({"lang": "en", "title": town, "text": text, "pairs": pairs})
    path.write_bytes(lzma.compress("\n".join(map(json.dumps, lines)).encode()))
    return path
