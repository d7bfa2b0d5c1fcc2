"""The tools that change the articles: add_article, remove_article. They are only there with `sourcier mcp --write`."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from rag.errors import DocumentError, IndexBusyError, UsageError
from rag.mcp.filters import Date, read_date
from rag.mcp.reading import info_json
from rag.mcp.room import Articles, Room
from rag.mcp.shapes import Removed
from rag.mcp.texts import info_text
from rag.mcp.tool import Arguments, Offer, Told
from rag.ports import Stop
from rag.shapes import ArticleShape


class AddArticle(Arguments):
    """What `add_article` takes."""

    title: str = Field(min_length=1, max_length=500)
    text: str = Field(min_length=1, description="The whole article, plain or in Markdown.")
    language: str = Field("", max_length=20, description="ISO 639-1 code: fr, en. Left out: it is found out.")
    date: Date = Field(None, description="When it was published, YYYY-MM-DD.")
    source: str = Field("", max_length=500, description="Who published it: the name of a newspaper, a site, an author.")
    url: str = Field("", max_length=2_000, description="Where it can be found.")


class RemoveArticle(Arguments):
    """What `remove_article` takes."""

    document_id: str = Field(description="As other tools return it.", max_length=1_000)


def _add(room: Room, asked: AddArticle, _: Stop) -> Told:
    file = _written(room, asked, read_date(asked.date))
    articles = _reopened(room)
    (name,) = (name for name, _ in articles.sourcier.index.catalogue.documents_of_file(file).values())
    info = articles.named(name)
    return Told(f"Added: {info_text(info)}", info_json(info))


def _written(room: Room, asked: AddArticle, date: dt.date | None) -> str:
    """Puts the article among those that people add and into the index. Its file, as the catalogue writes it.

    Raises as `rag.curating.add` does, and UsageError (`article_not_added`) where nothing can be read in it.
    """
    from rag.curating import Addition, Hands, add
    from rag.ingest.disk import name_of
    from rag.ingest.pasted import Pasted, file_name, markdown
    from rag.ingest.shelf import Shelf

    settings = room.service.settings
    pasted = Pasted(asked.text, asked.title, date, asked.language, asked.source, asked.url)
    shelf = Shelf(settings.data_folder)
    try:
        staged = shelf.stage(file_name(pasted), markdown(pasted))
        place = shelf.free_name(staged.name)
        report = add(settings, [Addition(staged, place)], Hands(lambda: room.service.embedder(room.notify)))
    except IndexBusyError as error:
        raise UsageError("writing_elsewhere", holder=error.values["holder"]) from error
    except DocumentError as error:
        raise _not_added(room, asked, error) from error
    if report.failed:
        raise _not_added(room, asked, report.failed[0].error)
    return name_of(shelf.articles / place)


def _not_added(room: Room, asked: AddArticle, error: DocumentError) -> UsageError:
    return UsageError("article_not_added", title=asked.title, reason=error.localized(room.language))


def _remove(room: Room, asked: RemoveArticle, _: Stop) -> Told:
    from rag.curating import delete

    info = room.articles().named(asked.document_id)
    try:
        delete(room.service.settings, [asked.document_id])
    except IndexBusyError as error:
        raise UsageError("writing_elsewhere", holder=error.values["holder"]) from error
    _reopened(room)
    return Told(f"Removed: {info_text(info)}", {"document_id": info.id, "title": info.title})


def _reopened(room: Room) -> Articles:
    """The index as the change has left it."""
    room.service.open(room.notify, newest=True)
    return room.articles()


ADD_ARTICLE = Offer(
    name="add_article",
    title="Add an article",
    description=(
        "Adds an article for good, under a new id, which it returns; from then on it is searched and quoted like the "
        "others. Only for texts that the user wants to keep: what is only to be looked up or checked needs no adding. "
        "It never replaces an article."
    ),
    takes=AddArticle,
    returns=ArticleShape,
    work=_add,
    reads=False,
    turn=lambda room: room.changes,
)

REMOVE_ARTICLE = Offer(
    name="remove_article",
    title="Remove an article",
    description=(
        "Takes one article out of the index, for everybody. Only when the user asks for it. An article that was added "
        "through Sourcier goes to its trash, from where people can bring it back."
    ),
    takes=RemoveArticle,
    returns=Removed,
    work=_remove,
    reads=False,
    turn=lambda room: room.changes,
    destroys=True,
)
