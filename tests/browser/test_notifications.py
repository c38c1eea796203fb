"""The service worker in a real Chromium.

That of the tests has no push service: what one would deliver is given to the real worker by the browser's own
tools, and what it shows is read back from the browser.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.people import Helper
from tests.browser.server import Server

RING = {
    "title": "Jeanne demande de l’aide",
    "body": "Mes e-mails",
    "tag": "01J",
    "url": "/aider/",
    "quiet": False,
    "lang": "fr",
}
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, tag, lang, requireInteraction, silent, data }) =>
    ({ title, body, tag, lang, requireInteraction, silent, data }));
}"""

CLOSED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  for (const shown of await registration.getNotifications()) shown.close();
}"""


class Pushes:
    """What a push service does, by the browser's own tools."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.tools: CDPSession = page.context.new_cdp_session(page)
        self.registrations: list[str] = []
        self.tools.on("ServiceWorker.workerRegistrationUpdated", self._keep)
        self.tools.send("ServiceWorker.enable")

    def _keep(self, told: dict[str, Any]) -> None:
        self.registrations += [one["registrationId"] for one in told["registrations"]]

    def deliver(self, data: str) -> None:
        given = {"origin": self.origin, "registrationId": self.registrations[-1], "data": data}
        self.tools.send("ServiceWorker.deliverPushMessage", given)

    def shown(self, count: int) -> list[dict[str, Any]]:
        """The notifications on the screen, once there are so many."""
        self.page.wait_for_function(
            f"async () => (await (await navigator.serviceWorker.ready).getNotifications()).length === {count}"
        )
        found: list[dict[str, Any]] = self.page.evaluate(SHOWN)
        return found


@pytest.fixture
def pushes(
    server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> Iterator[Pushes]:
    context = open_context(karim_browser, width=360)
    context.grant_permissions(["notifications"], origin=server.url)
    helper = Helper(server.url, context, "Karim")
    helper.page.goto(f"{server.url}/aider/horaires/")
    page = helper.page
    # The button, as far as this browser goes: it registers the worker, then finds no push service.
    page.get_by_role("button", name="Me prévenir sur cet appareil").click()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    yield Pushes(page, f"{server.url}/")
    page.evaluate(CLOSED)


def test_push_shows_a_notification_which_a_later_one_replaces(pushes: Pushes) -> None:
    # Without push service the page says so in plain words, and offers the button again.
    expect(pushes.page.locator("[data-push-status]")).to_contain_text("Cela n’a pas marché")
    pushes.deliver(json.dumps(RING))
    [ring] = pushes.shown(1)
    assert (ring["title"], ring["body"], ring["tag"], ring["lang"]) == (
        "Jeanne demande de l’aide",
        "Mes e-mails",
        "01J",
        "fr",
    )
    assert (ring["requireInteraction"], ring["silent"]) == (True, False)
    assert ring["data"] == {"url": "/aider/"}

    pushes.deliver(json.dumps(RING | {"title": "Quelqu’un d’autre y va, merci !", "body": "", "quiet": True}))
    pushes.page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())[0]?.silent === true"
    )
    [hushed] = pushes.shown(1)
    assert (hushed["title"], hushed["requireInteraction"]) == ("Quelqu’un d’autre y va, merci !", False)

    pushes.deliver("not what we send")
    pushes.page.wait_for_function(
        "async () => (await (await navigator.serviceWorker.ready).getNotifications())"
        ".some(({ tag }) => tag === 'epaule')"
    )
    unread = {one["tag"]: one for one in pushes.shown(2)}["epaule"]
    assert unread["title"] == "Quelqu’un demande de l’aide"
