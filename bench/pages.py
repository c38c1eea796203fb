"""How long a page takes, how much it weighs."""

from __future__ import annotations

import gzip
import http.client
import time

from playwright.sync_api import BrowserContext, Response

from bench.measure import Row, row, time_row
from bench.people import karim, meet, two_browsers, visitor
from tests.browser.server import Server

ROUNDS, PER_ROUND, WARM_UP = 3, 100, 30
HOME_SCRIPTS, ROOM_SCRIPTS, STYLES = 30, 120, 25
"""Budgets, in kB (1000 bytes) of compressed files."""


def measure(server: Server) -> list[Row]:
    return [home_server_time(server), *weights(server)]


def fetch_ms(connection: http.client.HTTPConnection, path: str) -> float:
    """Milliseconds from the request to the last byte."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "fr"})
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - begun) * 1000
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}")
    return took


def home_server_time(server: Server) -> Row:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for _time in range(WARM_UP):
        fetch_ms(connection, "/")
        fetch_ms(connection, "/sante/")
    home: list[list[float]] = []
    health: list[list[float]] = []
    for _round in range(ROUNDS):
        # One of each in turn: what slows the machine for a moment slows both.
        pairs = [(fetch_ms(connection, "/"), fetch_ms(connection, "/sante/")) for _time in range(PER_ROUND)]
        home.append([pair[0] for pair in pairs])
        health.append([pair[1] for pair in pairs])
    connection.close()
    note = "GET / by a visitor without cookies, one after the other on one kept connection, server warm."
    return time_row("home_server_time", home, "GET /sante/ in turn, same connection", health, note)


def loaded(context: BrowserContext, url: str) -> dict[str, bytes]:
    """Contents by address of all a page loads in a new tab without cache, until the network is silent."""
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(url, wait_until="networkidle")
    return {one.url.split("?")[0]: one.body() for one in responses if one.ok}


def of_kind(contents: dict[str, bytes], suffix: str) -> dict[str, bytes]:
    return {url: content for url, content in contents.items() if url.endswith(suffix)}


def compressed_kb(contents: dict[str, bytes]) -> float:
    return sum(len(gzip.compress(content, 9)) for content in contents.values()) / 1000


def weights(server: Server) -> list[Row]:
    with two_browsers() as browsers:
        home = loaded(visitor(browsers.helped), server.url)
        helper = karim(server, browsers)
        helped = meet(server, browsers, helper)
        # The same visit in a second tab of each.
        room = loaded(helped.context, helped.page.url) | loaded(helper.context, helper.page.url)
    return [
        weight("home_js_gz_kb", of_kind(home, ".js"), HOME_SCRIPTS, "the home page"),
        weight("room_js_gz_kb", of_kind(room, ".js"), ROOM_SCRIPTS, "the room, on both sides"),
        weight("css_gz_kb", of_kind(home | room, ".css"), STYLES, "the home page and the room together"),
    ]


def weight(name: str, contents: dict[str, bytes], budget: float, where: str) -> Row:
    plain = sum(map(len, contents.values())) / 1000
    names = ", ".join(sorted(url.rsplit("/", 1)[1] for url in contents))
    note = f"Loaded by {where}: {names}. gzip -9, 1 kB = 1000 bytes; {plain:.1f} kB before compression."
    return row(name, compressed_kb(contents), "kB", "budget", budget, len(contents), note)
