"""From the ask to the ring, from the pointer to the mark, from the screen to the other screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypedDict

from playwright.sync_api import Page, expect

from bench.measure import Row, time_row
from bench.people import BARE_URL, Browsers, karim, meet, two_browsers, visitor
from tests.browser.people import Helped, Helper
from tests.browser.server import Server

ROUNDS = 3
GUESTS, ASKS_PER_GUEST = 5, 7
"""The limits of asking stay as they are: six visitors of one address, of whom one is for the room, then six more
asks of each. One guest is one round."""
PINGS, MOVES, FLIPS = 30, 60, 20
"""Per round."""
SOCKET = "/ws/aider/"
COMMUNE = "50502"


class Colour(TypedDict):
    """The page changed its colour, or a picture showed that it did. `at`: ms since 1970."""

    red: bool
    at: float


@dataclass
class Timed:
    """Samples in ms, round by round, ours and of the bare page."""

    ours: list[list[float]] = field(default_factory=list)
    bare: list[list[float]] = field(default_factory=list)
    lost: int = 0
    """What never arrived, on our side."""
    bare_lost: int = 0
    video: str = ""
    bare_video: str = ""

    def add_ours(self, samples: list[float], tried: int) -> None:
        self.ours.append(samples)
        self.lost += tried - len(samples)

    def add_bare(self, samples: list[float], tried: int) -> None:
        self.bare.append(samples)
        self.bare_lost += tried - len(samples)


def measure(server: Server) -> list[Row]:
    with two_browsers() as browsers:
        helper = karim(server, browsers)
        rows = [request_to_ring(server, browsers, helper)]
        return [*rows, *in_the_room(server, browsers, helper)]


# --- Request to ring -----------------------------------------------------------------------------------------

ANSWERS = [
    ("/demande/", {"text": "Je n’arrive pas à lire mes mails"}),
    ("/demande/theme/", {"topics": "email"}),
    ("/demande/quand/", {"when": "now"}),
    ("/demande/prenom/", {"first_name": "Odette", "language": ""}),
    ("/demande/commune/", {"commune": COMMUNE}),
]
ANSWER = """async (answers) => {
  for (const [path, fields] of answers) {
    const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken });
    const response = await fetch(path, { method: "POST", body });
    if (!response.redirected) throw new Error(`${path} refused the answer`);
  }
}"""


def request_to_ring(server: Server, browsers: Browsers, helper: Helper) -> Row:
    helper.become_available()
    helper.page.evaluate("bench.watchRings()")
    rings, pings = [], []
    for _guest in range(GUESTS):
        rings.append(ask_as_guest(server, browsers, helper))
        pings.append(helper.page.evaluate("([path, n]) => bench.pingSocket(path, n)", [SOCKET, PINGS]))
    note = (
        "From the submit of « Demander de l’aide » in one browser to the card painted in another (wall clock of "
        "the machine, whole ms); the reference is not the same work: it has no form, no account, no card."
    )
    return time_row("request_to_ring", rings, "ping to pong on the helper's own bell socket", pings, note)


def ask_as_guest(server: Server, browsers: Browsers, helper: Helper) -> list[float]:
    """Milliseconds from each ask of one new visitor to its ring."""
    context = visitor(browsers.helped)
    page = context.new_page()
    took = []
    for _time in range(ASKS_PER_GUEST):
        page.goto(f"{server.url}/demande/")
        page.evaluate(ANSWER, ANSWERS)
        page.goto(f"{server.url}/demande/verifier/")
        page.get_by_role("button", name="Demander de l’aide").click()
        expect(page.get_by_role("heading", name="Nous cherchons quelqu’un…")).to_be_visible()
        public_id = page.url.rstrip("/").rsplit("/", 1)[1]
        asked_at = float(page.evaluate("sessionStorage.getItem('bench.submittedAt')"))
        helper.page.wait_for_function("id => bench.rings.some(ring => ring.id === id)", arg=public_id)
        rung_at = helper.page.evaluate("id => bench.rings.find(ring => ring.id === id).at", public_id)
        took.append(rung_at - asked_at)
        page.get_by_role("button", name="Annuler ma demande").click()
        expect(page.get_by_role("heading", name="Votre demande est annulée")).to_be_visible()
    context.close()
    return took


# --- In the room ---------------------------------------------------------------------------------------------


def in_the_room(server: Server, browsers: Browsers, helper: Helper) -> list[Row]:
    helped = meet(server, browsers, helper)
    shown = helped.open_shown_page()
    pointer, glass = Timed(), Timed()
    with_screen(helped, helper)
    helped.page.evaluate("bench.answerMoves(document.querySelector('[data-ep-room=mark]'))")
    helper.page.evaluate("bench.timeMoves()")
    helper.page.evaluate("bench.watchColour(document.querySelector('[data-ep-room=screen]'))")
    for _round in range(ROUNDS):
        with_screen(helped, helper)
        pointer.add_ours(move(helper.page), MOVES)
        glass.add_ours(flip(shown, helper.page), FLIPS)
        glass.video = helper.page.evaluate("bench.received()")
        without_screen(helped, helper)
        with bare_pages(browsers) as (bare_shown, watcher):
            pointer.add_bare(watcher.evaluate("count => ping(count)", MOVES), MOVES)
            glass.add_bare(flip(bare_shown, watcher), FLIPS)
            glass.bare_video = watcher.evaluate("bench.received()")
    return [pointer_row(pointer), glass_row(glass)]


def with_screen(helped: Helped, helper: Helper) -> None:
    """She shows her screen, unless she already does; the helper sees it; both rooms are in front."""
    if helped.page.locator("[data-ep-room=share][data-state=off]").count():
        helped.page.locator("[data-ep-room=share]").click()
    expect(helper.page.locator("[data-ep-room=stage][data-state=on]")).to_be_attached()
    # The browser puts a tab that begins to be shown in front of the room, whose mark it then hardly paints.
    for page in (helped.page, helper.page):
        page.bring_to_front()
    helped.page.wait_for_function("async () => await bench.frameMs() < 100")


def without_screen(helped: Helped, helper: Helper) -> None:
    helped.page.locator("[data-ep-room=share]").click()
    expect(helper.page.locator("[data-ep-room=stage][data-state=off]")).to_be_attached()


@contextmanager
def bare_pages(browsers: Browsers) -> Iterator[tuple[Page, Page]]:
    """The page that is shown and the bare page that watches it, connected, in the same two browsers."""
    sharing, watching = Helped(BARE_URL, visitor(browsers.helped)), visitor(browsers.helper)
    sharer, watcher = sharing.page, watching.new_page()
    sharer.goto(f"{BARE_URL}sharer.html")
    watcher.goto(f"{BARE_URL}watcher.html")
    shown = sharing.open_shown_page()
    sharer.get_by_role("button", name="Share").click()
    expect(sharer.locator("body[data-state=offering]")).to_be_attached()
    sharer.evaluate("sdp => accept(sdp)", watcher.evaluate("sdp => answer(sdp)", sharer.evaluate("offer()")))
    watcher.wait_for_function("document.querySelector('video').videoWidth > 0")
    watcher.evaluate("bench.watchColour(document.querySelector('video'))")
    yield shown, watcher
    sharing.context.close()
    watching.close()


def move(page: Page) -> list[float]:
    """Milliseconds of the answered ones among `MOVES` moves of the mouse over the shared screen."""
    box = page.locator("[data-ep-room=screen]").bounding_box()
    assert box is not None
    first = page.evaluate("bench.moves.length")
    for number in range(MOVES):
        known = page.evaluate("bench.moves.length")
        # Here and there around the middle, never twice at the same place.
        across, down = 0.3 + 0.4 * (number * 37 % MOVES) / MOVES, 0.3 + 0.4 * (number * 23 % MOVES) / MOVES
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.evaluate("known => bench.moveAnswered(known)", known)
        page.wait_for_timeout(10 + number * 7 % 23)
    moves: list[float] = page.evaluate("first => bench.moves.slice(first)", first)
    return moves


def flip(shown: Page, watcher: Page) -> list[float]:
    """Milliseconds from each change of colour that `watcher` saw, before the next one, to its picture."""
    flips: list[Colour] = shown.evaluate("count => bench.flip(count)", FLIPS)
    sights: list[Colour] = watcher.evaluate("bench.sights")
    took = []
    for number, one in enumerate(flips):
        end = flips[number + 1]["at"] if number + 1 < len(flips) else one["at"] + 1000
        seen = [sight["at"] for sight in sights if sight["red"] == one["red"] and one["at"] <= sight["at"] < end]
        took += [seen[0] - one["at"]] if seen else []
    return took


def pointer_row(pointer: Timed) -> Row:
    note = (
        "From the browser's receipt of a mouse move over the helper's view, through the product's own data "
        "channel, to the mark painted on the other page, and back to the helper's page by an echo on the same "
        f"connection; one clock; still screen; {pointer.lost} of {ROUNDS * MOVES} unanswered within a second. "
        "The bare echo paints nothing: the difference is mostly the waiting for two frames of the display."
    )
    reference = "echo over a bare RTCDataChannel between the same browsers"
    return time_row("pointer_round_trip", pointer.ours, reference, pointer.bare, note)


def glass_row(glass: Timed) -> Row:
    note = (
        "From a change of colour in the shared tab, where a text scrolls, to the first presented picture that "
        f"shows it (wall clock, whole ms); {glass.video} against {glass.bare_video}; {glass.lost} and "
        f"{glass.bare_lost} of {ROUNDS * FLIPS} changes not seen before the next."
    )
    reference = "bare WebRTC page, same tab, same codec, same browsers"
    return time_row("glass_to_glass", glass.ours, reference, glass.bare, note)
