"""Small files of every format, made here, that inputs are bred from."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping

TEXT = """# Le pont de la ville

Le pont a été construit en 1897 par l'ingénieur Jean Martin. Il mesure 240,5 m et a coûté 1 200 000 francs !

## L’inondation du 3 mai 2024

M. Durand a dit : « La route est fermée. » Mr. Smith (p. 12) agreed… “Never again!” The U.S. team left at 5 p.m.

- un point ; 3 %
- un autre

1. first
2. second

| A | B |
|---|---|
| 1 | 2 |

```python
code = "x"
```

> A quotation[^1] with [a link](https://example.org "t") and ![an image](a.png), **bold**, *it*,
> `code` &amp; <b>html</b>.

[^1]: A note.
"""
FRONT = """---
title: "Le pont : histoire"
date: 2024-05-03
lang: fr
source: La Gazette
url: https://example.org/pont
tags: [a, b]
---
"""
PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Le pont - La Gazette</title>
<meta property="og:site_name" content="La Gazette"><meta name="date" content="2024-05-03">
<script type="application/ld+json">{"datePublished": "2024-05-03"}</script><link rel="canonical" href="/a"></head><body>
<nav><ul><li><a href="/a">A</a><li><a href="/b">B</a><li><a href="/c">C</a></ul></nav><main><article><h1>Le pont</h1>
<p>Le pont a été construit en <time datetime="1897-01-01">1897</time><sup><a href="#n1">1</a></sup>.
<p>Deux<br><br>lignes
<table><caption>T</caption><tr><th>A<td>B</table><ul><li>un<ul><li>deux</ul></ul><ol start="3"><li>x</ol><pre> a
 b</pre><q>cité</q><!-- rien --><svg><text>no</text></svg><![CDATA[x]]><dl><dt>a<dd>b</dl></article></main>
</body></html>"""
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CONTAINER = '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>'
_PACKAGE = """<package><metadata><dc:title>Livre</dc:title><dc:language>fr</dc:language><dc:date>2025-04-30</dc:date>
</metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c"/></spine></package>"""
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
Target="word/document.xml"/></Relationships>"""
_BODY = """<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Titre</w:t></w:r></w:p><w:p><w:r><w:t>Le pont a été
construit en 1897.</w:t><w:tab/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p><w:tbl><w:tr><w:tc>
<w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"""


def pack(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)  # at a fixed time, for the same bytes each day
    return buffer.getvalue()


def docx(body: str = _BODY, head: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document; `head` stands before its root element."""
    document = f'<?xml version="1.0"?>{head}<w:document {_WORD}><w:body>{body}</w:body></w:document>'
    fixed = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    return pack({**fixed, "word/document.xml": document}, method)


def epub(chapter: str = PAGE, package: str = _PACKAGE, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A book of one chapter."""
    return pack({"META-INF/container.xml": _CONTAINER, "O/b.opf": package, "O/c.xhtml": chapter}, method)


def book_parts() -> bytes:
    """What `book` makes a book of."""
    return "\0\n".join((_CONTAINER, _PACKAGE, PAGE)).encode()


def book(data: bytes) -> bytes:
    """A book whose container, package and chapter are these, with a line of NUL between them."""
    container, _, rest = data.partition(b"\0\n")
    package, _, chapter = rest.partition(b"\0\n")
    return pack({"META-INF/container.xml": container, "O/b.opf": package, "O/c.xhtml": chapter}, zipfile.ZIP_STORED)


def document_part() -> bytes:
    """What `word` makes a document of."""
    return f'<?xml version="1.0"?><w:document {_WORD}><w:body>{_BODY}</w:body></w:document>'.encode()


def word(data: bytes) -> bytes:
    """A Word document whose text is this."""
    fixed = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    return pack({**fixed, "word/document.xml": data}, zipfile.ZIP_STORED)


def pdf(pages: int = 1, content: bytes = b"BT /F1 12 Tf 60 700 Td (Le pont a ete construit en 1897.) Tj ET") -> bytes:
    """A PDF whose pages all have this content, deflated where it is long."""
    stored = zlib.compress(content, 9) if len(content) > 200 else content
    how = b"/Filter/FlateDecode" if stored is not content else b""
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(stored), how, stored),
        *[page] * pages,
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def lines() -> bytes:
    """JSON lines."""
    article = {"id": "a", "title": "Le pont", "text": TEXT[:300], "date": "2024-05-03", "lang": "fr", "source": "G"}
    return (json.dumps(article) + "\n" + json.dumps({"text": "Two.", "id": 7}, ensure_ascii=False) + "\n\n").encode()
