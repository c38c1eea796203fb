"""Networks that fail: a relay, a wrong secret, an outage, a lid that closes. Everything comes back by itself."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.browser.conftest import launch
from tests.browser.coturn import Coturn
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server

OUTAGE_SECONDS = 22
"""Long enough for every browser to give its network paths up."""
BACK = 60_000
"""Milliseconds within which everything is back, on a slow machine."""

KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
SELECTED_PATHS = """async () => {
  const found = [];
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue;
    const stats = await connection.getStats();
    const transport = [...stats.values()].find(({type}) => type === "transport");
    const pair = stats.get(transport.selectedCandidatePairId);
    found.push([stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType]);
  }
  return found;
}"""


@pytest.fixture
def pair(
    relay_server: Server,
    jeanne_browser: Browser,
    karim_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> Iterator[tuple[Helped, Helper]]:
    """Jeanne and Karim, on the server that relays."""
    contexts = open_context(jeanne_browser), open_context(karim_browser)
    for context in contexts:
        context.add_init_script(KEEP_CONNECTIONS)
    karim = Helper(relay_server.url, contexts[1], "Karim")
    yield Helped(relay_server.url, contexts[0]), karim
    karim.rest()


def test_relay_alone_carries_the_visit(pair: tuple[Helped, Helper]) -> None:
    jeanne, karim = pair
    hers, his = start_visit(jeanne, karim, "Nos adresses restent cachées")
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.expect_screen()
    his.wait_for_color((255, 0, 0))
    for room in (hers, his):
        assert room.page.evaluate(SELECTED_PATHS) == [["relay", "relay"]]
    hers.end()


def test_wrong_secret_is_said_in_words_and_the_right_one_heals(
    pair: tuple[Helped, Helper], relay_server: Server, coturn: Coturn
) -> None:
    jeanne, karim = pair
    relay_server.stop()
    relay_server.settings["EPAULE_TURN_SECRET"] = "south"
    relay_server.start()
    text = "Le relais refuse tout le monde"
    karim.become_available()
    jeanne.ask_at_once(text)
    karim.accept(text)
    jeanne.page.wait_for_url(re.compile("/visite/"))
    hers, his = Room(jeanne.page), Room(karim.page)
    for room in (hers, his):
        expect(room.root).to_have_attribute("data-connection", "unreachable", timeout=40_000)
        expect(room.page.get_by_text("n’arrivent pas à se joindre : le réseau")).to_be_visible()
    hers.write("On peut toujours s’écrire")
    his.expect_line("On peut toujours s’écrire")
    assert "Traceback" not in relay_server.log.read_text()

    relay_server.stop()
    relay_server.settings |= coturn.settings
    relay_server.start()
    for room in (hers, his):
        room.expect_together(timeout=BACK)
        expect(room.page.get_by_text("n’arrivent pas à se joindre : le réseau")).to_be_hidden()
    hers.end()


def test_outage_of_both_sides_then_everything_is_back(pair: tuple[Helped, Helper], coturn: Coturn) -> None:
    jeanne, karim = pair
    hers, his = start_visit(jeanne, karim, "Plus de réseau nulle part")
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.wait_for_color((255, 0, 0))

    coturn.freeze()
    for person in (jeanne, karim):
        person.context.set_offline(True)
    hers.write("Écrit pendant la panne")
    jeanne.paint("#0000ff")
    for room in (hers, his):
        expect(room.root).not_to_have_attribute("data-connection", "together", timeout=40_000)
    his.page.wait_for_timeout(OUTAGE_SECONDS * 1000)
    for person in (jeanne, karim):
        person.context.set_offline(False)
    coturn.thaw()

    for room in (hers, his):
        room.expect_together(timeout=BACK)
    his.expect_line("Écrit pendant la panne")
    his.wait_for_color((0, 0, 255))
    expect(hers.root).to_have_attribute("data-sharing", "on")
    hers.end()


def pid_of(marker: str) -> int:
    """The one process started with that argument."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if marker.encode() in arguments and not any(one.startswith(b"--type=") for one in arguments):
                return int(folder.name)
    raise RuntimeError(f"no process has {marker}")


@contextmanager
def lid_closed(marker: str) -> Iterator[None]:
    """The whole browser stands still: its pages, its network, its clock's alarms. Playwright starts it in a
    process group of its own."""
    group = os.getpgid(pid_of(marker))
    assert group != os.getpgrp()
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def test_lid_closed_and_opened(
    server: Server,
    playwright: Playwright,
    karim: Helper,
    open_context: Callable[..., BrowserContext],
) -> None:
    marker = f"--laptop-of-jeanne={time.monotonic_ns()}"
    with ExitStack() as after:
        browser = launch(playwright, marker)
        after.callback(browser.close)
        jeanne = Helped(server.url, browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR"))
        hers, his = start_visit(jeanne, karim, "Je ferme mon ordinateur")
        jeanne.open_shown_page("#ff0000")
        hers.show_screen()
        his.wait_for_color((255, 0, 0))
        with lid_closed(marker):
            expect(his.root).not_to_have_attribute("data-connection", "together", timeout=40_000)
            his.page.wait_for_timeout(OUTAGE_SECONDS * 1000)
        for room in (hers, his):
            room.expect_together(timeout=BACK)
        jeanne.paint("#0000ff")
        his.wait_for_color((0, 0, 255))
        hers.end()


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_relay_is_no_door_to_the_local_network(coturn: Coturn, peer: str) -> None:
    """With the right secret too, private addresses around the relay stay out of reach through it."""
    through = f"turnutils_uclient -c -n 1 -W {coturn.secret} -u 9999999999:x -p {coturn.port}".split()
    tried = subprocess.run([*through, "-e", peer, coturn.address], capture_output=True, text=True, timeout=30)
    assert "403 (Forbidden IP)" in tried.stdout, tried.stdout
