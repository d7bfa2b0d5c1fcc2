"""Which model plays which part: the embedder, what looks at passages again, what writes, what completes follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.chat.model import ModelRewriter
from rag.chat.rules import RuleRewriter
from rag.embed.bundled import BUNDLED_NAME, bundled_model, fingerprint
from rag.embed.cross_encoder import CrossEncoderReranker
from rag.embed.light import LightChoice, LightEmbedder, can_run
from rag.embed.precision import fastest_precision
from rag.embed.sentence_transformer import ModelChoice, SentenceTransformerEmbedder, precision_subject, use_cores
from rag.ports import Embedder, PassageReader, Reranker, Rewriter
from rag.reader.hits import HitReader
from rag.reader.reader import Reader, weights_fingerprint
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from rag.answer.generate.generative import Writer
    from rag.answer.generate.opinion import Ask
    from rag.answer.generate.prompt import Prompt
    from rag.ports import Stop
    from rag.spread.recipe import Maker

Notify = Callable[[str], None]

_REWRITING_SECONDS = 20.0
"""Without a sign of life, before a follow-up is left to the rules: the answer is still to come."""
_REWRITING_TOKENS = 128


def make_embedder(
    settings: Settings, notify: Notify = lambda _: None, cores: int | None = None
) -> LightEmbedder | SentenceTransformerEmbedder:
    """The embedding model. The bundled one is loaded when it is first needed, any other at once (seconds).

    `notify` is told "measuring", "no_openvino" or "unpacking" when something takes longer. `cores`: how many it may
    use, where the others are for other processes; None for all.
    """
    prefixes = settings.query_prefix, settings.passage_prefix
    if settings.embedder != "bundled":
        # A model that is not ours is trusted in float32 only: what bfloat16 does to it was not looked at.
        precision: str = "float32" if settings.precision == "auto" else settings.precision
        return SentenceTransformerEmbedder(ModelChoice(settings.embedder, settings.embedder, precision, *prefixes))
    if can_run():
        return LightEmbedder(replace(_light(settings, notify), cores=cores))
    notify("no_openvino")
    path, precision = str(bundled_model(settings.cache_dir, notify)), settings.precision
    if precision == "auto":
        precision = fastest_precision(precision_subject(path, fingerprint()), settings.cache_dir, notify)
    return SentenceTransformerEmbedder(ModelChoice(BUNDLED_NAME, path, precision, *prefixes, fingerprint()))


def worker_maker(settings: Settings, embedder: Embedder) -> Maker:
    """How workers make the same embedder: of the settings it takes those that decide vectors, and no other.

    The precision is the one in use here, so that vectors do not depend on where they were made.
    """
    from rag.spread.recipe import Maker  # brings along every reader

    precision = embedder.precision if isinstance(embedder, LightEmbedder) else settings.precision
    choice = (
        ("embedder", settings.embedder),
        ("precision", precision),
        ("query_prefix", settings.query_prefix),
        ("passage_prefix", settings.passage_prefix),
    )
    return Maker("rag.models:worker_embedder", choice, embedder.fingerprint)


def worker_embedder(cores: int, **choice: str | None) -> Embedder:
    """The embedder of a `worker_maker`, on the machine that it is asked on."""
    if choice["embedder"] != "bundled" or not can_run():
        use_cores(cores)
    return make_embedder(load_settings().model_copy(update=choice), cores=cores)


def _light(settings: Settings, notify: Notify) -> LightChoice:
    prefixes = settings.query_prefix, settings.passage_prefix
    return LightChoice(settings.cache_dir, settings.precision, *prefixes, notify)


def make_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """The reranker that is set, loaded (seconds), or None. Raises EmbedderError when it cannot be loaded."""
    return None if settings.reranker is None else CrossEncoderReranker(settings.reranker)


def make_reader(settings: Settings, embedder: Embedder) -> HitReader | None:
    """The reader, loaded when it is first needed; None where it is off, or where this platform cannot run it.

    Of the bundled model it takes what the embedder has loaded, where that is the embedder.
    """
    if not settings.reader or not can_run():
        return None
    base = embedder if isinstance(embedder, LightEmbedder) else LightEmbedder(_light(settings, lambda _: None))
    return HitReader(Reader(base))


def reader_state(settings: Settings) -> str:
    """The SHA-256 of the reader that the settings name, or why there is none. Nothing is loaded."""
    if not settings.reader:
        return "off"
    return weights_fingerprint() if can_run() else "unavailable: OpenVINO is not installed on this platform"


def prompt_versions(settings: Settings) -> dict[str, str]:
    """The version of each prompt that a chat model gets with these settings; none where none is asked."""
    from rag.answer.generate import prompt
    from rag.chat import prompt as follow_up

    completes = settings.follow_ups and (settings.follow_up_model or settings.model)
    asked = {"prompt": (settings.model, prompt.VERSION), "follow_up_prompt": (completes, follow_up.VERSION)}
    return {name: str(version) for name, (model, version) in asked.items() if model}


@dataclass(frozen=True, slots=True)
class SecondPass:
    """What looks again at passages that were found, and what writes of them; each part None where there is none."""

    reranker: Reranker | None = None
    reader: PassageReader | None = None
    writer: Writer | None = None
    judge: Ask | None = None


def make_second_pass(settings: Settings, embedder: Embedder) -> SecondPass:
    """What the settings name. Raises EmbedderError or ModelSetupError for a model that cannot be had."""
    return SecondPass(
        make_reranker(settings), make_reader(settings, embedder), make_writer(settings), make_judge(settings)
    )


def make_writer(settings: Settings) -> Writer | None:
    """The chat model that is set, ready to be asked, or None. Raises ModelSetupError when it cannot be made."""
    if settings.model is None:
        return None
    from rag.answer.generate.generative import Writer
    from rag.answer.generate.prompt import Budget
    from rag.llm.calm import calmer
    from rag.llm.make import make_chat_model, model_limits
    from rag.llm.retrying import Retries
    from rag.llm.tokens import PER_MESSAGE, count_tokens

    model, limits = make_chat_model(settings), model_limits(settings)

    def stream(model: BaseChatModel, prompt: Prompt, stop: Stop) -> Generator[str]:
        return _streamed(model, (prompt.system, prompt.user), stop, timeout=settings.model_timeout, most=limits.answer)

    return Writer(
        model,
        calmer(model),
        settings.model,
        stream,
        Retries(),
        Budget(lambda text: count_tokens(text, settings.cache_dir), limits.prompt - 2 * PER_MESSAGE),
    )


def make_rewriter(settings: Settings, writer: Writer | None = None) -> Rewriter | None:
    """What makes follow-ups standalone: rules or, where there is one, a chat model; None where that is off.

    The model is the one that is set for it, or else that of the `writer`. Raises ModelSetupError.
    """
    if not settings.follow_ups:
        return None
    if settings.follow_up_model is not None:
        from rag.llm.make import make_chat_model

        model = make_chat_model(settings.model_copy(update={"model": settings.follow_up_model}))
    elif writer is not None:
        model = writer.model
    else:
        return RuleRewriter()
    from rag.llm.tokens import count_tokens

    timeout = min(settings.model_timeout, _REWRITING_SECONDS)

    def say(system: str, user: str) -> Generator[str]:
        return _streamed(model, (system, user), lambda: False, timeout=timeout, most=_REWRITING_TOKENS)

    return ModelRewriter(say, RuleRewriter(), lambda text: count_tokens(text, settings.cache_dir))


def make_judge(settings: Settings) -> Ask | None:
    """What asks the chat model that gives second opinions, or None. Raises ModelSetupError when it cannot be made."""
    if settings.judge_model is None:
        return None
    from rag.llm.make import make_chat_model

    model = make_chat_model(settings.model_copy(update={"model": settings.judge_model}))
    timeout = settings.model_timeout
    return lambda system, user: "".join(_streamed(model, (system, user), lambda: False, timeout=timeout, most=64))


def _streamed(
    model: BaseChatModel, messages: tuple[str, str], stop: Stop, *, timeout: float, most: int
) -> Generator[str]:
    from langchain_core.messages import HumanMessage, SystemMessage

    from rag.llm.streaming import stream_text

    system, user = messages
    yield from stream_text(
        model, [SystemMessage(system), HumanMessage(user)], timeout=timeout, stop=stop, max_tokens=most
    )
