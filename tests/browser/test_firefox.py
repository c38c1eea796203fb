"""One visit between two makers of browsers: the helper in Firefox, the helped person in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.firefox import Firefox
from tests.browser.people import Helped
from tests.browser.room import PICTURE, PIXEL, Room
from tests.browser.server import Server

TEXT = "Je n’ai pas le même navigateur"
# Keeps the page's connections, to look at what was really agreed.
KEEP_CONNECTIONS = """() => {
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) { super(...given); window.connections.push(this); }
  };
}"""
SHOWS = f"""(at, wanted) => {{
  const seen = ({PIXEL})(at);
  return seen !== null && wanted.every((one, index) => Math.abs(one - seen[index]) <= 40);
}}"""
CODECS_OFFERED = """() => {
  const one = window.connections.find(({connectionState}) => connectionState === "connected");
  const video = one.localDescription.sdp.split("m=video")[1].split("m=")[0];
  return [...video.matchAll(/^a=rtpmap:\\d+ ([^/]+)/gm)].map(([, name]) => name.toLowerCase());
}"""
CODECS_KNOWN = """() => RTCRtpReceiver.getCapabilities("video").codecs
  .map(({mimeType}) => mimeType.split("/")[1].toLowerCase())"""


class KarimInFirefox:
    def __init__(self, url: str, browser: Firefox) -> None:
        self.url, self.browser = url, browser
        browser.go(f"{url}/demo/")
        browser.click("button", "Entrer comme Karim")
        browser.wait_for("() => !location.pathname.startsWith('/demo')")

    def become_available(self) -> None:
        self.browser.go(f"{self.url}/aider/")
        if not self.browser.run("() => document.body.textContent.includes('Vous êtes disponible')"):
            self.browser.click("button", "Je suis disponible")
        self.browser.wait_for(
            "() => document.querySelector('[data-ep-controller~=bell][data-connection=open]') !== null"
        )

    def accept(self) -> None:
        self.browser.wait_for("(text) => document.querySelector('.ring-card')?.textContent.includes(text)", TEXT)
        self.browser.click(".ring-card button", "Accepter")
        self.browser.wait_for("() => location.pathname.startsWith('/visite/')")

    def expect_root(self, name: str, value: str) -> None:
        self.browser.wait_for(
            "(name, value) => document.querySelector('[data-ep-room=root]')?.dataset[name] === value", name, value
        )

    def rest(self) -> None:
        self.browser.go(f"{self.url}/aider/")
        if self.browser.run("() => document.body.textContent.includes('Faire une pause')"):
            self.browser.click("button", "Faire une pause")


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    browser = Firefox(tmp_path / "firefox")
    try:
        browser.start()
        yield browser
    finally:
        browser.stop()


def test_helper_in_firefox_sees_points_and_speaks(server: Server, firefox: Firefox, jeanne: Helped) -> None:
    firefox.before_every_page(KEEP_CONNECTIONS)
    karim = KarimInFirefox(server.url, firefox)
    karim.become_available()
    jeanne.ask_at_once(TEXT)
    karim.accept()
    jeanne.page.wait_for_url(re.compile("/visite/"))
    hers = Room(jeanne.page)
    hers.expect_together(timeout=40_000)
    karim.expect_root("connection", "together")

    # Firefox made the offer, and cut nothing from it: Chromium would refuse the whole.
    offered = firefox.run(CODECS_OFFERED)
    assert set(firefox.run(CODECS_KNOWN)) <= set(offered), offered

    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    firefox.wait_for(SHOWS, [0.5, 0.5], [255, 0, 0])
    jeanne.paint("#0000ff")
    firefox.wait_for(SHOWS, [0.5, 0.5], [0, 0, 255])

    hers.part("hand-up").click()
    firefox.wait_for("() => document.querySelector('[data-ep-room=tools]').checkVisibility()")
    picture = firefox.run(PICTURE)
    for step in range(5):
        firefox.move_mouse(
            picture["left"] + picture["width"] * (0.25 + step / 100), picture["top"] + picture["height"] / 2
        )
    expect(hers.page.locator("[data-ep-room=pointer]:not([data-own=true])")).to_be_attached()
    hers.expect_mark(0.29, 0.5)

    firefox.click("[data-ep-room=voice]")
    karim.expect_root("voice", "on")
    expect(hers.part("people").get_by_text("micro allumé")).to_be_attached()
    hers.end()
    firefox.wait_for("() => document.querySelector('[data-ep-room=end]').checkVisibility()")
    karim.rest()
