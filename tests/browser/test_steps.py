"""« Étape » in real browsers: asked, refused, agreed to; what is kept is what was seen, with its mark."""

from __future__ import annotations

import io
import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server
from tests.browser.test_marks import drag, give_the_hand, mark_of
from tests.browser.test_more_people import digits_on, type_digits

SHOWN = (32, 64, 96)
WITHIN_SECONDS = 2_000
AMBER = (255, 194, 51)
"""Karim's colour, of `markShapes.ts`."""


def shoot(page: Page, name: str) -> None:
    """A picture for whoever looks at the pages: wanted with `EPAULE_SHOTS=folder`."""
    folder = os.environ.get("EPAULE_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def steps_of(room: Room) -> list[str]:
    return room.part("memo-step-sentence").all_inner_texts()


def picture_of(room: Room, number: int) -> Image.Image:
    """The JPEG that is kept, as her page gets it."""
    url = room.part("memo-step-picture").nth(number - 1).get_attribute("src")
    answer = room.page.request.get(f"{room.page.url.split('/visite/')[0]}{url}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(answer.body())).convert("RGB")


def near(seen: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 40) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(seen, wanted, strict=True))


def middle_of_the_mark(picture: Image.Image) -> tuple[float, float]:
    """The middle of all that has Karim's colour, in fractions."""
    width, height = picture.size
    pixels = picture.load()
    assert pixels is not None
    found = [(x, y) for x in range(width) for y in range(height) if near(pixels[x, y], AMBER)]
    assert len(found) > 40
    xs, ys = [x for x, _y in found], [y for _x, y in found]
    return (min(xs) + max(xs)) / 2 / width, (min(ys) + max(ys)) / 2 / height


def press_at(room: Room, x: float, y: float) -> None:
    room.part("stage").scroll_into_view_if_needed()
    drag(room, (x, y), (x, y))


def let_in(hers: Room, paul: Page, server: Server) -> Room:
    """Jeanne invites Paul, who comes in."""
    hers.choose("Inviter quelqu’un")
    hers.page.get_by_role("button", name="Un proche").click()
    digits = digits_on(hers.page)
    hers.page.get_by_role("button", name="Fermer", exact=True).click()
    paul.goto(server.url)
    type_digits(paul, digits)
    paul.get_by_label("Votre prénom").fill("Paul")
    paul.get_by_role("button", name="Frapper à la porte").click()
    hers.part("door-yes").click()
    expect(paul.locator("[data-ep-room=root]")).to_have_attribute("data-role", "relative")
    return Room(paul)


def test_steps_are_asked_for_taken_and_kept(
    server: Server,
    jeanne: Helped,
    karim: Helper,
    karim_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> None:
    hers, his = start_visit(jeanne, karim, "Je veux imprimer une attestation")
    jeanne.open_shown_page("#204060")
    hers.show_screen()
    his.expect_screen()
    give_the_hand(hers, his)
    press_at(his, 0.5, 0.5)

    # Nothing before she is asked; her no is heard, and so is her yes.
    his.page.keyboard.press("p")
    expect(his.page.get_by_text("Pour garder une étape, touchez d’abord")).to_be_visible()
    step = his.part("step")
    step.click()
    expect(hers.part("memo-dialog")).to_be_visible()
    shoot(hers.page, "question-1280-helped")
    shoot(his.page, "question-1280-helper")
    hers.page.keyboard.press("Escape")
    expect(his.page.get_by_text("Jeanne préfère ne pas garder d’images.")).to_be_visible()
    expect(hers.part("memo-dialog")).to_be_hidden()
    step.click()
    hers.part("memo-yes").click()
    expect(hers.part("memo-mark")).to_be_visible()
    expect(step).to_contain_text("Étape")
    shoot(hers.page, "empty-1280-helped")
    shoot(his.page, "empty-1280-helper")

    # A mark, then the step: her list grows, and the picture is what was seen.
    his.page.get_by_role("button", name="Montrer", exact=True).click()
    press_at(his, 0.7, 0.25)
    expect(hers.page.locator(mark_of("spot"))).to_have_count(1)
    his.part("tell-text").fill("Ouvrez le menu")
    his.part("tell-text").press("Enter")
    expect(hers.part("sentence")).to_have_text("Ouvrez le menu")
    step.click()
    expect(hers.part("memo-step")).to_have_count(1, timeout=WITHIN_SECONDS)
    assert steps_of(hers) == ["Ouvrez le menu"]
    expect(hers.part("memo-step-zone")).to_have_text("en haut à droite")
    expect(hers.part("memo-told")).to_have_text("Étape 1\u00a0: Ouvrez le menu")
    picture = picture_of(hers, 1)
    size = hers.page.evaluate(
        "() => { const seen = document.querySelector('[data-ep-room=screen]');"
        " return [seen.videoWidth, seen.videoHeight] }"
    )
    assert abs(picture.width / picture.height - size[0] / size[1]) < 0.02
    assert near(picture.getpixel((picture.width // 10, picture.height // 10)), SHOWN)  # type: ignore[arg-type]
    x, y = middle_of_the_mark(picture)
    assert abs(x - 0.7) <= 0.02
    assert abs(y - 0.25) <= 0.02

    # Another sentence for it, typed afterwards.
    expect(his.part("step-form")).to_be_visible()
    expect(his.part("step-words")).to_have_text("Étape 1 gardée.")
    shoot(his.page, "field-1280-helper")
    his.part("step-text").fill("Ouvrez le menu bleu")
    his.part("step-text").press("Enter")
    expect(hers.part("memo-step-sentence")).to_have_text("Ouvrez le menu bleu", timeout=WITHIN_SECONDS)
    expect(his.part("step-form")).to_be_hidden()

    # With a mark made while Maj is held, and by its key.
    his.page.keyboard.down("Shift")
    press_at(his, 0.2, 0.8)
    his.page.keyboard.up("Shift")
    expect(hers.part("memo-step")).to_have_count(2, timeout=WITHIN_SECONDS)
    x, y = middle_of_the_mark(picture_of(hers, 2))
    assert abs(x - 0.2) <= 0.02
    assert abs(y - 0.8) <= 0.02
    his.part("stage").focus()
    his.page.keyboard.press("p")
    expect(hers.part("memo-step")).to_have_count(3, timeout=WITHIN_SECONDS)
    shoot(hers.page, "three-1280-helped")
    shoot(his.page, "three-1280-helper")

    # Hidden, there is no picture; his page says so, and so does the server to a page that would try.
    hers.part("hide").click()
    expect(hers.part("hide")).to_have_attribute("data-state", "on")
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    step.click()
    expect(his.page.get_by_text("L’écran est caché\u00a0: aucune image n’en est gardée.")).to_be_visible()
    hers.part("hide").click()
    his.expect_screen()

    # Who comes too sees nothing of it.
    newcomer = let_in(hers, open_context(karim_browser).new_page(), server)
    expect(newcomer.part("stage")).to_be_visible()
    assert newcomer.part("memo").count() + newcomer.part("step").count() + newcomer.part("memo-mark").count() == 0
    url = hers.part("memo-step-picture").first.get_attribute("src")
    assert newcomer.page.request.get(f"{server.url}{url}").status == 404

    # One is removed by her; the lists stay after a reload, and nobody is asked again.
    hers.page.get_by_role("button", name="Retirer l’étape 2").click()
    hers.page.get_by_role("button", name="Oui, retirer").click()
    for room in (hers, his):
        expect(room.part("memo-step")).to_have_count(2)
    hers.page.reload()
    hers.expect_together()
    expect(hers.part("memo-step")).to_have_count(2)
    expect(hers.part("memo-step-sentence").first).to_have_text("Ouvrez le menu bleu")
    expect(hers.part("memo-dialog")).to_be_hidden()

    # At 360 pixels.
    for room, role in ((hers, "helped"), (his, "helper")):
        room.page.set_viewport_size({"width": 360, "height": 740})
        room.page.wait_for_timeout(300)
        shoot(room.page, f"two-360-{role}")
        room.part("memo").scroll_into_view_if_needed()
        shoot(room.page, f"two-360-{role}-list")

    # The end offers it; the server has made a draft of it.
    hers.end()
    his.expect_ended()
    for room in (hers, his):
        expect(room.part("end-memo")).to_be_visible()
    shoot(hers.page, "end-360-helped")
    with sqlite3.connect(server.data / "epaule.sqlite3") as database:
        found = database.execute(
            "SELECT replays_memo.state, title FROM replays_memo JOIN visits_visit ON visits_visit.id = visit_id"
            " WHERE visits_visit.public_id = ?",
            [hers.visit_id],
        ).fetchall()
    assert found == [("draft", "Je veux imprimer une attestation")]
    hers.page.goto(f"{server.url}/visite/{hers.visit_id}/")
    expect(hers.page.get_by_role("link", name="Voir le mémo")).to_have_attribute("href", re.compile("/memo/"))
