"""The memo after the visit, as its two persons edit it: what is hidden is looked for in the pictures served."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.inspector import Inspector
from tests.browser.people import Helped, Helper
from tests.browser.server import Server
from tests.replays.screens import HEIGHT, SECRET_BOX, WIDTH, screen, shows_secret

LEFT, TOP, RIGHT, BOTTOM = SECRET_BOX
PREPARE = """
import base64, sys
from django.test import TestCase
from epaule.kernel.ids import new_public_id
from epaule.replays import actions
from epaule.replays.models import Memo
from epaule.visits import actions as visits_actions
from epaule.visits.models import Visit
visit = Visit.objects.get(public_id="{visit}")
helped, helper = (visit.participants.get(role=role) for role in ("helped", "helper"))
visits_actions.confirm_trust(participant=helped)
visits_actions.set_sharing(participant=helped, on=True, surface="window")
actions.agree_to_memo(by=helped)
for sentence in ("Ouvrez le site.", "Choisissez « Mon espace ».", "Vérifiez le compte.", "Touchez « Continuer »."):
    actions.take_step(by=helper, client_id=new_public_id(), picture=base64.b64decode("{picture}"),
                      sentence=sentence, focus=(0.79, 0.81))
visits_actions.end_visit(participant=helped)
actions.close_memo(visit_id=visit.pk)
"""


@pytest.fixture
def visit_id(server: Server, jeanne: Helped, karim: Helper) -> str:
    """A visit that is over, with a memo of four steps to read again."""
    karim.become_available()
    jeanne.ask()
    karim.accept()
    found = re.search(r"/visite/(\w+)/", karim.page.url)
    assert found is not None
    picture = base64.b64encode(screen()).decode()
    server.run("shell", "-v", "0", "-c", PREPARE.format(visit=found[1], picture=picture))
    return found[1]


def open_editor(page: Page, server: Server, visit_id: str) -> None:
    page.goto(f"{server.url}/visite/{visit_id}/souvenir/")
    page.get_by_role("link", name="Relire le mémo").click()
    expect(page.get_by_role("heading", name="Étape 4")).to_be_visible()


def sentences(page: Page) -> list[str]:
    return [field.input_value() for field in page.get_by_label("Phrase de l’étape").all()]


def served(page: Page, number: int) -> bytes:
    address = page.get_by_role("img", name=f"Image de l’étape {number}").get_attribute("src")
    answer = page.request.get(str(page.evaluate("path => new URL(path, location.href).href", address)))
    assert answer.ok
    return answer.body()


def to_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the page a pixel of the picture is."""
    picture = page.locator("[data-ep-memo=svg]")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    return box["x"] + x / WIDTH * box["width"], box["y"] + y / HEIGHT * box["height"]


def hide_by_mouse(page: Page) -> None:
    page.mouse.move(*to_screen(page, LEFT - 12, TOP - 12))
    page.mouse.down()
    page.mouse.move(*to_screen(page, (LEFT + RIGHT) / 2, BOTTOM), steps=4)
    page.mouse.move(*to_screen(page, RIGHT + 12, BOTTOM + 12), steps=4)
    page.mouse.up()


def test_both_edit_and_she_keeps(server: Server, jeanne: Helped, karim: Helper, visit_id: str) -> None:
    his, hers = karim.page, jeanne.page
    open_editor(his, server, visit_id)
    expect(his.get_by_text("Jeanne décidera de ce qui est gardé")).to_be_visible()

    # A sentence is saved while it is typed; what nobody should write is said beside it.
    his.get_by_label("Phrase de l’étape 1").fill("Ouvrez le site des impôts.")
    expect(his.get_by_text("Enregistré.", exact=True)).to_be_visible()
    his.get_by_label("Phrase de l’étape 2").fill("La carte 4970 1011 2233 4455")
    expect(his.get_by_role("alert").filter(has_text="numéro de carte bancaire")).to_be_visible()
    his.get_by_label("Phrase de l’étape 2").fill("Choisissez « Mon espace personnel ».")
    expect(his.get_by_role("alert").filter(has_text="numéro de carte bancaire")).to_have_count(0)

    # Moving by keyboard keeps the place, and what is typed.
    down = his.get_by_role("button", name="Descendre l’étape 1")
    down.focus()
    his.keyboard.press("Enter")
    expect(his.get_by_role("button", name="Descendre l’étape 2")).to_be_focused()
    assert sentences(his)[:2] == ["Choisissez « Mon espace personnel ».", "Ouvrez le site des impôts."]
    his.get_by_role("button", name="Monter l’étape 2").click()
    expect(his.get_by_role("button", name="Descendre l’étape 1")).to_be_focused()

    # Hidden with the mouse; the picture served has nothing of it.
    assert shows_secret(served(his, 3)) > 10_000
    his.get_by_role("button", name="Cacher une partie de l’étape 3").click()
    hide_by_mouse(his)
    his.get_by_role("button", name="Cacher pour toujours").click()
    expect(his.get_by_text("C’est caché pour toujours")).to_be_visible()
    assert shows_secret(served(his, 3)) == 0
    his.get_by_role("button", name="Terminé").first.click()
    expect(his.get_by_text("Jeanne décidera de ce qui est gardé").first).to_be_visible()

    # She goes on: with the keyboard alone, then removes a step, then keeps it.
    open_editor(hers, server, visit_id)
    expect(hers.get_by_text("Karim l’a préparé pour vous")).to_be_visible()
    hers.get_by_role("button", name="Cacher une partie de l’étape 1").focus()
    hers.keyboard.press("Enter")
    hers.get_by_role("button", name="Ajouter un rectangle").focus()
    hers.keyboard.press("Enter")
    expect(hers.get_by_role("button", name="Rectangle 1", exact=True)).to_be_focused()
    # From 35 %, 45 %, 30 % × 10 % to 12 %, 41 %, 33 % × 10 %: all of the number.
    for key, times in (("ArrowLeft", 23), ("ArrowUp", 4), ("Shift+ArrowRight", 3)):
        for _time in range(times):
            hers.keyboard.press(key)
    expect(hers.locator("[data-ep-memo=areas]")).to_have_value("12,41,33,10")
    hers.get_by_role("button", name="Cacher pour toujours").focus()
    hers.keyboard.press("Enter")
    expect(hers.get_by_text("C’est caché pour toujours")).to_be_visible()
    assert shows_secret(served(hers, 1)) == 0
    hers.locator("summary", has_text="Retirer l’étape 4").click()
    hers.get_by_role("button", name="Oui, retirer l’étape 4").click()
    expect(hers.get_by_role("heading", name="Étape 4")).to_have_count(0)
    hers.get_by_role("button", name="Terminé").first.click()
    expect(hers.get_by_text("Votre mémo est gardé.")).to_be_visible()
    his.goto(f"{server.url}/visite/{visit_id}/souvenir/")
    expect(his.get_by_role("link", name="Relire le mémo")).to_have_count(0)


