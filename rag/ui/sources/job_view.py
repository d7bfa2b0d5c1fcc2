"""A change to the articles as HTML: how far it is, and what came of it."""

from __future__ import annotations

from rag.ingest.progress import Report
from rag.ingest.trash import Deletion
from rag.messages import Language
from rag.ui.markup import Html, alert, element, join
from rag.ui.sources.jobs import Job, Kind, Stage
from rag.ui.sources.style import JOB_CSS
from rag.ui.sources.texts import SOURCES_TEXTS, SourcesTexts, left_text
from rag.ui.texts import TEXTS, count_text, number_text, seconds_text

STYLE = element("style", Html(JOB_CSS))

FAILURES = 50
"""Failures that are shown; of more, only the number is said."""


def running_html(job: Job, language: Language, *, may_stop: bool) -> Html:
    """How far a job is, with a button that ends it where there is a place to end at."""
    texts, stage = SOURCES_TEXTS[language], job.stage
    left = job.seconds_left
    row = element("div", element("h3", _name(job.kind, texts)), _stop(job, texts) if may_stop else None, class_="row")
    return element(
        "section",
        row,
        element("progress", value=f"{stage.share:.3f}" if stage.size else None, max="1", aria_label=texts.job_progress),
        element("p", _step(stage, language), class_="file"),
        element("p", join(" · ".join(_counted(stage, language) + ([left_text(left, language)] if left else [])))),
        STYLE,
        class_="job", aria_label=_name(job.kind, texts),
    )  # fmt: skip


def ended_html(job: Job, deletion: Deletion | None, language: Language) -> Html:
    """What came of a job, each failure with its reason; of a deletion, that it can be undone."""
    texts = SOURCES_TEXTS[language]
    dismiss = element(
        "button", "×", type="button", class_="dismiss", data_event="dismissed", data_value="", aria_label=texts.dismiss
    )
    parts: list[Html | None] = []
    if job.report is not None:
        parts += [element("h3", report_text(job.kind, job.report, language)), *_details(job.report, language)]
    if job.error is not None:
        parts.append(alert(job.error.localized(language)))
        if job.kind in {"add", "replace"}:
            parts.append(element("p", texts.done_files_kept))
    elif job.report is None:
        parts.append(alert(TEXTS[language].unexpected))
    if job.kind == "delete" and job.error is None and deletion is not None:
        parts.append(_undo(deletion, language))
    failed = job.report is None or bool(job.report.failed)
    return element("section", dismiss, *parts, STYLE, class_="job failed" if failed else "job", role="status")


def deletion_html(deletion: Deletion, language: Language) -> Html:
    """What was deleted last, with a button that puts it back."""
    texts = SOURCES_TEXTS[language]
    title, more = deletion.kept[0].document.title if deletion.kept else "–", len(deletion.kept) - 1
    told = texts.undo_more if more > 0 else texts.undo_one
    return element(
        "p", told.format(title=title, count=number_text(more, language)), " ", _undo_button(texts), STYLE,
        class_="deleted",
    )  # fmt: skip


def report_text(kind: Kind, report: Report, language: Language) -> str:
    """What a job did, counted: “3 articles added · 1 replaced”."""
    texts = SOURCES_TEXTS[language]
    added = (texts.done_back_one, texts.done_back_many) if kind == "undo" else (
        texts.done_added_one, texts.done_added_many)  # fmt: skip
    counted = [
        (*added, report.added),
        (texts.done_replaced_one, texts.done_replaced_many, report.replaced),
        (texts.done_removed_one, texts.done_removed_many, report.removed),
        (texts.done_unchanged_one, texts.done_unchanged_many, report.unchanged),
    ]
    parts = [count_text(one, many, count, language) for one, many, count in counted if count]
    return " · ".join(parts) or texts.done_nothing


def _name(kind: Kind, texts: SourcesTexts) -> str:
    names: dict[Kind, str] = {
        "add": texts.job_add, "replace": texts.job_replace, "delete": texts.job_delete, "undo": texts.job_undo,
        "reindex": texts.job_reindex,
    }  # fmt: skip
    return names[kind]


def _stop(job: Job, texts: SourcesTexts) -> Html | None:
    if job.is_stopped:
        return element("span", texts.cancelling)
    if not job.can_be_stopped:
        return None
    return element("button", texts.cancel, type="button", class_="text-button", data_event="stopped", data_value="")


def _step(stage: Stage, language: Language) -> str:
    texts, of_all = SOURCES_TEXTS[language], TEXTS[language]
    waits = {"unpacking": of_all.unpacking, "measuring": of_all.measuring, "opening": texts.job_opening}
    if stage.note in waits:
        return waits[stage.note]
    if not stage.file:
        return texts.job_starting
    if not stage.files:
        return texts.job_checking.format(file=stage.file)
    return texts.job_file.format(begun=max(1, stage.begun), files=stage.files, file=stage.file)


def _counted(stage: Stage, language: Language) -> list[str]:
    if not stage.expected:
        return []
    done, expected = number_text(stage.embedded, language), number_text(stage.expected, language)
    return [SOURCES_TEXTS[language].job_passages.format(embedded=done, expected=expected)]


def _details(report: Report, language: Language) -> list[Html | None]:
    texts = SOURCES_TEXTS[language]
    parts: list[Html | None] = []
    if report.passages:
        passages = count_text(texts.passages_one, texts.passages_many, report.passages, language)
        seconds = seconds_text(report.seconds * 1000, language)
        parts.append(element("p", texts.done_in.format(passages=passages, seconds=seconds)))
    if report.interrupted:
        parts.append(element("p", texts.done_stopped))
    if report.failed:
        parts.append(element("p", count_text(texts.failed_one, texts.failed_many, len(report.failed), language)))
        parts.append(_failures(report, language))
    return parts


def _failures(report: Report, language: Language) -> Html:
    texts = SOURCES_TEXTS[language]
    items = [
        element("li", element("strong", problem.name), " ", element("span", problem.error.localized(language)))
        for problem in report.failed[:FAILURES]
    ]
    more = len(report.failed) - FAILURES
    if more > 0:
        items.append(element("li", texts.failed_more.format(count=number_text(more, language))))
    return element("ul", *items, class_="failures")


def _undo(deletion: Deletion, language: Language) -> Html:
    texts = SOURCES_TEXTS[language]
    elsewhere = len(deletion.files) < len({one.file for one in deletion.kept})
    told = f"{texts.undo_elsewhere} " if elsewhere else None
    return element("p", told, _undo_button(texts))


def _undo_button(texts: SourcesTexts) -> Html:
    return element("button", texts.undo, type="button", class_="text-button", data_event="undone", data_value="")
