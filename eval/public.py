"""The README's table over public question sets: `make eval-public DATA=FOLDER`.

A folder for each set, with `corpus.jsonl` (`id`, `title`, `text`, `lang`) and `questions.jsonl` (`question`, `lang`,
`gold_ids`, `answers`, `answerable`, for sets in two languages `gold_by_lang`). A set that is not there is left out, and
the table says so. Indexes are kept in `index/public` and are made once; `--limit N` asks N questions of each set.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.fold import fold
from eval.ranking import Judged, rank_metrics
from rag import build, indexing, models
from rag.embed.cache import caching
from rag.errors import UsageError
from rag.ports import Embedder
from rag.settings import Settings, load_settings
from rag.store.columns import evenly
from rag.types import Answer, Filter

LEGS = ("lexical", "dense", "hybrid")
ONE_LANGUAGE = ("piaf_fr", "afriqa_fr", "squad2_en")
TWO_LANGUAGES = ("debian_docs_fr_en", "ntrex_news_fr_en", "libreoffice_help_fr_en")
PROBES, PROBED = "mintaka_probes", ("piaf_fr", "squad2_en")
READERS = {False: ", not read", True: ", read"}
OTHER = {"fr": "en", "en": "fr"}
K = 40
"""Passages searched for, of which the first ten distinct documents count."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the sets are, and what they are asked with."""

    data: Path
    work: Path
    embedder: Embedder
    limit: int | None

    def has(self, *names: str) -> bool:
        """Whether all these sets are there."""
        return all((self.data / name / "questions.jsonl").is_file() for name in names)

    def questions(self, name: str) -> list[dict[str, Any]]:
        """The questions of a set, or as many of them as the limit allows, evenly drawn."""
        lines = (self.data / name / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        kept = lines if self.limit is None else evenly(lines, self.limit)
        return [json.loads(line) for line in kept if line.strip()]

    def documents(self, name: str) -> dict[str, tuple[str, ...]]:
        """The ids of a set's documents by their declared language."""
        found: dict[str, list[str]] = {"fr": [], "en": []}
        with (self.data / name / "corpus.jsonl").open(encoding="utf-8") as lines:
            for raw in map(json.loads, lines):
                found[raw["lang"]].append(raw["id"])
        return {language: tuple(ids) for language, ids in found.items()}

    def open(self, *names: str, **settings: object) -> build.Sourcier:
        """An index of the sets' corpora, made where it is not there yet."""
        wanted: Settings = load_settings(index=self.work / "+".join(names), **settings)
        paths = [self.data / name / "corpus.jsonl" for name in names]
        indexing.ingest(wanted, self.embedder, indexing.IngestRequest(paths=paths))
        return build.open_sourcier(wanted, self.embedder)

    def ways(self, *names: str) -> dict[str, build.Sourcier]:
        """The same index searched by each leg, by both, and by both with a reader."""
        by_leg = {legs: self.open(*names, legs=legs, reader=False) for legs in LEGS}
        return {**by_leg, "read": self.open(*names, reader=True)}


def ranked(sourcier: build.Sourcier, question: str, where: Filter | None = None) -> list[str]:
    """The distinct documents of the hits, best first; a near-duplicate counts where it is listed."""
    hits = sourcier.search(question, K, where)
    return list(dict.fromkeys(one.document.id for hit in hits for one in (hit, *hit.duplicates)))


def mean(judged: Sequence[Judged], metric: str = "ndcg@10") -> float:
    """Of a metric over rankings."""
    return float(np.mean([found[metric] for found in rank_metrics(judged)]))


def row(*cells: object) -> str:
    """A row of a Markdown table; a share or a metric is given three decimals."""
    return "| " + " | ".join(f"{c:.3f}" if isinstance(c, float) else str(c) for c in cells) + " |"


def head(*cells: str) -> str:
    """The first row and the rule below it."""
    return row(*cells) + "\n|" + "---|" * len(cells)


def one_language(bench: Bench) -> Iterable[str]:
    """Both legs, their fusion, and that with the first passages read, on each set."""
    yield head("nDCG@10", "lexical", "dense", "fused", "above the better leg", "fused and read")
    better, fused, read = [], [], []
    for name in filter(bench.has, ONE_LANGUAGE):
        asked = [q for q in bench.questions(name) if q["answerable"]]
        found = {
            way: mean([Judged(q["gold_ids"], ranked(sourcier, q["question"])) for q in asked])
            for way, sourcier in bench.ways(name).items()
        }
        better.append(max(found["lexical"], found["dense"]))
        fused.append(found["hybrid"])
        read.append(found["read"])
        above = f"{fused[-1] - better[-1]:+.3f}"
        yield row(f"{name} ({len(asked)})", *(found[legs] for legs in LEGS), above, found["read"])
    if better:
        legs_mean, fused_mean, read_mean = (float(np.mean(values)) for values in (better, fused, read))
        yield row("mean", "better legs:", legs_mean, fused_mean, f"{fused_mean - legs_mean:+.3f}", read_mean)


def across(bench: Bench) -> Iterable[str]:
    """Questions of one language over the passages of the other."""
    yield head("nDCG@10, passages of the other language only", "lexical", "dense", "fused", "fused and read")
    for name in filter(bench.has, TWO_LANGUAGES):
        documents = bench.documents(name)
        opened = bench.ways(name)
        for own, other in OTHER.items():
            own_questions = [q for q in bench.questions(name) if q["lang"] == own]
            asked = [(q, gold) for q in own_questions if (gold := _gold(q, other, documents))]
            where = Filter(documents=documents[other])
            cells = [
                mean([Judged(gold, ranked(sourcier, q["question"], where)) for q, gold in asked])
                for sourcier in opened.values()
            ]
            yield row(f"{name} {own}→{other} ({len(asked)})", *cells)


def mixed(bench: Bench) -> Iterable[str]:
    """Both languages in the index: is the passage found in each, where its twin is left out of the ranking?"""
    yield head("recall@10, both languages indexed", "own language alone", "own", "other", "other / own")
    for name, reader in product(filter(bench.has, TWO_LANGUAGES[:1]), READERS):
        documents = bench.documents(name)
        sourcier = bench.open(name, reader=reader)
        for own, other in OTHER.items():
            found: dict[str, list[Judged]] = {"alone": [], "own": [], "other": []}
            for q in bench.questions(name):
                mine, theirs = _gold(q, own, documents), _gold(q, other, documents)
                if q["lang"] != own or not mine or not theirs:
                    continue
                everything = ranked(sourcier, q["question"])
                alone = ranked(sourcier, q["question"], Filter(documents=documents[own]))
                found["alone"].append(Judged(mine, alone))
                found["own"].append(Judged(mine, [d for d in everything if d not in theirs]))
                found["other"].append(Judged(theirs, [d for d in everything if d not in mine]))
            alone_, own_, other_ = (mean(found[key], "recall@10") for key in ("alone", "own", "other"))
            yield row(
                f"{name} {own}{READERS[reader]} ({len(found['own'])})", alone_, own_, other_, f"{other_ / own_:.2f}"
            )


def abstaining(bench: Bench) -> Iterable[str]:
    """Questions of general knowledge that the articles do not answer, against questions that they do."""
    if not bench.has(PROBES, *PROBED):
        return
    yield head("probes told from answerable questions by", "AUROC", "probes answered where 90 % of the others are")
    inside = [q for name in PROBED for q in bench.questions(name) if q["answerable"]]
    asked = [(q["question"], q["answerable"]) for q in (*inside, *bench.questions(PROBES))]
    labels = np.array([answerable for _, answerable in asked])
    counts = f"{len(inside)} + {int((~labels).sum())}"
    for reader, said in READERS.items():
        sourcier = bench.open(*PROBED, answer_threshold=0.0, reader=reader)
        answers = [sourcier.ask(question) for question, _ in asked]
        scores = {
            "the answer's confidence": np.array([a.confidence for a in answers]),
            "the first hit's score": np.array([a.hits[0].score if a.hits else 0.0 for a in answers]),
        }
        for name, score in scores.items():
            bar = np.quantile(score[labels], 0.1)
            wrongly = float(np.mean(score[~labels] >= bar))
            yield row(f"{name}{said} ({counts})", float(roc_auc_score(labels, score)), f"{wrongly:.1%}")


def quoting(bench: Bench) -> Iterable[str]:
    """Whether an answer string stands in a quoted sentence, nothing being refused."""
    yield head("answer in a quoted sentence", "first", "first three", "in the passages retrieved")
    for name, reader in product(filter(bench.has, ONE_LANGUAGE), READERS):
        sourcier = bench.open(name, answer_threshold=0.0, reader=reader)
        asked = [q for q in bench.questions(name) if q["answerable"] and q["answers"]]
        answers = [sourcier.ask(q["question"]) for q in asked]
        pairs = list(zip(asked, answers, strict=True))
        first, three = (float(np.mean([quoted(a, q["answers"], n) for q, a in pairs])) for n in (1, 3))
        held = [any(holds(h.passage.text, q["answers"]) for h in a.hits) for q, a in pairs]
        yield row(f"{name}{READERS[reader]} ({len(asked)})", first, three, float(np.mean(held)))


def _gold(question: dict[str, Any], language: str, documents: dict[str, tuple[str, ...]]) -> list[str]:
    if "gold_by_lang" in question:
        return list(question["gold_by_lang"].get(language, ()))
    return [name for name in question["gold_ids"] if name in documents[language]]


def quoted(answer: Answer, wanted: Sequence[str], sentences: int) -> bool:
    """Whether an answer string stands in a quotation of the first sentences."""
    return any(holds(c.quote, wanted) for s in answer.statements[:sentences] for c in s.citations)


def holds(text: str, wanted: Sequence[str]) -> bool:
    """Whether an answer string stands in a text, however it is spelt."""
    plain = fold(text)
    return any(fold(answer) in plain for answer in wanted)


def main() -> None:
    """Prints the tables as Markdown, each as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, help="questions of each set, at most")
    parser.add_argument("--work", type=Path, default=Path("index") / "public", help="where the indexes are kept")
    parser.add_argument("--only", help="one table: " + ", ".join(TABLES), choices=TABLES)
    options = parser.parse_args()
    if not options.data.is_dir():
        raise UsageError("folder_missing", path=options.data)
    bench = Bench(options.data, options.work, caching(models.make_embedder(load_settings())), options.limit)
    missing = [n for n in (*ONE_LANGUAGE, *TWO_LANGUAGES, PROBES) if not bench.has(n)]
    for name, table in TABLES.items():
        if options.only in {None, name}:
            for line in table(bench):
                print(line, flush=True)
            print(flush=True)
    if missing:
        print(f"Not there, and left out: {', '.join(missing)}")


TABLES = {
    "one-language": one_language, "across": across, "mixed": mixed, "abstaining": abstaining, "quoting": quoting,
}  # fmt: skip


if __name__ == "__main__":
    main()
