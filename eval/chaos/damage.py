"""Every file of an index damaged in every way: is it noticed, is it named, and does `sourcier repair` mend it?

`python -m eval.chaos.damage` prints the counts, for the vectors in FAISS and in Milvus Lite. Nothing that is there is
touched: all of it happens in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.chaos.words import WordEmbedder
from rag.build import open_sourcier
from rag.errors import IndexDamagedError, SourcierError
from rag.indexing import IngestRequest, ingest
from rag.mending import check_vectors
from rag.repairing import repair
from rag.settings import Settings, load_settings
from rag.status import open_index
from rag.store.manifest import MANIFEST, read_manifest

QUESTIONS = ("Le pont de la ville 3 est-il fermé ?", "Who is the mayor of town 4?", "rivière 7", "bridge lighthouse")
ARTICLES = 12
LITE = "milvus.db"

Answers = list[list[tuple[str, float]]]
Damage = Callable[[Path, bytes | None], None]


def _cut(share: float, less: int = 0) -> Damage:
    return lambda path, _: os.truncate(path, max(0, int(path.stat().st_size * share) - less))


def _flip(share: float) -> Damage:
    def flip(path: Path, _: bytes | None) -> None:
        content = bytearray(path.read_bytes())
        content[min(len(content) - 1, int(len(content) * share))] ^= 0x21
        path.write_bytes(content)

    return flip


def _older(path: Path, other: bytes | None) -> None:
    if other is not None:
        path.write_bytes(other)


def _folder(path: Path, _: bytes | None) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Damage] = {
    "cut to nothing": _cut(0),
    "cut to half": _cut(0.5),
    "cut by a byte": _cut(1, 1),
    "first byte flipped": _flip(0),
    "middle byte flipped": _flip(0.5),
    "last byte flipped": _flip(1),
    "of another generation": _older,
    "missing": lambda path, _: path.unlink(),
    "a folder": _folder,
    "unreadable": lambda path, _: path.chmod(0),
}
"""What is done to a file; the bytes are those of the file of that name in the generation before."""


@dataclass(frozen=True)
class Shelf:
    """An index of two generations. `before`: the manifest and the answers of the first; `answers` of the second."""

    root: Path
    manifest: bytes
    before: Answers
    answers: Answers

    @classmethod
    def make(cls, root: Path, store: str = "faiss") -> Shelf:
        """In that folder."""
        settings, articles = settings_of(root, store), root / "articles"
        articles.mkdir(parents=True)
        for number in range(ARTICLES):
            french = f"La rivière {number} déborde et le pont de la ville {number} est fermé."
            english = f"The mayor of town {number} opens the bridge by lighthouse {number}."
            text = f"# Titre {number}\n\n{french if number % 2 else english}\n"
            (articles / f"{number}.md").write_text(text, encoding="utf-8")
            if number == ARTICLES - 2:
                ingest(settings, WordEmbedder(), IngestRequest([articles]))
                manifest, before = (root / "index" / MANIFEST).read_bytes(), answers_of(root)
        ingest(settings, WordEmbedder(), IngestRequest([articles]))
        return cls(root, manifest, before, answers_of(root))

    def files(self) -> list[str]:
        """Of the current generation, the manifest first, and at the end those of Milvus Lite."""
        index = self.root / "index"
        manifest = read_manifest(index)
        lite = [path for path in sorted((index / LITE).rglob("*")) if path.is_file() and path.stat().st_size]
        own = (f"{manifest.folder}/{name}" for name in sorted(manifest.files))
        return [MANIFEST, *own, *(str(path.relative_to(index)) for path in lite)]

    def of_before(self, file: str) -> bytes | None:
        """The file of that name of the generation before."""
        if file == MANIFEST:
            return self.manifest
        if file.startswith(LITE):
            return None
        number = read_manifest(self.root / "index").generation - 1
        path = self.root / "index" / f"generation-{number:06d}" / Path(file).name
        return path.read_bytes() if path.exists() else None


@dataclass(frozen=True)
class Outcome:
    """`noticed`: on "opening" or by "verifying". `mended`: by "repair" or "previous". "" where neither.

    `harmless`: nobody noticed, and the answers were as before: Milvus Lite has files that it does not need.
    """

    file: str
    damage: str
    noticed: str
    named: bool
    harmless: bool
    mended: str
    same: bool

    @property
    def good(self) -> bool:
        """Noticed and named, or no harm to the answers; and mended, with the answers of before."""
        return bool(((self.noticed and self.named) or self.harmless) and self.mended and self.same)


def settings_of(root: Path, store: str = "faiss") -> Settings:
    """Of the index in that folder."""
    return load_settings(index=root / "index", reader=False, store=store)


def answers_of(root: Path) -> Answers:
    """What is found for the questions, with scores."""
    sourcier = open_sourcier(settings_of(root), WordEmbedder())
    return [[(hit.passage.id, round(hit.score, 5)) for hit in sourcier.search(asked, 5)] for asked in QUESTIONS]


def notice(root: Path, file: str) -> tuple[str, bool]:
    """When damage is noticed, and whether the file, or at least its folder, is named."""
    noticed = "opening"
    try:
        index = open_index(settings_of(root))
        noticed = "verifying"
        index.verify()
        check_vectors(index, WordEmbedder())
    except SourcierError as error:
        names = (
            [file, LITE] if file.startswith(LITE) else [file] if file == MANIFEST else [file, str(Path(file).parent)]
        )
        return noticed, any(name in str(error) for name in names)
    return "", False


def mend(root: Path) -> str:
    """Repairs, and where only the generation before is left goes back to it."""
    for previous in (False, True):
        try:
            repair(settings_of(root), WordEmbedder, previous=previous)
            open_index(settings_of(root)).verify()
            return "previous" if previous else "repair"
        except IndexDamagedError as error:
            if error.key != "repair_catalogue":
                return ""
    return ""


def outcomes(
    shelf: Shelf, files: Collection[str] | None = None, damages: Collection[str] = tuple(DAMAGES)
) -> Iterator[Outcome]:
    """One for each file and damage; what changes nothing is left out."""
    for file in files or shelf.files():
        for name in damages:
            if name == "unreadable" and os.geteuid() == 0:
                continue
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                shutil.copytree(shelf.root / "index", root / "index")
                path, intact = root / "index" / file, (shelf.root / "index" / file).read_bytes()
                DAMAGES[name](path, shelf.of_before(file))
                if path.is_file() and os.access(path, os.R_OK) and path.read_bytes() == intact:
                    continue
                noticed, named = notice(root, file)
                harmless = not noticed and answers_of(root) == shelf.answers
                mended = mend(root)
                wanted = shelf.before if mended == "previous" else shelf.answers
                yield Outcome(file, name, noticed, named, harmless, mended, bool(mended) and answers_of(root) == wanted)


def main() -> None:
    """Prints a line for each kind of file, and what was not good; exits with 1 where that is anything."""
    bad = []
    columns = ("damages", "noticed", "named", "harmless", "mended", "same")
    print(f"{'':44}" + "".join(f"{column:>9}" for column in columns))
    for store in ("faiss", "milvus"):
        with tempfile.TemporaryDirectory() as folder:
            counts: dict[str, Counter[str]] = {}
            for found in outcomes(Shelf.make(Path(folder), store)):
                held = counts.setdefault(Path(found.file).name, Counter())
                held.update(damages=1, noticed=bool(found.noticed), named=found.named, harmless=found.harmless)
                held.update(mended=bool(found.mended), same=found.same)
                bad += [] if found.good else [(store, found)]
        for name, held in counts.items():
            print(f"{store + ' ' + name:44}" + "".join(f"{held[column]:9}" for column in columns))
    for store, found in bad:
        print(store, found)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
