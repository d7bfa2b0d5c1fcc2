"""Reading files: folders to files, files to articles of clean text."""

from rag.ingest.read.base import ReadLimits, read_bytes
from rag.ingest.read.find import FileSearch, FoundFile, find_files
from rag.ingest.read.problem import Problem
from rag.ingest.read.reader import SUPPORTED_SUFFIXES, is_streamed, read_data, read_file

__all__ = [
    "SUPPORTED_SUFFIXES",
    "FileSearch",
    "FoundFile",
    "Problem",
    "ReadLimits",
    "find_files",
    "is_streamed",
    "read_bytes",
    "read_data",
    "read_file",
]
