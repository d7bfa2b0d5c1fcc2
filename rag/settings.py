"""The settings: read once at the edge (command line, page, your own program) and passed in.

From the strongest to the weakest: arguments, `SOURCIER_…` environment variables, `sourcier.toml` in the current
folder, the defaults below. A name that is not known is an error, not a shrug.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import Phrase, SettingsError
from rag.people import covers, is_entry
from rag.reasons import UnfitError, quoted, reason_of

PREFIX = "SOURCIER_"
FILE = Path("sourcier.toml")


def _names(given: object) -> object:
    return [name.strip() for name in given.split(",") if name.strip()] if isinstance(given, str) else given


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_names)]
"""Several of them: a list in `sourcier.toml`, with commas between them in an environment variable."""


def _people(given: tuple[str, ...]) -> tuple[str, ...]:
    for entry in given:
        if not is_entry(entry):
            raise UnfitError("no_person", entry=entry)
    return given


People = Annotated[Names, AfterValidator(_people)]
"""E-mail addresses and @domains."""


def _origins_of(given: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(entry.rstrip("/").lower() for entry in given)
    for entry in found:
        if not _ORIGIN.fullmatch(entry):
            raise UnfitError("no_origin", entry=entry)
    return found


_ORIGIN = re.compile(r"https?://[^\s/?#@*,]+")
Origins = Annotated[Names, AfterValidator(_origins_of)]
"""Scheme, host and, where it is not the usual one, port: as browsers send it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a setting comes from; `name` is that of the environment variable or of the file."""

    kind: Literal["default", "file", "environment", "argument"] = "default"
    name: str = ""


_ARGUMENT = Origin("argument")


class Settings(BaseSettings):
    """Everything that can be chosen. Frozen; `load_settings` makes one and turns mistakes into SettingsErrors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True)

    index: Path = Field(Path("index/default"), description="folder of the index")
    cache_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("sourcier", appauthor=False)),
        description="keeps which precision is fastest here and, where there is no OpenVINO, the unpacked model",
    )
    embedder: str = Field("bundled", description="“bundled”, or any sentence-transformers model: a name or a folder")
    query_prefix: str | None = Field(None, description="put before a question; unset: the model's own prompt")
    passage_prefix: str | None = Field(None, description="put before a passage; unset: the model's own prompt")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="of the embedder; auto: the fastest with cosine ≥ 0.999 to float32 on this machine"
    )
    target_tokens: int = Field(160, ge=16, le=400, description="tokens that a passage aims at")
    max_tokens: int = Field(256, ge=32, le=420, description="tokens that a passage never exceeds")
    max_file_mb: float = Field(
        50, gt=0, allow_inf_nan=False, description="largest file (or line of a JSONL file) that is read, in MB"
    )
    top_k: int = Field(16, ge=1, le=200, description="passages retrieved for a question, in all")
    legs: Literal["hybrid", "dense", "lexical"] = Field(
        "hybrid", description="of retrieval: vectors, words, or both fused; one alone is for comparing"
    )
    reranker: str | None = Field(
        None, description="any sentence-transformers CrossEncoder, a name or a folder, that ranks what was found again"
    )
    rerank_depth: int = Field(30, ge=1, le=1000, description="passages that the reranker is given")
    reader: bool = Field(
        True, description="whether the passages found first are read together with the question; off is faster"
    )
    reader_passages: int = Field(12, ge=1, le=100, description="passages that the reader reads for a question, at most")
    max_sentences: int = Field(3, ge=1, le=10, description="sentences quoted in an answer")
    answer_threshold: float = Field(
        0.5, ge=0, le=1, description="abstain below this confidence; higher refuses more and errs less"
    )
    model: str | None = Field(
        None,
        description="chat model that writes the answers, as “provider:name” or “gguf:FILE”; unset: they are quoted",
    )
    model_url: str | None = Field(None, description="address of an OpenAI-compatible server, mostly ending in /v1")
    model_timeout: float = Field(
        60, gt=0, le=3600, description="seconds without a sign of life after which the chat model is given up"
    )
    model_context: int = Field(
        8192, ge=512, description="tokens that the chat model takes, its prompt and its answer together"
    )
    model_max_tokens: int = Field(1024, ge=16, description="tokens that an answer of the chat model never exceeds")
    model_passages: int = Field(8, ge=1, le=200, description="passages that the chat model is given, at most")
    strict: bool = Field(False, description="whether sentences of a chat model that nothing supports are left out")
    judge_model: str | None = Field(
        None, description="chat model that is asked whether a source supports a sentence; unset: the check alone says"
    )
    follow_ups: bool = Field(
        True, description="whether a follow-up question is searched for with what it leaves out; off: as it stands"
    )
    follow_up_model: str | None = Field(
        None, description="chat model that completes follow-ups; unset: the one that answers, or rules without one"
    )
    data: Path | None = Field(
        None,
        description="folder of what people add: articles, conversations, question sets; unset: beside the index, "
        "as default.data",
    )
    store: Literal["faiss", "milvus"] = Field(
        "faiss", description="what keeps the vectors of a new index; one that is there keeps what it has"
    )
    store_uri: str | None = Field(
        None, description="address of a Milvus server, or a file for Milvus Lite; unset: milvus.db in the index"
    )
    store_method: Literal["exact", "hnsw"] = Field(
        "exact", description="how a new index in Milvus is searched; hnsw from a million passages on"
    )
    store_replicas: int = Field(
        1, ge=1, le=64, description="query nodes of a Milvus cluster that hold the vectors at once, each all of them"
    )
    store_timeout: float = Field(10, gt=0, le=3600, description="seconds that a call to Milvus may take")
    folders: Names = Field((), description="folders that the page may index, besides those that are indexed already")
    upload_files: int = Field(20, ge=1, le=1000, description="files that the page takes at a time, at most")
    sign_in: bool = Field(False, description="whether people sign in, by OpenID Connect")
    allowed: People = Field((), description="e-mail addresses and @domains that may sign in")
    editors: People = Field((), description="those of them that may change the articles")
    open_access: bool = Field(
        False, description="whether the page is served to other machines though nobody signs in; then all may change it"
    )
    models: Names = Field((), description="further chat models that sourcier serve offers by their names")
    rate_limit: int = Field(
        600,
        ge=0,
        le=1_000_000,
        description="requests a minute that sourcier serve and mcp take with one token; 0: any number",
    )
    request_seconds: float = Field(
        300,
        gt=0,
        le=86_400,
        allow_inf_nan=False,
        description="seconds after which sourcier serve and mcp give a request up, a chat model's writing with it",
    )
    cors_origins: Origins = Field((), description="pages elsewhere whose scripts may ask sourcier serve")
    max_question: int = Field(2000, ge=10, description="longest question, in characters")
    language: Literal["auto", "fr", "en"] = Field("auto", description="of messages and of the page")

    _origins: dict[str, Origin] = PrivateAttr(default_factory=dict)

    def origin(self, name: str) -> Origin:
        """Where that value comes from; in settings that `load_settings` did not make: an argument, or the default."""
        return self._origins.get(name, _ARGUMENT if name in self.model_fields_set else Origin())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some values changed: those are arguments from then on."""
        copied = super().model_copy(update=update, deep=deep)
        copied._origins = {**self._origins, **dict.fromkeys(update or {}, _ARGUMENT)}
        return copied

    def __eq__(self, other: object) -> bool:
        """Whether the values are the same, wherever they come from."""
        return isinstance(other, Settings) and self.model_dump() == other.model_dump()

    def __hash__(self) -> int:
        return hash(tuple(self.model_dump().values()))

    @property
    def data_folder(self) -> Path:
        """Of what people add. It is not part of the index, which can be deleted and made again."""
        return self.data or self.index.with_name(f"{self.index.name}.data")

    @model_validator(mode="after")
    def _passages_fit(self) -> Settings:
        if self.target_tokens > self.max_tokens:
            raise UnfitError("exceeds", setting="target_tokens", other="max_tokens")
        if self.model_max_tokens >= self.model_context:
            raise UnfitError("no_room", setting="model_max_tokens", other="model_context")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic-settings'
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then `sourcier.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**given: Any) -> Settings:
    """The settings in force; `given` values that are None count as not given.

    Raises SettingsError for a name that is not known, a value that does not fit, or sign-in for nobody.
    """
    _reject_unknown_variables()
    arguments = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**arguments)
        settings._origins = _origins(arguments)
    except ValidationError as error:
        raise _settings_error(error) from error
    except UnicodeEncodeError as error:
        raise _no_text(error) from error
    except (ValueError, OSError, RecursionError) as error:  # a number of thousands of digits is a ValueError alone
        raise SettingsError("settings_file", path=FILE, reason=quoted(_told(error))) from error
    _check_people(settings)
    return settings


def _origins(arguments: Mapping[str, object]) -> dict[str, Origin]:
    """Of all that was set, the strongest last."""
    file = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}
    variables = {
        variable[len(PREFIX) :].lower(): Origin("environment", variable)
        for variable in os.environ
        if variable.upper().startswith(PREFIX)
    }
    return dict.fromkeys(file, Origin("file", FILE.name)) | variables | dict.fromkeys(arguments, _ARGUMENT)


def _check_people(settings: Settings) -> None:
    """That nobody is let in by accident, and that an editor is not left out by one."""
    if not settings.sign_in:
        return
    if not settings.allowed:
        raise SettingsError("sign_in_nobody")
    for editor in settings.editors:
        if not covers(settings.allowed, editor):
            raise SettingsError("sign_in_editor", name=editor)


def _reject_unknown_variables() -> None:
    for variable in os.environ:
        if variable.upper().startswith(PREFIX):
            name = variable[len(PREFIX) :].lower()
            if name not in Settings.model_fields:
                raise SettingsError("setting_unknown", name=variable, known=_suggest(name, as_variables=True))


def _settings_error(error: ValidationError) -> SettingsError:
    first = error.errors()[0]
    reason = reason_of(first)
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return SettingsError("setting_unknown", name=name, known=_suggest(name, as_variables=False))
    if name:
        return SettingsError("setting_bad", name=name, value=repr(first["input"]), reason=reason)
    values = Phrase("these_values")  # several settings are at odds: the reason names the first of them and the other
    return SettingsError("setting_bad", name=reason.values["setting"], value=values, reason=reason)


def _no_text(error: UnicodeEncodeError) -> SettingsError:
    """Of a variable that holds bytes which are no UTF-8."""
    mine = [(name, value) for name, value in os.environ.items() if name.upper().startswith(PREFIX)]
    name, value = next(((n, v) for n, v in mine if v != v.encode("utf-8", "replace").decode()), (PREFIX, error.object))
    return SettingsError("setting_bad", name=name, value=ascii(value), reason=Phrase("unicode"))


def _told(error: Exception) -> object:
    """Of the system the words alone: the file is named already."""
    return error.strerror or error if isinstance(error, OSError) else error


def _suggest(name: str, *, as_variables: bool) -> str:
    known = list(Settings.model_fields)
    near = difflib.get_close_matches(name, known, n=3) or known
    return ", ".join(PREFIX + n.upper() if as_variables else n for n in near)
