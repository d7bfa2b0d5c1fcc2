"""The page of the articles as people use it, in a real browser, at both widths and in both languages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.ui.barriers import AXE, barriers
from tests.ui.server import served

pytestmark = [pytest.mark.browser, pytest.mark.journey]

NOTE = "# Le phare de Cordouan\n\nLe phare de Cordouan a été achevé en 1611, dans l’estuaire de la Gironde."

expect.set_options(timeout=60_000)  # the first job has to wait for the model


def pdf(*lines: str) -> bytes:
    """A page of a few lines, as small as a PDF can be."""
    shows = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shows} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


LIGHTHOUSE = pdf(
    "The lighthouse of Planier stands eight kilometres off Marseille.",
    "The present tower of the lighthouse of Planier was completed in 1959.",
    "It is sixty-six metres high and built of white stone from Cassis.",
)


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


class Librarian:
    """Somebody on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.failures: list[str] = []
        page.on("pageerror", lambda error: self.failures.append(str(error)))

    def titles(self) -> list[str]:
        return self.page.locator(".table .name button").all_text_contents()

    def upload(self, *files: FilePayload) -> None:
        self.page.locator(".st-key-sources-add button").click()
        self.page.get_by_role("dialog").locator("input[type=file]").set_input_files(list(files))

    def told(self, text: str) -> None:
        """A job has ended with these words."""
        expect(self.page.locator(".job h3")).to_have_text(text)
        expect(self.page.locator(".job progress")).to_have_count(0)

    def is_well(self) -> None:
        """Nothing failed, nothing stands beside the screen, nobody is kept out."""
        assert self.failures == []
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= (self.page.viewport_size or {"width": 0})["width"]
        if AXE.exists():
            assert barriers(self.page) == []


