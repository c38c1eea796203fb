"""Photos and documents in the conversation, between two real browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server
from tests.visits.documents import jpeg_of_a_telephone, pdf, saved

SENT_SIZE = (4200, 2100)
KEPT_SIZE = [2560, 1280]
SMALL: FilePayload = {"name": "compteur.jpg", "mimeType": "image/jpeg", "buffer": jpeg_of_a_telephone()}
DOCUMENT: FilePayload = {"name": "Avis d’impôt.pdf", "mimeType": "application/pdf", "buffer": pdf()}

SEEN = """([name, x]) => {
  const image = document.querySelector(`[data-ep-room=${name}]`) ?? document.querySelector(name);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  return [...context.getImageData(Math.floor(x * canvas.width), canvas.height / 2, 1, 1).data.slice(0, 3)];
}"""
SIZE = "image => [image.naturalWidth, image.naturalHeight]"


@pytest.fixture
def large_photo(tmp_path: Path) -> Path:
    """Heavy enough for the page to make it lighter: grain, red at the left and blue at the right."""
    grain = Image.effect_noise(SENT_SIZE, 60).convert("L")
    width, height = SENT_SIZE
    colours = Image.new("RGB", SENT_SIZE, "blue")
    colours.paste("red", (0, 0, width // 2, height))
    path = tmp_path / "IMG 0001.jpg"
    path.write_bytes(saved(Image.blend(colours, grain.convert("RGB"), 0.2), quality=92))
    assert path.stat().st_size > 2_000_000
    return path


def unfold(room: Room) -> None:
    chat = room.part("chat")
    if chat.get_attribute("open") is None:
        chat.locator("summary").click()


def test_photo_is_sent_then_put_in_the_place_of_the_screen(
    jeanne: Helped, karim: Helper, large_photo: Path
) -> None:
    hers, his = start_visit(jeanne, karim, "Je ne comprends pas ce papier")
    unfold(his)
    hers.part("attach-input").set_input_files(large_photo)
    thumbnail = his.part("lines").get_by_role("img", name="IMG 0001.jpg")
    expect(thumbnail).to_be_visible()
    expect(hers.part("attachment")).to_have_count(0)
    his.page.wait_for_function("document.querySelector('.room__thumbnail').naturalWidth > 0")
    assert thumbnail.evaluate(SIZE) == KEPT_SIZE

    his.part("lines").get_by_role("button", name="Montrer dessus").click()
    for room in (hers, his):
        expect(room.part("stage")).to_have_attribute("data-state", "on")
        expect(room.part("photo")).to_be_visible()
        expect(room.page.get_by_text("Voici une photo. Vous la voyez tous.")).to_be_visible()
        left, right = (room.page.evaluate(SEEN, ["photo", x]) for x in (0.25, 0.75))
        assert left[0] > 150 > 100 > left[2]
        assert right[2] > 150 > 100 > right[0]

    # A page that comes back finds it.
    hers.page.reload()
    hers.expect_together()
    expect(hers.part("photo")).to_be_visible()
    hers.page.get_by_role("button", name="Enlever la photo").click()
    for room in (hers, his):
        expect(room.part("photo")).to_be_hidden()
    hers.end()


def test_document_is_downloaded_and_a_photo_opens_alone(
    jeanne: Helped, karim: Helper, stranger: Page, tmp_path: Path
) -> None:
    hers, his = start_visit(jeanne, karim, "Voici mon avis")
    unfold(his)
    hers.part("attach-input").set_input_files([DOCUMENT, SMALL])
    link = his.part("lines").get_by_role("link", name="Avis d’impôt.pdf (PDF, 1 ko)")
    with his.page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "Avis d’impôt.pdf"
    download.value.save_as(tmp_path / "kept.pdf")
    assert (tmp_path / "kept.pdf").read_bytes() == pdf()

    with his.page.expect_popup() as popup:
        his.part("lines").get_by_role("link", name="compteur.jpg").click()
    assert popup.value.locator("img").evaluate(SIZE) == [48, 64]
    address = link.get_attribute("href")
    assert stranger.request.get(f"{karim.url}{address}").status == 404
    hers.end()
    assert his.page.request.get(f"{karim.url}{address}").status == 200


def test_photo_chosen_without_network_leaves_once_it_is_back(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Le réseau coupe")
    unfold(his)
    unfold(hers)
    hers.page.get_by_label("Votre message").fill("Je prépare une phrase")
    jeanne.context.set_offline(True)
    hers.part("attach-input").set_input_files([SMALL])
    expect(hers.part("attachment")).to_contain_text("On réessaie tout seul")
    jeanne.context.set_offline(False)
    expect(his.part("lines").get_by_role("img", name="compteur.jpg")).to_have_count(1)
    expect(hers.part("attachment")).to_have_count(0)
    expect(hers.page.get_by_label("Votre message")).to_have_value("Je prépare une phrase")
    hers.end()


def test_what_is_no_photo_is_refused_in_words(jeanne: Helped, karim: Helper) -> None:
    hers, _his = start_visit(jeanne, karim, "Un autre fichier")
    disguised: FilePayload = {
        "name": "photo.jpg",
        "mimeType": "image/jpeg",
        "buffer": b"<script>alert(1)</script>",
    }
    hers.part("attach-input").set_input_files([disguised])
    expect(hers.part("attachment")).to_contain_text("Ce fichier n’est ni une photo ni un PDF.")
    hers.page.get_by_role("button", name="Ne pas l’envoyer").click()
    expect(hers.part("attachment")).to_have_count(0)
    expect(hers.part("line")).to_have_count(0)
    hers.end()


def test_telephone_offers_its_camera(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], karim: Helper
) -> None:
    telephone = Helped(
        server.url, open_context(jeanne_browser, width=360, height=740, has_touch=True, is_mobile=True)
    )
    hers, his = start_visit(telephone, karim, "Une photo de mon compteur")
    expect(his.part("take-photo").first).to_be_hidden()
    unfold(hers)
    with hers.page.expect_file_chooser() as chooser:
        hers.part("take-photo").first.click()
    chooser.value.set_files([SMALL])
    unfold(his)
    expect(his.part("lines").get_by_role("img", name="compteur.jpg")).to_be_visible()
    assert hers.page.evaluate("document.documentElement.scrollWidth") <= 360
    hers.end()
