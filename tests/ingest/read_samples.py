"""Small files of every kind, made by hand."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from rag.ingest.article import Article
from rag.ingest.read import Problem, ReadLimits, read_file

ENCRYPTED_PDF = zlib.decompress(
    base64.b85decode(
        "c-n=M&u$Yj5XRxU2cE$~$_WMkw__CTA#EZMpoXM?P*fqWJsTFnZrF8DTL~V9C*aJjufT;T-~~8x!n-XjYLM{3)_n7u&*PB?^TXMY-W3T&1XbDV"
        "WIV>lXIsDrHrP$I#&f%d2C<l3q-g@BZy|OK?jZcI@Xd<1<Ox2gc4a`cFX8_viCYa3>)i2U@P(aJrz;XeMH$kDwMJ!#OoK!REug7(wSy-5%wno"
        "ND3X`$wd?nNqQCDEl<V*cah;}3sKLHXZg0QX9~T!tZ@&Aw{`7JE^26lL@cZuk-t>8Pe(S}XZ#O<aIi{`C6@TR^uf3sd055l0XoFUvcw!sq<o"
        "mFB520|jZ%Os#vtkpV#>-$!Z)=aAA&M7>;iIu(IgnfkDXbUHC?S;LIp>aOmr0S!k@gNKFg1##0S8u5qAi77apHZ7pN<V-UOD1brnU8u8|^H0nu"
        "0K#jGUr8GgN2HdIh<r)DoA8Xu`EIf-92ZIU0(-@zWaegdm-eKMN@-xkNeYHG?iQWv@xGr%@vJG)DEF#tGfm)L(v~w#5eOILu{n4oKrgRmC6I{gP"
        "?v>a%S?s*4^RuEv~j${FWeaLE<de8i2SimB+Sq*CesiIX^xCfGW3<B-B6gTeG@miz({Tjaa"
    )
)
"""One page under the user password "secret" (RC4, 40 bits)."""

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_DOCX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_DOCX_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pack(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    """A PDF with one line of text under the other; a line that begins with "# " is set large."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<</Type/Catalog/Pages 2 0 R>>")
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for number, lines in enumerate(pages):
        resources = f"/Contents {5 + 2 * number} 0 R/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]{resources}>>".encode())
        content = b"".join(_pdf_line(line, 740 - 16 * row) for row, line in enumerate(lines))
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    objects.append(f"<</Title({title})>>".encode("cp1252"))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\n" % (len(objects) + 1, len(objects))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _pdf_line(line: str, height: int) -> bytes:
    size = 20 if line.startswith("# ") else 10
    text = line.removeprefix("# ").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf 60 {height} Td ({text}) Tj ET\n".encode("cp1252")


def docx(body: str) -> bytes:
    """A Word document with this content of `<w:body>`."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_WORD}><w:body>{body}</w:body></w:document>'
    styles = (
        f'<?xml version="1.0"?><w:styles {_WORD}><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Titre2">'
        '<w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>'
    )
    parts = {"[Content_Types].xml": _DOCX_TYPES, "_rels/.rels": _DOCX_RELATIONS, "word/document.xml": document}
    return pack({**parts, "word/styles.xml": styles, "word/media/image1.png": b"\x89PNG" + bytes(1000)})


def epub(chapters: Sequence[str], metadata: str, extra: Mapping[str, str] | None = None) -> bytes:
    """A book; `chapters` are contents of `<body>`, `metadata` that of `<metadata>`."""
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n, _ in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n, _ in enumerate(chapters))
    nav = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    package = (
        f"<package><metadata>{metadata}</metadata><manifest>{nav}{items}</manifest>"
        f'<spine><itemref idref="nav"/>{spine}</spine></package>'
    )
    members = {
        f"OEBPS/c{n}.xhtml": f"<html><head><title>x</title></head><body>{c}</body></html>"
        for n, c in enumerate(chapters)
    }
    navigation = "<html><body><nav><ol><li><a href='c0.xhtml'>NAVIGATION</a></li></ol></nav></body></html>"
    fixed = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, "OEBPS/book.opf": package}
    return pack({**fixed, "OEBPS/nav.xhtml": navigation, **members, **(extra or {})})


def read(folder: Path, name: str, content: bytes | str, limits: ReadLimits | None = None) -> list[Article | Problem]:
    """What a file with this content gives."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_file(path, limits or ReadLimits()))


def article(folder: Path, name: str, content: bytes | str) -> Article:
    """The one article of a file."""
    (item,) = read(folder, name, content)
    assert isinstance(item, Article), item
    check_spans(item)
    return item


def problem(folder: Path, name: str, content: bytes | str, limits: ReadLimits | None = None) -> str:
    """The key of the one problem of a file."""
    (item,) = read(folder, name, content, limits)
    assert isinstance(item, Problem), item
    assert item.name == name
    assert item.error.localized("fr") != item.error.localized("en")
    return item.error.key


def headings(item: Article) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    return [(h.level, item.text[h.span.start : h.span.end]) for h in item.headings]


def check_spans(item: Article) -> None:
    """What holds for every article."""
    end = 0
    for heading in item.headings:
        assert end <= heading.span.start < heading.span.end <= len(item.text)
        assert "\n" not in item.text[heading.span.start : heading.span.end]
        assert 1 <= heading.level <= 6
        end = heading.span.end
    assert item.text == item.text.strip("\n")
    assert item.text.strip()
    assert "\n\n\n" not in item.text
    assert not set(item.text) & {"\r", "\x00", "\x02", "\u00ad", "\ufeff"}
    item.text.encode("utf-8")
    assert item.title.strip()