@pytest.fixture(scope="module")
def address(shipped_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page is served over a copy of the shipped index, with narrow limits."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copytree(shipped_index, folder / "index")
    with served(folder / "index", folder / "log", max_file_mb="0.05", upload_files="4") as where:
        yield where


@pytest.fixture
def visiting(browser: Browser, address: str) -> Iterator[Callable[..., Librarian]]:
    with contextmanager(_contexts)(browser) as context:

        def visit(locale: str, width: int) -> Librarian:
            page = context(locale, width).new_page()
            page.goto(f"{address}/sources")
            expect(page.locator(".heading h2")).to_be_visible()
            return Librarian(page)

        yield visit


def _contexts(browser: Browser) -> Iterator[Callable[[str, int], BrowserContext]]:
    opened: list[BrowserContext] = []

    def context(locale: str, width: int) -> BrowserContext:
        opened.append(browser.new_context(locale=locale, viewport={"width": width, "height": 800}))
        return opened[-1]

    yield context
    for one in opened:
        one.close()


@pytest.mark.parametrize(
    ("locale", "width", "add", "told"),
    [
        ("fr-FR", 1280, "Ajouter 2 fichiers", "2 articles ajoutés"),
        ("en-US", 390, "Add 2 files", "2 articles added"),
    ],
)
def test_two_files_are_uploaded_read_and_deleted_and_the_deletion_is_undone(
    visiting: Callable[..., Librarian], locale: str, width: int, add: str, told: str
) -> None:
    someone = visiting(locale, width)
    page, before = someone.page, someone.titles()
    someone.upload(payload(f"phare-{width}.md", NOTE.encode()), payload(f"planier-{width}.pdf", LIGHTHOUSE))
    someone.is_well()
    page.get_by_role("button", name=add).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    someone.told(told)
    expect(page.locator(".table .name button")).to_have_count(len(before) + 2)
    someone.is_well()
    page.locator(".table .name button", has_text="Le phare de Cordouan").click()
    expect(page.locator(".article h2")).to_be_focused()
    expect(page.locator(".article .cut-here")).to_have_count(1)
    expect(page.locator(".article .text")).to_contain_text("1611")
    someone.is_well()
    page.keyboard.press("Escape")
    expect(page.locator(".article")).to_have_count(0)
    for title in ("Le phare de Cordouan", f"Planier {width}"):
        row = page.get_by_role("row").filter(has_text=title)
        row.get_by_role("checkbox").focus()
        page.keyboard.press("Space")
        expect(row.get_by_role("checkbox")).to_have_attribute("aria-checked", "true")
    page.locator("[data-event=deleted]").click()
    expect(page.locator(".table .name button")).to_have_count(len(before))
    page.locator("[data-event=undone]").click()
    expect(page.locator(".table .name button")).to_have_count(len(before) + 2)
    expect(page.locator(".job progress")).to_have_count(0)
    page.locator(".job .dismiss").click()
    expect(page.locator(".job")).to_have_count(0)
    # Away again, for whoever comes next.
    for title in ("Le phare de Cordouan", f"Planier {width}"):
        page.get_by_role("row").filter(has_text=title).get_by_role("checkbox").click()
        expect(page.locator(".bar [role=status]")).to_contain_text("sélectionné" if locale == "fr-FR" else "selected")
    page.locator("[data-event=deleted]").click()
    expect(page.locator(".table .name button")).to_have_count(len(before))


def test_what_is_of_a_wrong_kind_or_too_large_or_too_much_is_refused_with_a_sentence(
    visiting: Callable[..., Librarian],
) -> None:
    someone = visiting("fr-FR", 1280)
    page = someone.page
    someone.upload(payload("a.exe", b"x"), payload("b.txt", b"mot " * 20_000), payload("c.md", b"Un texte."))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 fichiers ne peuvent pas être ajoutés")
    expect(dialog).to_contain_text("Les fichiers de type .exe ne sont pas lus.")
    expect(dialog).to_contain_text("Le fichier pèse 0.1 Mo")
    expect(dialog.get_by_role("button", name="Ajouter 1 fichier")).to_be_enabled()
    dialog.locator("input[type=file]").set_input_files([payload(f"{n}.md", b"Un.") for n in range(3)])
    expect(dialog).to_contain_text("6 fichiers, c’est trop à la fois")
    expect(dialog.get_by_role("button", name="Ajouter 4 fichiers")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    someone.is_well()


def test_a_text_is_pasted_asked_about_at_once_and_replaced(visiting: Callable[..., Librarian]) -> None:
    someone = visiting("en-US", 1280)
    page = someone.page
    page.locator(".st-key-sources-add button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Paste a text").click()
    dialog.get_by_label("Title").fill("The beacon of <b>Ouessant</b>")
    dialog.get_by_label("Text", exact=True).fill("The beacon of Ouessant was lit for the first time in 1700 by Vauban.")
    dialog.get_by_role("button", name="Add the text").click()
    someone.told("1 article added")
    page.get_by_role("link", name="Chat").first.click()
    box = page.get_by_role("textbox", name="Ask a question")
    box.fill("When was the beacon of Ouessant lit for the first time?")
    box.press("Enter")
    expect(page.locator(".answer")).to_contain_text("1700")
    page.get_by_role("link", name="Sources").first.click()
    page.locator(".table .name button", has_text="The beacon of <b>Ouessant</b>").click()
    page.locator(".article [data-event=replaced]").click()
    dialog.locator("input[type=file]").set_input_files(payload("new.md", b"# The beacon\n\nIt was lit in 1701."))
    dialog.get_by_role("button", name="Replace", exact=True).click()
    someone.told("1 replaced")
    expect(page.locator(".article .text")).to_contain_text("1701")
    someone.is_well()


def test_the_list_is_sorted_searched_and_filtered(visiting: Callable[..., Librarian]) -> None:
    someone = visiting("fr-FR", 1280)
    page = someone.page
    page.get_by_role("columnheader", name="Date").get_by_role("button").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Date")
    search = page.get_by_role("textbox", name="Chercher dans les titres")
    search.fill("cofondateur cout")
    search.press("Enter")
    expect(page.locator(".bar [role=status]")).to_contain_text(" sur ")
    assert any("Stability" in title for title in someone.titles())
    search.fill("xylophone")
    search.press("Enter")
    expect(page.locator(".nothing")).to_have_text("Aucun article ne correspond.")
    search.fill("")
    search.press("Enter")
    page.get_by_role("button", name="Filtrer").click()
    page.get_by_role("combobox").first.click()
    page.get_by_role("option", name="anglais").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filtrer (1)")).to_be_visible()
    someone.is_well()


def test_a_folder_is_indexed_again_from_a_telephone_in_the_dark(browser: Browser, address: str) -> None:
    size = {"width": 390, "height": 844}
    with browser.new_context(locale="en-US", viewport=size, color_scheme="dark") as context:  # type: ignore[arg-type]
        someone = Librarian(context.new_page())
        someone.page.goto(f"{address}/sources")
        someone.page.get_by_role("button", name="Index a folder again").click()
        dialog = someone.page.get_by_role("dialog")
        dialog.get_by_role("combobox").click()
        someone.page.get_by_role("option", name="corpus (12 files indexed)").click()
        someone.is_well()
        dialog.get_by_role("button", name="Index again").click()
        someone.told("12 unchanged")
        someone.is_well()
