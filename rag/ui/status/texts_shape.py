"""What the page about the application has to say in each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusTexts:
    """The strings of one language. A field that is missing in a language does not construct."""

    title: str
    summary: str
    articles_one: str
    articles_many: str
    passages_one: str
    passages_many: str
    empty: str
    low: str
    index: str
    models: str
    storage: str
    versions: str
    settings: str
    commands: str
    articles: str
    passages: str
    languages: str
    size: str
    generation: str
    created: str
    at: str
    embedder: str
    fingerprint: str
    vectors: str
    dimension: str
    search: str
    chunker: str
    chunked: str
    schema: str
    folder: str
    folder_of_articles: str
    index_folder: str
    data_folder: str
    data_size: str
    free: str
    state: str
    loaded: str
    not_loaded: str
    reader: str
    reader_on: str
    reader_off: str
    reader_missing: str
    reranker: str
    writer: str
    writer_none: str
    judge: str
    follow_ups: str
    follow_ups_rules: str
    follow_ups_off: str
    none: str
    verify: str
    verifying: str
    verified: str
    all_settings: str
    only_defaults: str
    setting: str
    value: str
    origin: str
    meaning: str
    hidden: str
    unset: str
    from_default: str
    from_file: str
    from_environment: str
    from_argument: str
    do_status: str
    do_ingest: str
    do_list: str
    do_eval: str
    do_app: str
    same_variables: str
    kilobytes: str
    megabytes: str
    gigabytes: str
