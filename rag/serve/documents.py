"""`/api/documents`: the articles, and their coming and going."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response, UploadFile
from starlette.responses import JSONResponse

from rag.curating import Addition, Hands, add, delete
from rag.errors import DocumentError, IndexMissingError, UsageError
from rag.http.gate import Caller
from rag.http.problems import language_of
from rag.indexing import open_catalogue
from rag.ingest.disk import name_of
from rag.ingest.progress import Report
from rag.ingest.shelf import Shelf, Staged
from rag.messages import Language
from rag.render_json import document_json
from rag.serve.answerers import Answerers
from rag.serve.shapes import ArticlesShape, RemovedShape, ReportShape, TextShape

_MOST_LISTED = 1000


def articles(answerers: Answerers) -> APIRouter:
    """Those that are there."""
    router = APIRouter(prefix="/api/documents", tags=["articles"])

    @router.get("", summary="List articles", responses={200: {"model": ArticlesShape}})
    async def listed(
        words: Annotated[str, Query(description="only those with these in title, source or text", max_length=500)] = "",
        offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
        limit: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = 100,
    ) -> Response:
        """By title."""

        def found() -> dict[str, Any]:
            held = answerers.current().documents_with(words)
            part = [_public(document_json(info)) for info in held[offset : offset + limit]]
            return {"total": len(held), "offset": offset, "documents": part}

        return JSONResponse(await answerers.work.run(found))

    @router.get("/{document_id:path}", summary="Read an article", responses={200: {"model": TextShape}})
    async def read(document_id: str) -> Response:
        """The whole text, for showing a citation in its place."""

        def found() -> dict[str, Any]:
            catalogue = answerers.current().index.catalogue
            if catalogue.file_of(document_id) is None:
                raise UsageError("document_unknown", name=document_id)
            (info,) = catalogue.info([document_id])
            return {**_public(document_json(info)), "text": catalogue.document(document_id).text}

        return JSONResponse(await answerers.work.run(found))

    return router


def curating(answerers: Answerers) -> APIRouter:
    """For those who may change them. One change at a time."""
    router = APIRouter(prefix="/api/documents", tags=["articles"])
    settings = answerers.service.settings

    @router.post("", summary="Add articles", status_code=201, responses={201: {"model": ReportShape}})
    async def added(
        request: Request,
        files: Annotated[list[UploadFile], "Markdown, text, HTML, PDF, DOCX, EPUB or JSONL"],
        replace: Annotated[bool, Query(description="take the place of files of the same names")] = False,
    ) -> Response:
        """Reads the files, and has them in the index when it answers. What cannot be read is named."""
        _check_editor(request)
        if len(files) > settings.upload_files:
            raise UsageError("serve_many_files", count=len(files), most=settings.upload_files)
        given = [(file.filename or "", await file.read()) for file in files]
        language = language_of(request.headers, settings)
        report = await answerers.changes.run(lambda: _add(answerers, given, language, replace=replace))
        return JSONResponse(report, 201)

    @router.delete("/{document_id:path}", summary="Remove an article", responses={200: {"model": RemovedShape}})
    async def removed(request: Request, document_id: str) -> Response:
        """It leaves the index at once; a file that was added here goes into the trash of the page."""
        _check_editor(request)

        def remove() -> dict[str, Any]:
            gone = delete(settings, [document_id])
            _reopen(answerers)
            return {"removed": [one.document.id for one in gone.kept]}

        return JSONResponse(await answerers.changes.run(remove))

    return router


def _check_editor(request: Request) -> None:
    """Before anything is looked up: who may not change an article learns nothing of whether it is there."""
    caller: Caller = request.state.caller
    if caller.role != "editor":
        raise UsageError("serve_not_editor")


def _add(answerers: Answerers, given: list[tuple[str, bytes]], language: Language, *, replace: bool) -> dict[str, Any]:
    settings = answerers.service.settings
    shelf, staged = Shelf(settings.data_folder), list[Staged]()
    refused: list[dict[str, Any]] = []
    try:
        for name, data in given:
            try:
                staged.append(shelf.stage(name, data))
            except DocumentError as error:
                refused.append(_failed(name, error, language))
        taken = next((one.name for one in staged if shelf.has(one.name)), None)
        if taken is not None and not replace:
            raise UsageError("serve_exists", name=taken)
    except BaseException:
        for one in staged:
            shelf.discard(one)
        raise
    additions = [Addition(one, one.name) for one in staged]
    report = add(settings, additions, Hands(lambda: answerers.service.embedder(lambda _: None))) if staged else Report()
    failed = refused + [_failed(problem.name, problem.error, language) for problem in report.failed]
    documents = _ids(answerers, shelf, [one.name for one in staged])
    if failed and not documents:
        first = failed[0]
        raise UsageError("serve_stored", name=first["name"], reason=f"{first['detail']} {first['hint']}".strip())
    _reopen(answerers)
    counts = {name: getattr(report, name) for name in ("added", "replaced", "unchanged", "removed", "passages")}
    return {**counts, "failed": failed, "documents": documents}


def _ids(answerers: Answerers, shelf: Shelf, names: list[str]) -> list[str]:
    """The articles that are in those files."""
    try:
        with closing(open_catalogue(answerers.service.settings)) as catalogue:
            files = [name_of(shelf.articles / name) for name in names]
            return [name for file in files for name, _ in catalogue.documents_of_file(file).values()]
    except IndexMissingError:  # nothing could be read, and nothing was there before
        return []


def _reopen(answerers: Answerers) -> None:
    """So that the next question is asked of what came of it."""
    if answerers.service.is_loaded:
        answerers.service.open(lambda _: None, newest=True)


def _failed(name: str, error: DocumentError, language: Language) -> dict[str, Any]:
    return {"name": name, "code": error.key, "detail": error.message(language), "hint": error.hint(language)}


def _public(document: dict[str, Any]) -> dict[str, Any]:
    """Without where the file lies on the server."""
    return {name: value for name, value in document.items() if name != "origin"}
