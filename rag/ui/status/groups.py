"""The facts of the page, in groups of a name and a value each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.embed.bundled import BUNDLED_NAME
from rag.messages import Language
from rag.models import reader_state
from rag.provenance import model_name, shown
from rag.searching import search_text
from rag.status import IndexFacts, versions
from rag.ui.markup import Html, element
from rag.ui.status.found import Found
from rag.ui.status.texts import STATUS_TEXTS, moment_text, size_text
from rag.ui.texts import TEXTS, number_text

if TYPE_CHECKING:
    from rag.settings import Settings

_FINGERPRINT = 24
"""Characters of it that are shown: enough to compare two by eye."""

Rows = dict[str, str | Html]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and what stands under it."""

    title: str
    rows: Rows


def groups(found: Found, settings: Settings, language: Language, *, whole: bool) -> list[Group]:
    """All of them; unless they are to be `whole`, without places and addresses of the server."""
    texts = STATUS_TEXTS[language]
    parts = [Group(texts.models, _models(found, settings, language, whole=whole))]
    if found.index is not None:
        parts.insert(0, Group(texts.index, _index(found.index, language)))
    parts.append(Group(texts.storage, _storage(found, settings, language, whole=whole)))
    parts.append(Group(texts.versions, {name: element("code", number) for name, number in versions().items()}))
    return parts


def _index(facts: IndexFacts, language: Language) -> Rows:
    texts, page = STATUS_TEXTS[language], TEXTS[language]
    names = {"fr": page.french, "en": page.english}
    shares = (f"{names.get(code, code)} {number_text(count, language)}" for code, count in facts.languages.items())
    chunker = {"target": facts.chunker.get("target_tokens", "?"), "most": facts.chunker.get("max_tokens", "?")}
    return {
        texts.articles: number_text(facts.documents, language),
        texts.passages: number_text(facts.passages, language),
        texts.languages: ", ".join(shares) or texts.none,
        texts.size: size_text(facts.bytes, language),
        texts.generation: number_text(facts.generation, language),
        texts.created: moment_text(facts.created, language),
        texts.embedder: model_name(facts.embedder),
        texts.fingerprint: element("code", facts.fingerprint[:_FINGERPRINT]),
        texts.vectors: texts.dimension.format(count=number_text(facts.dimension, language)),
        texts.search: search_text(facts.store, language),
        texts.chunker: texts.chunked.format(**chunker),
        texts.schema: str(facts.schema_version),
    }


def _models(found: Found, settings: Settings, language: Language, *, whole: bool) -> Rows:
    texts = STATUS_TEXTS[language]

    def named(name: str | None, without: str) -> str:
        return without if name is None else shown(name) if whole else model_name(name)

    state = reader_state(settings)
    readers = {"off": texts.reader_off} | ({} if not state.startswith("unavailable") else {state: texts.reader_missing})
    completed = named(settings.follow_up_model or settings.model, texts.follow_ups_rules)
    return {
        texts.embedder: BUNDLED_NAME if settings.embedder == "bundled" else named(settings.embedder, ""),
        texts.state: texts.loaded if found.is_loaded else texts.not_loaded,
        texts.reader: readers.get(state, texts.reader_on),
        texts.reranker: named(settings.reranker, texts.none),
        texts.writer: named(settings.model, texts.writer_none),
        texts.judge: named(settings.judge_model, texts.none),
        texts.follow_ups: completed if settings.follow_ups else texts.follow_ups_off,
    }


def _storage(found: Found, settings: Settings, language: Language, *, whole: bool) -> Rows:
    texts, disk = STATUS_TEXTS[language], found.disk
    places: Rows = {
        texts.index_folder: element("code", str(settings.index.absolute())),
        texts.data_folder: element("code", str(disk.data)),
    }
    return (places if whole else {}) | {
        texts.data_size: size_text(disk.data_bytes, language),
        texts.free: size_text(disk.free_bytes, language),
    }


def groups_html(parts: list[Group]) -> Html:
    """The groups side by side, where there is room."""
    return element("div", *(_group_html(part) for part in parts), class_="groups")


def _group_html(group: Group) -> Html:
    rows = (
        element("div", element("dt", name), element("dd", value))
        for name, value in group.rows.items()
    )  # fmt: skip
    return element("section", element("h2", group.title), element("dl", *rows))
