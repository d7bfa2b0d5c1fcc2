"""How well the check tells what passages support: `python -m eval.verify [FILE]`.

A row of FILE is a JSON object: `statement`, `lang`, `passages` (each with `text` and, if you like, `title`),
`supported` (whether they support it), `kind` (how it was made: a paraphrase, a changed number, …) and `direction`.
Without FILE it is `eval/statements.jsonl`. A statement that is weakly supported counts as neither caught nor wrongly
refused.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer.check.given import read_passages
from rag.answer.check.judge import EvidenceJudge
from rag.embed.cache import caching
from rag.models import make_embedder, make_reader
from rag.ports import SupportJudge
from rag.settings import load_settings
from rag.types import Verdict

STATEMENTS = Path(__file__).parent / "statements.jsonl"
VERDICTS: tuple[Verdict, ...] = ("supported", "weak", "unsupported")


@dataclass(frozen=True, slots=True)
class Case:
    """A statement with what is right about it; `passages` are lines of JSON."""

    name: str
    statement: str
    language: str
    direction: str
    kind: str
    supported: bool
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what the check said."""

    case: Case
    verdict: Verdict


def read_cases(path: Path) -> list[Case]:
    """The rows of a file. Raises ValueError or KeyError for a row that is none."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Case(
            row["id"], row["statement"], row["lang"], row["direction"], row["kind"], row["supported"],
            tuple(json.dumps(passage) for passage in row["passages"]),
        )
        for row in rows
    ]  # fmt: skip


def judged(cases: Iterable[Case], judge: SupportJudge) -> list[Judged]:
    """Each with its verdict: that of the most telling passage, unsupported where none speaks of it."""
    found = []
    for case in cases:
        supports = judge.judge(case.statement, case.language, read_passages(case.passages))
        found.append(Judged(case, supports[0].verdict if supports else "unsupported"))
    return found


def table(found: Sequence[Judged], name: str) -> list[str]:
    """Rows by an attribute of the cases (`kind` or `direction`), each with how many got each verdict."""
    groups: dict[tuple[bool, str], Counter[str]] = {}
    for one in found:
        groups.setdefault((not one.case.supported, getattr(one.case, name)), Counter())[one.verdict] += 1
    lines = [f"| {name} | truth | {' | '.join(VERDICTS)} |", "|---|---|---|---|---|"]
    for (false, group), counts in sorted(groups.items()):
        truth = "not supported" if false else "supported"
        lines.append(f"| {group} | {truth} | {' | '.join(str(counts[v]) for v in VERDICTS)} |")
    return lines


def summary(found: Sequence[Judged]) -> str:
    """The two shares that matter, and the share that is right where weak counts as neither."""
    true = [one for one in found if one.case.supported]
    false = [one for one in found if not one.case.supported]
    refused = sum(one.verdict == "unsupported" for one in true) / max(1, len(true))
    caught = sum(one.verdict == "unsupported" for one in false) / max(1, len(false))
    sure = [one for one in found if one.verdict != "weak"]
    right = sum((one.verdict == "supported") == one.case.supported for one in sure) / max(1, len(sure))
    return (
        f"{len(found)} statements: {caught:.1%} of {len(false)} false ones unsupported, {refused:.1%} of {len(true)} "
        f"true ones unsupported; right {right:.1%} of the {len(sure)} that are not weak"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints tables as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=STATEMENTS)
    parser.add_argument("-v", "--verbose", action="store_true", help="the statements that were judged wrongly")
    options = parser.parse_args(arguments)
    settings = load_settings()
    embedder = make_embedder(settings)
    judge = EvidenceJudge(caching(embedder), make_reader(settings, embedder))
    found = judged(read_cases(options.file), judge)
    for name in ("kind", "direction"):
        print("\n".join([*table(found, name), ""]))
    print(summary(found))
    for one in found if options.verbose else ():
        wrong = "unsupported" if one.case.supported else "supported"
        if one.verdict == wrong:
            print(f"{one.case.name} ({one.case.kind}, {one.case.direction}) is {one.verdict}: {one.case.statement}")


if __name__ == "__main__":
    main()
