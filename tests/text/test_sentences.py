"""Sentences of French and English text. In the tables "|" marks where a sentence ends; it is no part of the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.cut import cut_span
from rag.text.sentences import MAX_SENTENCE, split_sentences
from rag.types import Span

FRENCH = [
    "Il part.| Il revient.",
    "Il part.|\nIl revient.",
    "« Il part. »| Il revient.",
    "«\u00a0Il part.\u00a0»| Il revient.",
    "« Il part.| Elle reste.| Tout va bien. »| Puis rien.",
    "« Quoi ? » demanda-t-il.| Rien.",
    "« Quoi ? », demanda-t-il.| Rien.",
    "« Assez ! » cria Paul.| Il sortit.",
    "Il a dit « non ».| Elle a dit « oui ».",
    "Vraiment ?| Oui\u202f!| Alors\u00a0: partons ; vite.",
    "Quoi ?!| Rien.",
    "Quoi ? !| Rien.",
    "Hélas ! tout est fini.| Il part.",
    "Il hésite… puis part.| Elle reste.",
    "Il hésite...| Puis il part.",
    "Il attend... 3 heures au moins.",
    "M. Dupont et MM. Durand et Petit sont là.| Mme Martin aussi.",
    "Mme. Martin, Mlle. Roy et le Dr. House arrivent.| Me. Vergès plaide.| Le Pr. Raoult répond.",
    "M. Le Pen a parlé.| M. d’Ormesson aussi.",
    "L’église St. Pierre est fermée.| Voir p. 12, pp. 3-4 et n°. 5.",
    "Voir art. 3, chap. IV, fig. 2 et vol. 3.| La suite manque.",
    "L’art. L. 123-4 du code s’applique.| L’art. R. 12 aussi.",
    "C’est de l’art.| Paul l’aime.",
    "Il coûte env. 300 euros.| C’est cher.",
    "Des pommes, des poires, etc.| Le reste suit.",
    "Des pommes, des poires, etc. pour tous.",
    "Les fruits (pommes, poires, etc.) sont mûrs.| Les autres non.",
    "Cf. Le Monde du 3 mai.| Fin.",
    "Un fruit, p. ex. Golden, par ex. Gala.| Fin.",
    "Il dort, c.-à-d. Paul dort.| Bien.",
    "César meurt en 44 av. J.-C. à Rome.| Auguste règne.",
    "Il meurt en 44 av. J.-C.| Rome change.",
    "Il naît en 12 apr. J.-C. selon Tacite.",
    "J.-C. Le Goff et J.-P. Sartre écrivent.| Ils signent.",
    "J. Le Goff écrit.| J. R. R. Tolkien aussi.",
    "Il manque de vitamine C.| Elle en prend.",
    "Le 3 janv. 2020 et le 4 févr. 2021.| Le 5 sept. aussi.",
    "Départ à 10 h.| Paris est loin.| Arrivée à 8 h 30.| Bien.",
    "Il fait 20 °C.| Le vent souffle.| Il y a 3 m.| Paul saute.",
    "Il vaut 41,39 euros ou 41.39 dollars.| C’est tout.",
    "La version 1.0.| Ensuite vient la 2.0.| Fin.",
    "Le 30.04.2025 à 10.30.| Le 30. 04. 2025 aussi.",
    "Il y a 50 %.| Le reste suit.",
    "Voir example.com.| Ou écrire à a.b@c.fr.| Merci.",
    "Lire https://exemple.fr/a.b?c=d.| Puis le fichier rules.gbp.conf et rien d’autre.",
    "Supprimez /etc.| Le système tombe.",
    "Le fameux (!) Paul et le vrai (?) Jean.| Fin.",
    "Il dit […] Que faire ?| Rien.",
    "Fin.| […] Début.",
    "(Il part.)| Elle reste.",
    "Il part (voir p. 3).| Elle reste.",
    "Il le dit.[1]| Elle le nie.[2][3]| Bien.¹| Fin.",
    "Il le dit. [1]| Elle le nie.",
    "— Bonjour.| — Bonjour, dit-il.|\n— Entrez !",
    "Le président\n— absent hier —\na parlé.",
    "Une ligne qui\ncontinue ici.| Puis s’arrête.",
    "Un titre|\n\nUn texte.|\r\n\r\nUn autre",
    "Il faut :|\n- du pain|\n- du vin|\net du temps.",
    "Il faut :|\n• du pain ;|\n• du vin.",
    "Il faut :|\n– du pain ;|\n– du vin.",
    "1. Lire.|\n2. Écrire.|\n3. Compter.",
    "- un point\n  qui continue|\n- un autre",
    "\" Il part. \"| Il revient.",
    "Il dit \"Je pars.\"| Elle reste.",
    "Article 3. Le juge statue.| Tableau 2.1. Les chiffres.",
    "Installez le paquet.| apt le configure.",
    "L’O.N.U. se réunit.| À l’O.N.U.| Elle siège à New York.",
    "Le prix du kg.| Paris est cher.",
    "**Fin.**| Début.",
    "Le CA.| Il augmente.| À l’Est.| Moscou attend.",
    "Il part .| Elle reste .",
]  # fmt: skip

ENGLISH = [
    "He left.| She stayed.",
    "\"He left.\"| She stayed.",
    "“He left.”| She stayed.",
    "\"What?\" he asked.| \"Nothing,\" she said.",
    "“Go!” she cried.| He went.",
    "'No.'| She left.",
    "He said ‘no.’| She left.",
    "Mr. Smith, Mrs. Jones, Ms. Lee and Dr. Who met.| They left.",
    "U.S. officials met in the U.S.| The company left.",
    "The U.S. President and the U.K. Parliament met.| It rained.",
    "Apple Inc. said so.| Shares of Apple Inc.| They rose.",
    "Smith & Co. and Sons Ltd. merged.| H&M.| The end.",
    "John Smith Jr. left.| Martin Luther King Jr.| He spoke.",
    "At 5 p.m. Monday it rained.| At 6 a.m.| It stopped.",
    "Use tools, e.g. Python, i.e. Paul’s.| Done.",
    "Roe v. Wade and Kramer vs. Kramer.| Done.",
    "On Jan. 5 and Feb. 6 it rained.| In Dec.| It snowed.",
    "See no. 5 and No. 10 in vol. 2.| He said no.| Paul left.",
    "Tell me.| Then go.",
    "J. R. R. Tolkien and J.K. Rowling wrote.| George W. Bush did not.",
    "Than I.| The rest left.",
    "She has a Ph.D. in physics.| Paul has none.",
    "It is today’s.| Paul left.| He can’t.| Jane can.",
    "Llama 4.1 and SDXL 1.0 are out.| So is 3.5.",
    "It cost $5.| She paid 41.39 in all.| 3 people saw it.",
    "Wait...| What?!| No.",
    "Wait... for it.| OK.",
    "iPhones sell.| iOS runs.| macOS too.",
    "He won (again!).| She lost.",
    "The list [of two].| The end.",
    "First line\nof two lines.| Next.",
    "Buy:|\n* milk|\n* bread|\n\nThen go home.",
    "a) First one.|\nb) Second one.",
    "Visit www.example.com/a.html.| Write to me@example.com.| Bye.",
    "Node.js runs.| So does setup.py.| Yahoo! is old.",
    "Edit sources.list.| dpkg reads it.",
    "Cmdt. Jones met Sgt. Pepper.| They sang.",
    "We met at St. Paul’s.| They live on Main St.| The end.",
    "Fig. 3 shows it.| See figs. 4 and 5.",
    "We met in San Diego, CA.| 3 of us left.| See FIG. 3 and ART. 5.",
    "Smith et al. found it.| Jones et al.| They agree.",
]  # fmt: skip


@pytest.mark.parametrize("case", FRENCH + ENGLISH)
def test_table(case: str) -> None:
    assert _sentences(case.replace("|", "")) == [piece.strip() for piece in case.split("|")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Le mot « What? » est anglais. He said « Bonjour. » Then he left.", 3),
        ("Mr. Smith parle à M. Dupont. « Hello. » Bonjour.", 3),
        ("OpenAI Inc. a publié GPT-4.1. It is better.", 2),
        ("中文。中文。 Fin.", 3),
        ("هذا نص. وهذا آخر. The end.", 3),
        ("Fin. 😀 Début ! 😀", 3),
        ("\ufeffBonjour. Fin.", 2),
        ("...", 1),
        ("?!", 1),
        ("", 0),
        (" \r\n\t ", 0),
    ],
)
def test_other_text(text: str, wanted: int) -> None:
    assert len(_sentences(text)) == wanted


def test_there_are_enough_cases() -> None:
    assert len(set(FRENCH + ENGLISH)) >= 80


ALPHABET = st.one_of(
    st.sampled_from(list(".!?…«»“”\"'’()[]-–— \u00a0\u202f\n\r\t\0\u2028\u2029\u0301\u200d\ud83d\ude00:;,1aAé•")),
    st.sampled_from(
        ["M. ", "U.S. ", "etc. ", " J.-C. ", "\r\n\r\n", "\n- ", "1. ", "Le ", "mot", "שלום", "\x1c", "\x85"]
    ),
    st.characters(),
)
ANY_TEXT = st.one_of(st.text(st.characters(codec=None)), st.lists(ALPHABET, max_size=60).map("".join))


@given(ANY_TEXT)
@example("\ud83d\ude00" * 700)
@example("e\u0301" * 1500)
@example(". " * 900)
def test_any_text_is_covered_once(text: str) -> None:
    spans = split_sentences(text)
    _assert_tiles(text, Span(0, len(text)), spans)
    assert all(end - start <= MAX_SENTENCE for start, end in spans)


@given(ANY_TEXT, ANY_TEXT)
def test_blank_lines_part_texts(one: str, other: str) -> None:
    # Were a sentence to cross a blank line, the two could not be split apart.
    both = one + "\n\n" + other
    cut = len(one)
    assert not any(start < cut < end for start, end in split_sentences(both))


@given(ANY_TEXT, st.integers(1, 40))
def test_a_cut_keeps_the_limit(text: str, limit: int) -> None:
    ink = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    pieces = cut_span(text, ink, limit) if ink.start < ink.end else []
    _assert_tiles(text, ink, pieces)
    assert all(end - start <= limit for start, end in pieces)


def test_a_long_sentence_is_cut_at_the_best_place() -> None:
    words = "mot " * 180
    text = f"{words.strip()} ; {words.strip()}, {words.strip()}"
    pieces = _sentences(text)
    assert len(pieces) == 3
    assert pieces[0].endswith(" ;")
    assert pieces[1].endswith(",")
    assert all(len(piece) > 400 for piece in pieces)


@pytest.mark.parametrize("lead", ["", "x", "xy"])
@pytest.mark.parametrize("unit", ["e\u0301", "\ud83d\ude00", "👍🏽", "👩\u200d🔬", "☺\ufe0f", "o\u0302\u0301"])
def test_characters_of_several_parts_stay_whole(unit: str, lead: str) -> None:
    first, *others = _sentences(lead + unit * 2500)
    assert len(others) >= 4
    assert {len(piece) % len(unit) for piece in [first[len(lead) :], *others]} == {0}


def test_a_cut_leaves_no_small_rest() -> None:
    for size in (1001, 1100, 2100, 3001):
        assert min(map(len, _sentences("x" * size))) >= 400


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [".", "\n", '"', "»", "«", " ", "a", ".\n", "\r\n", ". ", "! ", "? ! ", '. "', ".[", "( ", "; ", "\u0301", "- ",
     "…", "A. ", "Il part. ", "U.S. ", "." + " " * 999, "a." + "[" * 999, "a. " + "(" * 999, "’", "'a.", "1. ", ".»  "],
)  # fmt: skip
def test_a_megabyte_of_anything_takes_no_ages(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    spans = split_sentences(text)
    assert sum(end - start for start, end in spans) <= len(text)
    assert bool(spans) == bool(text.strip())


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


def _assert_tiles(text: str, whole: Span, spans: list[Span]) -> None:
    """The spans are in order, stripped, not empty, and hold every character of `whole` that is no white space."""
    at = whole.start
    for start, end in spans:
        assert not text[at:start].strip()
        assert at <= start < end
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at : whole.end].strip()
