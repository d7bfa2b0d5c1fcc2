"""`/api/documents`: the articles, and their coming and going."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse

from rag.curating import delete
from rag.errors import UsageError
from rag.http.gate import Caller
from rag.http.problems import language_of
from rag.render_json import document_json
from rag.serve.answerers import Answerers
from rag.serve.shapes import ArticlesShape, RemovedShape, ReportShape, TextShape
from rag.serve.statuses import CHANGING, NO_ARTICLE, READING
from rag.serve.uploads import take

_MOST_LISTED = 1000
_MOST_WORDS = 500
_MOST_OFFSET = 2**31

DocumentId = Annotated[str, Path(description="as /api/documents and citations have it, slashes and all")]
Files = Annotated[
    list[UploadFile],
    File(description="Markdown, text, HTML, PDF, DOCX, EPUB or JSONL", json_schema_extra={"minItems": 1}),
]


def articles(answerers: Answerers) -> APIRouter:
    """Those that are there."""
    router = APIRouter(prefix="/api/documents", tags=["articles"], responses=READING)

    @router.get("", summary="List articles", responses={200: {"model": ArticlesShape}})
    async def listed(
        words: Annotated[
            str, Query(description="only those with these in title, source or text", max_length=_MOST_WORDS)
        ] = "",
        offset: Annotated[int, Query(ge=0, le=_MOST_OFFSET)] = 0,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
    ) -> Response:
        """By title."""

        def found() -> Response:
            held = answerers.current().documents_with(words)
            part = [_public(document_json(info)) for info in held[offset : offset + limit]]
            return JSONResponse({"total": len(held), "offset": offset, "documents": part})

        return await answerers.work.run(found)

    @router.get("/{document_id:path}", summary="Read an article", responses={200: {"model": TextShape}, **NO_ARTICLE})
    async def read(document_id: DocumentId) -> Response:
        """The whole text, for showing a citation in its place."""

        def found() -> Response:
            catalogue = answerers.current().index.catalogue
            if catalogue.file_of(document_id) is None:
                raise UsageError("document_unknown", name=document_id)
            (info,) = catalogue.info([document_id])
            return JSONResponse({**_public(document_json(info)), "text": catalogue.document(document_id).text})

        return await answerers.work.run(found)

    return router


class EditorRoute(APIRoute):
    """Turns away who may not change the articles: before a body is read, and before it is looked up what is there."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            caller: Caller = request.state.caller
            if caller.role != "editor":
                raise UsageError("serve_not_editor")
            return await inner(request)

        return handle


def curating(answerers: Answerers) -> APIRouter:
    """For those who may change them. One change at a time."""
    router = APIRouter(prefix="/api/documents", tags=["articles"], route_class=EditorRoute, responses=CHANGING)
    settings = answerers.service.settings

    @router.post("", summary="Add articles", status_code=201, responses={201: {"model": ReportShape}})
    async def added(
        request: Request,
        files: Files,
        replace: Annotated[bool, Query(description="take the place of files of the same names")] = False,
    ) -> Response:
        """Reads the files, and has them in the index when it answers. What cannot be read is named."""
        if len(files) > settings.upload_files:
            raise UsageError("serve_many_files", count=len(files), most=settings.upload_files)
        language = language_of(request.headers, settings)

        def add() -> Response:
            return JSONResponse(take(answerers, files, language, replace=replace), 201)

        return await answerers.changes.run(add)

    @router.delete(
        "/{document_id:path}", summary="Remove an article", responses={200: {"model": RemovedShape}, **NO_ARTICLE}
    )
    async def removed(document_id: DocumentId) -> Response:
        """It leaves the index at once; a file that was added here goes into the trash of the page."""

        def remove() -> Response:
            gone = delete(settings, [document_id])
            answerers.reopen()
            return JSONResponse({"removed": [one.document.id for one in gone.kept]})

        return await answerers.changes.run(remove)

    return router


def _public(document: dict[str, Any]) -> dict[str, Any]:
    """Without where the file lies on the server."""
    return {name: value for name, value in document.items() if name != "origin"}
