"""« Trouver un aidant »: the list first; the map by the keyboard alone, within the content security policy."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.inspector import Inspector
from tests.browser.server import Server


def test_list_and_map(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    inspector = Inspector()
    page = open_context(jeanne_browser, width=1280, height=800).new_page()
    told: list[str] = []
    elsewhere: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on(
        "request", lambda one: None if one.url.startswith((server.url, "data:")) else elsewhere.append(one.url)
    )
    page.goto(f"{server.url}/aidants/")
    expect(page.locator("[data-ep-map=place][data-drawn=true]")).to_be_visible()
    round_of_sophie = page.get_by_role("button", name=re.compile("à Granville"))
    expect(round_of_sophie).to_be_visible()
    inspector.look(page, "directory with its map")

    # By the keyboard: past the map in one step, or into it, from commune to commune.
    page.locator(".skip-map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#apres-carte")).to_be_focused()
    round_of_sophie.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Voir autour de Granville")
    expect(link).to_be_focused()
    inspector.look(page, "commune opened")
    page.keyboard.press("Escape")
    expect(link).not_to_be_visible()
    expect(round_of_sophie).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"commune=50218&rayon=10"))
    expect(page.get_by_role("heading", name="1 personne peut vous aider")).to_be_visible()
    page.get_by_role("link", name="Demander à Sophie").click()
    inspector.look(page, "asking Sophie")

    # On a telephone, the list; the map when she wishes.
    phone = open_context(jeanne_browser, width=360, height=740).new_page()
    phone.goto(f"{server.url}/aidants/?theme=email")
    expect(phone.locator("#carte")).to_be_hidden()
    phone.get_by_role("button", name="Voir la carte").click()
    expect(phone.locator("[data-ep-map=place][data-drawn=true]")).to_be_visible()
    inspector.look(phone, "directory on a telephone")
    phone.get_by_role("button", name="Cacher la carte").click()
    expect(phone.locator("#carte")).to_be_hidden()
    phone.get_by_role("link", name="Sophie", exact=True).click()
    expect(phone.get_by_role("heading", name="Sophie", level=1)).to_be_visible()
    inspector.look(phone, "page of Sophie")

    assert not inspector.faults
    assert not told
    assert not elsewhere
