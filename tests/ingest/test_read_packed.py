"""EPUB and DOCX."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path

import pytest

from rag.ingest.read import ReadLimits
from tests.ingest.read_samples import article, docx, epub, headings, pack, problem

METADATA = (
    "<dc:title>Le livre &amp; moi</dc:title><dc:language>fr-FR</dc:language><dc:date>2025-04-30</dc:date>"
    "<dc:publisher>Éditions</dc:publisher>"
)
CHAPTER = """<h1>Chapitre <em>un</em></h1><p>Il dit&#160;: «&#160;oui&#160;» et
<strong>part</strong>.<a epub:type="noteref" href="#n1">2</a></p><p hidden="hidden">CACHE</p><script/>
<section epub:type="toc"><p>TABLE</p></section>"""


def test_a_book_is_its_chapters_in_order(tmp_path: Path) -> None:
    index = "<h1>Index</h1><ul>" + "".join(f'<li><a href="c0.xhtml#{n}">mot {n}</a></li>' for n in range(9)) + "</ul>"
    item = article(tmp_path, "a.epub", epub([CHAPTER, "<h1>Deux</h1><p>Texte.</p>", index], METADATA))
    assert item.text == "Chapitre un\n\nIl dit\u00a0: «\u00a0oui\u00a0» et part.\n\nDeux\n\nTexte."
    assert headings(item) == [(1, "Chapitre un"), (1, "Deux")]
    assert (item.title, item.language, item.date) == ("Le livre & moi", "fr", dt.date(2025, 4, 30))
    assert item.source == "Éditions"


def test_books_that_cannot_be_read(tmp_path: Path) -> None:
    book = epub([CHAPTER], METADATA)
    assert problem(tmp_path, "a.epub", book[: len(book) // 2]) == "file_damaged"
    assert problem(tmp_path, "a.epub", pack({"x.txt": "x"})) == "file_damaged"
    assert problem(tmp_path, "a.epub", epub([], METADATA)) == "file_damaged"
    assert problem(tmp_path, "a.epub", epub(["<img src='a.png'/>"], METADATA)) == "file_no_text"
    assert problem(tmp_path, "a.epub", b"PK\x03\x04 no archive") == "file_damaged"


def test_a_book_with_encrypted_chapters(tmp_path: Path) -> None:
    lock = '<encryption><EncryptedData><CipherReference URI="OEBPS/{}"/></EncryptedData></encryption>'
    font = epub([CHAPTER], METADATA, {"META-INF/encryption.xml": lock.format("font.otf")})
    assert article(tmp_path, "a.epub", font)
    locked = epub([CHAPTER], METADATA, {"META-INF/encryption.xml": lock.format("c0.xhtml")})
    assert problem(tmp_path, "a.epub", locked) == "file_encrypted"


@pytest.mark.parametrize("name", ["a.epub", "a.docx"])
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    bomb = pack({"word/document.xml": bytes(3_000_000), "META-INF/container.xml": "x"})
    assert len(bomb) < 10_000
    assert problem(tmp_path, name, bomb, ReadLimits(max_unpacked_mb=2)) == "file_unpacked"


def test_a_member_that_lies_about_its_size_is_cut_off(tmp_path: Path) -> None:
    bomb = bytearray(pack({"META-INF/container.xml": bytes(3_000_000)}))
    directory = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<I", bomb, directory + 24, 10)
    assert problem(tmp_path, "a.epub", bytes(bomb), ReadLimits(max_unpacked_mb=1)) == "file_damaged"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def paragraph(content: str, style: str = "") -> str:
    properties = f'<w:pStyle w:val="{style}"/><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def test_a_word_document(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("A", "B"))
    body = (
        paragraph(run("Le titre"), "Heading1")
        + paragraph(run("Il dit\u00a0: a_b * c ") + run("gras", "<w:b/>") + "<w:r><w:tab/></w:r>" + NOTE + run("fin"))
        + paragraph(run("Section"), "Titre2")
        + paragraph(run("CACHE", "<w:vanish/>") + run("visible"))
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + "<w:p><w:del><w:r><w:delText>SUPPRIME</w:delText></w:r></w:del></w:p>"
    )
    item = article(tmp_path, "a.docx", docx(body))
    assert item.text == "Il dit\u00a0: a_b * c gras fin\n\nSection\n\nvisible\n\nA | B"
    assert item.title == "Le titre"
    assert headings(item) == [(2, "Section")]


def test_word_documents_that_cannot_be_read(tmp_path: Path) -> None:
    assert problem(tmp_path, "a.docx", pack({"a.txt": "x"})) == "file_damaged"
    assert problem(tmp_path, "a.docx", bytes(500)) == "file_damaged"
    assert problem(tmp_path, "a.docx", "Bonjour") == "file_damaged"
    assert problem(tmp_path, "a.docx", docx("<w:p/>")) == "file_no_text"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert problem(tmp_path, "a.docx", locked) == "file_encrypted"
