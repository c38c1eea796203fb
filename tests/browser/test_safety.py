"""Meeting the helper before the first share, and « On me demande ça », in real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.inspector import NARROW_DARK, WIDE_LIGHT, Inspector
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server


@pytest.fixture
def claire(
    server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> Iterator[Helper]:
    """The coordinator; whoever an alarm stopped may help again for the next test."""
    coordinator = Helper(server.url, open_context(karim_browser), "Claire")
    yield coordinator
    while clear_one(coordinator):
        pass


def clear_one(coordinator: Helper) -> bool:
    """Close the first alarm as unfounded; False when there is none."""
    page = coordinator.page
    page.goto(f"{coordinator.url}/territoire/alarmes/")
    decision = page.get_by_role("link", name="Il peut reprendre")
    if decision.count() == 0:
        return False
    decision.first.click()
    page.get_by_role("button", name="peut reprendre").click()
    expect(page.get_by_text("C’est noté")).to_be_visible()
    return True


def live_tracks(room: Room) -> Any:
    """How many tracks this page still sends: the picture on its own stage is what it shows."""
    return room.page.evaluate(
        "() => (document.querySelector('[data-ep-room=screen]').srcObject?.getTracks() ?? [])"
        ".filter(({ readyState }) => readyState === 'live').length"
    )


def test_nothing_is_shown_before_she_knows_who_comes(jeanne: Helped, karim: Helper, claire: Helper) -> None:
    hers, his = start_visit(jeanne, karim)
    page = hers.page
    show = page.get_by_role("button", name="Montrer mon écran")
    show.click()
    dialog = hers.part("first-share-dialog")
    expect(dialog).to_contain_text("Karim")
    expect(dialog).to_contain_text("répond de Karim")
    hers.part("asked-yes").click()
    hers.part("called-no").click()
    expect(hers.part("first-share")).to_be_disabled()
    hers.part("first-refuse").click()
    expect(dialog).to_be_hidden()
    expect(hers.root).to_have_attribute("data-sharing", "off")
    show.click()
    expect(hers.part("asked-yes")).to_have_attribute("aria-pressed", "false")
    hers.part("called-yes").click()
    expect(hers.part("what-to-do")).to_be_visible()
    expect(hers.part("end-note")).to_contain_text("L’équipe est prévenue")
    expect(his.part("end-title")).to_contain_text("par précaution")
    # A call alone stops nobody before the coordination has looked.
    karim.page.goto(f"{karim.url}/aider/")
    expect(karim.page.get_by_text("Votre aide est arrêtée")).to_have_count(0)


def test_alarm_stops_everything_without_the_server_which_hears_of_it_later(
    jeanne: Helped, karim: Helper, claire: Helper
) -> None:
    jeanne.open_shown_page()
    hers, his = start_visit(jeanne, karim)
    hers.show_screen()
    his.expect_screen()
    jeanne.context.set_offline(True)
    hers.page.get_by_role("button", name="On me demande ça").click()
    hers.page.get_by_role("button", name="Un mot de passe").click()
    expect(hers.part("what-to-do")).to_be_visible()
    expect(hers.part("what-to-do")).to_contain_text("Raccrochez.")
    expect(hers.part("end-note")).to_contain_text("On prévient l’équipe")
    assert live_tracks(hers) == 0
    jeanne.context.set_offline(False)
    expect(hers.part("end-note")).to_contain_text("L’équipe est prévenue", timeout=40_000)
    expect(his.part("end-title")).to_contain_text("par précaution")
    expect(his.part("what-to-do")).to_have_count(0)
    karim.page.goto(f"{karim.url}/aider/")
    expect(karim.page.get_by_text("Votre aide est arrêtée par précaution")).to_be_visible()
    assert clear_one(claire)
    karim.page.reload()
    expect(karim.page.get_by_role("button", name="Je suis disponible")).to_be_visible()


@pytest.mark.parametrize("screen", [NARROW_DARK, WIDE_LIGHT], ids=["narrow-dark", "wide-light"])
def test_every_state_of_it_is_accessible(
    server: Server,
    jeanne_browser: Browser,
    open_context: Callable[..., BrowserContext],
    karim: Helper,
    claire: Helper,
    screen: dict[str, Any],
) -> None:
    inspector = Inspector()
    jeanne = Helped(server.url, open_context(jeanne_browser, **screen))
    coordination = Helper(server.url, open_context(jeanne_browser, **screen), "Claire").page
    helper = Helper(server.url, open_context(jeanne_browser, **screen), "Karim").page
    hers, _his = start_visit(jeanne, karim)
    hers.page.get_by_role("button", name="Montrer mon écran").click()
    inspector.look(hers.page, "first share")
    hers.part("first-refuse").click()
    hers.page.get_by_role("button", name="On me demande ça").click()
    inspector.look(hers.page, "alarm")
    hers.page.get_by_role("button", name="Installer un programme").click()
    expect(hers.part("end-note")).to_contain_text("L’équipe est prévenue")
    inspector.look(hers.page, "what to do")
    hers.page.goto(f"{server.url}/visite/{hers.visit_id}/")
    inspector.look(hers.page, "over")
    hers.page.goto(f"{server.url}/arnaques/")
    inspector.look(hers.page, "scams")
    for page, path in (
        (helper, "/aider/"),
        (helper, f"/visite/{hers.visit_id}/"),
        (coordination, "/aider/"),
        (coordination, "/territoire/alarmes/"),
    ):
        page.goto(server.url + path)
        inspector.look(page, path)
    coordination.get_by_role("link", name="Il n’aide plus").first.click()
    inspector.look(coordination, "decision")
    assert inspector.faults == []
    assert inspector.seen == 10