def test_on_a_telephone(
    server: Server,
    jeanne: Helped,
    visit_id: str,
    jeanne_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> None:
    telephone = open_context(
        jeanne_browser,
        width=360,
        height=740,
        has_touch=True,
        is_mobile=True,
        storage_state=jeanne.context.storage_state(),
    )
    page = telephone.new_page()
    open_editor(page, server, visit_id)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Cacher une partie de l’étape 2").tap()
    picture = page.locator("[data-ep-memo=svg]")
    assert picture.evaluate("one => getComputedStyle(one).touchAction") == "pinch-zoom"
    draw_by_finger(page)
    page.get_by_role("button", name="Cacher pour toujours").tap()
    expect(page.get_by_text("C’est caché pour toujours")).to_be_visible()
    assert shows_secret(served(page, 2)) == 0
    page.get_by_role("button", name="Recadrer l’étape 2").tap()
    page.get_by_role("button", name="Placer un cadre").tap()
    page.get_by_role("button", name="Ne garder que cela").tap()
    expect(page.get_by_text("L’image est recadrée")).to_be_visible()
    expect(page.get_by_role("img", name="Image de l’étape 2")).to_have_attribute("width", str(round(WIDTH * 0.8)))


def draw_by_finger(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    start, end = to_screen(page, LEFT - 20, TOP - 20), to_screen(page, RIGHT + 20, BOTTOM + 20)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", start)
    for part in (0.3, 0.6, 1.0):
        touch("touchMove", (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part))
    # A finger rests before it is lifted; else the browser takes it for a fling, which the next touch stops.
    page.wait_for_timeout(200)
    touch("touchMove", end)
    touch("touchEnd")
    expect(page.get_by_role("button", name="Rectangle 1", exact=True)).to_be_visible()


def test_pages_of_the_editor_are_accessible(
    server: Server,
    jeanne: Helped,
    visit_id: str,
    jeanne_browser: Browser,
    open_screen: Callable[..., BrowserContext],
    tmp_path: Path,
) -> None:
    inspector = Inspector()
    page = open_screen(jeanne_browser, storage_state=jeanne.context.storage_state()).new_page()
    page.goto(f"{server.url}/visite/{visit_id}/souvenir/")
    inspector.look(page, "keepsake with a memo")
    open_editor(page, server, visit_id)
    inspector.look(page, "editor")
    page.locator("summary", has_text="Retirer l’étape 1").click()
    page.locator("summary", has_text="Supprimer tout le mémo").click()
    inspector.look(page, "editor, removing")
    page.get_by_label("Titre du mémo").fill("")
    page.get_by_label("Phrase de l’étape 1").fill("La carte 4970 1011 2233 4455")
    page.get_by_role("button", name="Terminé").first.click()
    expect(page.get_by_role("heading", name="Il reste 2 choses à corriger")).to_be_visible()
    inspector.look(page, "editor, refused")
    page.goto(page.url.replace("termine", "modifier"))
    page.get_by_role("button", name="Cacher une partie de l’étape 3").click()
    inspector.look(page, "picture")
    page.get_by_role("button", name="Ajouter un rectangle").click()
    page.get_by_role("button", name="Agrandir").click()
    inspector.look(page, "picture, a rectangle")
    page.goto(page.url + "?pour=recadrer")
    page.get_by_role("button", name="Placer un cadre").click()
    inspector.look(page, "crop")
    assert inspector.faults == []
