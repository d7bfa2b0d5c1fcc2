"""The tables of a catalogue, and what is shown of a document."""

SCHEMA = """
CREATE TABLE files (
  origin   TEXT PRIMARY KEY,      -- absolute path of a file that was read
  hash     TEXT NOT NULL          -- SHA-256 of its bytes
) WITHOUT ROWID;
CREATE TABLE documents (
  id       TEXT PRIMARY KEY,
  file     TEXT NOT NULL,         -- the file that it came from; equals origin unless the file holds several
  origin   TEXT NOT NULL UNIQUE,
  hash     TEXT NOT NULL,         -- Document.content_hash
  title    TEXT NOT NULL,
  language TEXT NOT NULL,
  date     TEXT,                  -- ISO 8601
  source   TEXT NOT NULL,
  url      TEXT NOT NULL,
  headings TEXT NOT NULL,         -- JSON: [[start, end, level], …]
  characters INTEGER NOT NULL,    -- of the text, so that listing does not read it
  text     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_file ON documents (file);
CREATE TABLE passages (
  id          TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  start       INTEGER NOT NULL,
  end         INTEGER NOT NULL,
  language    TEXT NOT NULL,
  heading     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX passages_by_document ON passages (document_id, start);
"""

INFO = """
SELECT d.id, d.title, d.language, d.date, d.source, d.url, d.origin, d.characters,
       (SELECT count(*) FROM passages p WHERE p.document_id = d.id)
FROM documents d
"""
