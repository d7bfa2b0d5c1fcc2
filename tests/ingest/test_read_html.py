from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.ingest.article import Article
from tests.ingest.read_samples import article, check_spans, headings, problem, read

PAGE = """<!DOCTYPE html><html lang="fr-FR"><head><title>Le grand titre - Le Site</title>
<meta charset="utf-8"><meta property="article:published_time" content="2025-04-30T10:00:00Z">
<meta property="og:site_name" content="Le Site"><link rel="canonical" href="https://site.fr/a">
<style>p{}</style><script>var x = "SCRIPT";</script></head>
<body class="nav-open"><nav><ul><li><a href="/">ACCUEIL</a></li></ul></nav><header><a href="/">ENTETE</a></header>
<div class="cookie-banner">COOKIES</div>
<main><article><h1>Le <em>grand</em> titre</h1>
<p>Un paragraphe avec un <a href="http://x.y">lien</a>, ou
<strong>synaptic</strong>, du <code>code_x * y</code> et une coupure
«&nbsp;mou&shy;e&nbsp;»<sup><a href="#n1">1</a></sup>.
a * b, m<sup>2</sup> &lt;tag&gt;</p><!-- COMMENTAIRE -->
<div style="display: none">CACHE</div><p hidden>CACHE</p><span aria-hidden="true">CACHE</span>
<ul><li>un</li><li>deux<ul><li>sous</ul> suite</ul><ol start=3><li>trois<li><p>quatre</p></ol>
<h2>Section 2 <a class="headerlink" href="#x">¶</a></h2><pre>  code
    ind   x
</pre><blockquote><p>Cité</p></blockquote>
<table><tr><th>A<th>B<tr><td>1<td>2 <b>x</b></table>
<figure><img src="a.png" alt="IMAGE"><figcaption>Légende</figcaption></figure>
<p>Ligne 1<br>Ligne 2<br><br>Autre</p><dl><dt>Terme</dt><dd>Sens</dd></dl>
<div class="share">PARTAGER</div></article></main>
<aside>VOIR AUSSI</aside><footer>PIED</footer></body></html>"""


def test_a_page_becomes_its_main_text(tmp_path: Path) -> None:
    item = article(tmp_path, "a.html", PAGE)
    assert item.text == (
        "Un paragraphe avec un lien, ou synaptic, du code_x * y et une coupure «\u00a0moue\u00a0». a * b, m2 <tag>\n\n"
        "• un\n• deux\n• sous\nsuite\n\n3. trois\n4. quatre\n\nSection 2\n\n  code\n    ind   x\n\nCité\n\n"
        "A | B\n1 | 2 x\n\nLégende\n\nLigne 1\nLigne 2\n\nAutre\n\nTerme\n\nSens"
    )
    assert headings(item) == [(2, "Section 2")]
    assert (item.title, item.date, item.language) == ("Le grand titre", dt.date(2025, 4, 30), "fr")
    assert (item.source, item.url) == ("Le Site", "https://site.fr/a")


def test_a_page_without_main_loses_only_what_is_around_it(tmp_path: Path) -> None:
    links = "".join(f'<li><a href="/p{n}">LIEN {n}</a></li>' for n in range(5))
    references = "".join(f'<li><a href="https://x.org/{n}">Référence {n}</a></li>' for n in range(5))
    page = f"""<body><ul>{links}</ul><div class="navheader"><p>SOMMAIRE</p></div><h1>Titre</h1>
    <form><p>{"Du texte. " * 30}</p></form><ul>{references}</ul></body>"""
    item = article(tmp_path, "a.htm", page)
    assert item.title == "Titre"
    assert item.text.startswith("Du texte.")
    assert "Référence 4" in item.text
    assert "LIEN" not in item.text
    assert "SOMMAIRE" not in item.text


def test_what_is_called_a_menu_but_is_the_page_stays(tmp_path: Path) -> None:
    page = f'<body><div class="content sidebar"><p>{"Le vrai texte. " * 20}</p></div><p>Fin.</p></body>'
    assert "Le vrai texte." in article(tmp_path, "a.html", page).text


def test_the_declared_language_gives_way_to_a_long_text(tmp_path: Path) -> None:
    french = "Le gouvernement a annoncé de nouvelles mesures pour les familles. " * 8
    assert article(tmp_path, "a.html", f'<html lang="en"><p>{french}</p></html>').language == "fr"
    assert article(tmp_path, "a.html", '<html lang="de"><p>OK.</p></html>').language == "de"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2025-04-30">',
        '<meta name="DC.date" content="2025-04-30">',
        '<script type="application/ld+json">{"datePublished": "2025-04-30T08:00:00+02:00"}</script>',
        '<meta name="date" content="no date"><meta name="pubdate" content="30 April 2025">',
    ],
)
def test_dates_of_pages(tmp_path: Path, head: str) -> None:
    page = f"<head>{head}</head><body><p>Un texte.</p></body>"
    assert article(tmp_path, "a.html", page).date == dt.date(2025, 4, 30)


def test_the_time_above_the_text_is_the_date_and_one_in_it_is_not(tmp_path: Path) -> None:
    time = '<time datetime="2025-04-30">hier</time>'
    assert article(tmp_path, "a.html", f"<article>{time}<p>Texte.</p></article>").date == dt.date(2025, 4, 30)
    late = f"<article><p>{'Texte. ' * 200}</p><p>{time}</p></article>"
    assert article(tmp_path, "a.html", late).date is None


def test_an_encoding_that_is_declared(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Привет, как дела?</p>'
    assert article(tmp_path, "a.html", page.encode("cp1251")).text == "Привет, как дела?"


def test_tables_that_arrange_the_page_are_read_as_text(tmp_path: Path) -> None:
    page = "<table><tr><td><h2>Un</h2><p>Premier.</p></td><td><h2>Deux</h2>Second.</td></tr></table>"
    item = article(tmp_path, "a.html", page)
    assert item.text == "Un\n\nPremier.\n\nDeux\n\nSecond."
    assert headings(item) == [(2, "Un"), (2, "Deux")]


def test_a_page_of_pictures_has_no_text(tmp_path: Path) -> None:
    assert problem(tmp_path, "a.html", "<title>T</title><body><img src='a.png'></body>") == "file_no_text"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 20_000 + "x",
        "<ul><li>a" * 3000,
        "<!--" * 20_000 + "x",
        "<![x" * 50 + "<p>x",
        "<table><tr><td>" * 500 + "x",
    ],
)
@pytest.mark.timeout(30)
def test_hostile_markup_is_read_in_time(tmp_path: Path, page: str) -> None:
    assert article(tmp_path, "a.html", page)


_PIECES = [
    "<p>", "</p>", "<div hidden>", "<div>", "</div>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<h1>",
    "<h2>", "</h2>", "<pre>", "</pre>", "<br>", "<a href='#'>", "</a>", "<sup>", "<main>", "<article>", "<nav>",
    "<script>",
    "</script>", "<!--", "-->", "<![CDATA[", "<!x", "<?", "&amp;", "&#xD800;", "&#0;", "a b", "é\u00a0", "\n", "1",
    "<ol start=2>",
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_any_markup_is_an_article_or_a_problem(tmp_path: Path, pieces: list[str]) -> None:
    for item in read(tmp_path, "a.html", "".join(pieces)):
        if isinstance(item, Article):
            check_spans(item)
