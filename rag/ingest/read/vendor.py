"""The one place where kreuzberg is called: its exceptions, including a Rust panic, become DocumentErrors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import DocumentError
from rag.ingest.read.base import ReadLimits

if TYPE_CHECKING:
    from kreuzberg import ExtractionResult


def extract(data: bytes, mime_type: str, kind: str, limits: ReadLimits) -> ExtractionResult:
    """What kreuzberg makes of a file: text by page where there are pages, and the structure of the document.

    Nothing is cached, fetched or recognised from pictures. Raises DocumentError: `file_encrypted`, `file_slow` where
    it takes more than `limits.max_seconds`, `file_damaged` for all else, with the vendor's error as its cause.
    """
    import kreuzberg

    config = kreuzberg.ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,
        postprocessor=kreuzberg.PostProcessorConfig(enabled=False),
        pages=kreuzberg.PageConfig(extract_pages=True),
        include_document_structure=True,
        output_format="markdown",  # in any other the structure is one paragraph a page
        extraction_timeout_secs=limits.max_seconds,
    )
    try:
        return kreuzberg.extract_bytes_sync(data, mime_type, config)
    except kreuzberg.ExtractionTimeoutError as error:
        raise DocumentError("file_slow", limit=limits.max_seconds) from error
    except (kreuzberg.KreuzbergError, RuntimeError, ValueError, OSError) as error:
        raise DocumentError("file_encrypted" if _says_password(error) else "file_damaged", kind=kind) from error
    except BaseException as error:
        # pyo3 raises a panic of the Rust code as a BaseException that no module exports.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError("file_damaged", kind=kind) from error


def _says_password(error: Exception) -> bool:
    text = str(error).lower()
    return "password" in text or "encrypt" in text
