"""« Vérifier mon appareil » in real browsers: what works is said to work, what fails comes with its remedy."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import SHOWN_TITLE
from tests.browser.coturn import Coturn
from tests.browser.inspector import Inspector
from tests.browser.server import Server

OpenContext = Callable[..., BrowserContext]
NO_PICKER = "if (navigator.mediaDevices) delete MediaDevices.prototype.getDisplayMedia;"


def open_check(server: Server, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/verifier/")
    return page


def line(page: Page, name: str) -> Locator:
    return page.locator(f"[data-ep-check={name}]")


def check(page: Page, name: str) -> Locator:
    """Runs one check by its own button; gives back its line."""
    one = line(page, name)
    one.get_by_role("button", name="Vérifier").click()
    return one


def expect_result(one: Locator, result: str) -> None:
    expect(one).to_have_attribute("data-result", result, timeout=30_000)


def test_everything_is_ready(relay_server: Server, jeanne_browser: Browser, open_context: OpenContext) -> None:
    context = open_context(jeanne_browser, width=360, height=740)
    shown = context.new_page()
    shown.set_content(f"<title>{SHOWN_TITLE}</title><body style='background:#ff0000'>")
    page = open_check(relay_server, context)
    page.bring_to_front()
    inspector = Inspector()
    inspector.look(page, "before")
    page.get_by_role("button", name="Tout vérifier").click()
    # The fake microphone beeps: the meter really moves.
    expect(page.get_by_role("meter")).to_be_visible()
    page.wait_for_function("() => document.querySelector('meter').value > 0.2")
    expect(page.get_by_text("L’entendez-vous ?")).to_be_visible(timeout=30_000)
    for name in ("network", "relay", "microphone"):
        expect_result(line(page, name), "ok")
    inspector.look(page, "asking")
    page.get_by_role("button", name="Oui").click()
    for name in ("speaker", "screen"):
        expect_result(line(page, name), "ok")
    expect(page.get_by_text("Tout est prêt")).to_be_visible()
    inspector.look(page, "ready")
    assert inspector.faults == []


def test_relay_that_refuses_is_said_after_a_while(
    relay_server: Server, coturn: Coturn, jeanne_browser: Browser, open_context: OpenContext
) -> None:
    coturn.stop()
    coturn.secret = "another"
    coturn.start()
    page = open_check(relay_server, open_context(jeanne_browser))
    one = check(page, "relay")
    expect_result(one, "failed")
    expect(one.get_by_text("Le relais ne répond pas depuis votre réseau.")).to_be_visible()
    expect(one.get_by_role("button", name="Recommencer")).to_be_visible()


def test_telephone_without_microphone_may_still_write(
    server: Server, jeanne_browser: Browser, open_context: OpenContext
) -> None:
    context = open_context(jeanne_browser, width=320, height=700, microphone=False, color_scheme="dark")
    context.add_init_script(NO_PICKER)
    page = open_check(server, context)
    expect_result(check(page, "network"), "ok")
    relay = check(page, "relay")
    expect_result(relay, "off")
    expect(relay.get_by_text("Il n’y a rien à vérifier.")).to_be_visible()
    microphone = check(page, "microphone")
    expect_result(microphone, "failed")
    expect(microphone.get_by_text("Votre navigateur refuse le micro.")).to_be_visible()
    screen = check(page, "screen")
    expect_result(screen, "off")
    expect(screen.get_by_text("c’est le cas des téléphones")).to_be_visible()
    speaker = check(page, "speaker")
    page.get_by_role("button", name="Non").click()
    expect_result(speaker, "failed")
    expect(page.locator("[data-ep-check=summary]").get_by_text("Vous pourrez écrire")).to_be_visible()
    inspector = Inspector()
    inspector.look(page, "failures, narrow, dark")
    assert inspector.faults == []


def test_network_that_is_cut_is_said_then_found_again(
    server: Server, jeanne_browser: Browser, open_context: OpenContext
) -> None:
    context = open_context(jeanne_browser)
    page = open_check(server, context)
    context.set_offline(True)
    one = check(page, "network")
    expect(one.get_by_text("Cet appareil n’est pas relié à internet.")).to_be_visible()
    context.set_offline(False)
    one.get_by_role("button", name="Recommencer").click()
    expect_result(one, "ok")


def test_page_without_script_offers_nothing_it_cannot_do(
    server: Server, jeanne_browser: Browser, open_context: OpenContext
) -> None:
    page = open_check(server, open_context(jeanne_browser, java_script_enabled=False))
    expect(page.get_by_role("heading", name="Votre micro")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
