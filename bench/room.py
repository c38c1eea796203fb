"""From the ask to the ring, from the pointer to the mark, from the screen to the other screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TypedDict

from playwright.sync_api import Page, expect

from bench.measure import Row, p95, pooled, time_row
from bench.people import Browsers, in_front, karim, meet, two_browsers, visitor
from bench.reference import BarePages, bare_pages
from tests.browser.people import Helper
from tests.browser.room import Room
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


class Move(TypedDict):
    """One move of the mouse: ms until the mark was placed on the other page, and painted."""

    placed: float
    painted: float


@dataclass
class Side:
    """Samples in ms, round by round, of the room or of the bare pages."""

    placed: list[list[float]] = field(default_factory=list)
    painted: list[list[float]] = field(default_factory=list)
    seen: list[list[float]] = field(default_factory=list)
    """Changes of colour."""
    video: str = ""

    def point(self, watching: Page) -> None:
        moves = move(watching)
        self.placed.append([one["placed"] for one in moves])
        self.painted.append([one["painted"] for one in moves])

    def look(self, shown: Page, watching: Page) -> None:
        self.seen.append(flip(shown, watching))
        self.video = watching.evaluate("bench.received()")

    @property
    def lost(self) -> int:
        """Moves that were not answered within a second."""
        return ROUNDS * MOVES - len(pooled(self.placed))

    @property
    def missed(self) -> int:
        """Changes of colour not seen before the next."""
        return ROUNDS * FLIPS - len(pooled(self.seen))


def measure(server: Server) -> list[Row]:
    with two_browsers() as browsers:
        helper = karim(server, browsers)
        rows = [request_to_ring(server, browsers, helper)]
        return [*rows, *in_the_room(server, browsers, helper)]


# --- Request to ring -----------------------------------------------------------------------------------------


def answers(commune: str) -> list[tuple[str, dict[str, str]]]:
    return [
        ("/demande/", {"text": "Je n’arrive pas à lire mes mails"}),
        ("/demande/theme/", {"topics": "email"}),
        ("/demande/quand/", {"when": "now"}),
        ("/demande/prenom/", {"first_name": "Odette", "language": ""}),
        ("/demande/commune/", {"commune": commune}),
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


def ask_as_guest(server: Server, browsers: Browsers, helper: Helper, commune: str = COMMUNE) -> list[float]:
    """Milliseconds from each ask of one new visitor to its ring."""
    context = visitor(browsers.helped)
    page = context.new_page()
    took = []
    for _time in range(ASKS_PER_GUEST):
        page.goto(f"{server.url}/demande/")
        page.evaluate(ANSWER, answers(commune))
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

SCREEN = "[data-ep-room=screen]"
ANSWER_MOVES = "([layer, mark]) => bench.answerMoves(document.querySelector(layer), mark)"
WATCH_COLOUR = "screen => bench.watchColour(document.querySelector(screen))"


def in_the_room(server: Server, browsers: Browsers, helper: Helper) -> list[Row]:
    helped = meet(server, browsers, helper)
    shown = helped.open_shown_page()
    hers, his = Room(helped.page), Room(helper.page)
    with_screen(hers, his)
    hers.part("hand-up").click()
    expect(his.part("tools")).to_be_visible()
    pointer = "[data-ep-room=pointer]:not([data-own=true])"
    hers.page.evaluate(ANSWER_MOVES, ["[data-ep-room=marks]", pointer])
    his.page.evaluate("bench.timeMoves()")
    his.page.evaluate(WATCH_COLOUR, SCREEN)
    ours, bare, echoes = Side(), Side(), []
    for _round in range(ROUNDS):
        with_screen(hers, his)
        ours.point(his.page)
        ours.look(shown, his.page)
        without_screen(hers, his)
        with bare_pages(browsers) as pages:
            instrument(pages)
            bare.point(pages.watcher)
            bare.look(pages.shown, pages.watcher)
            echoes.append(pages.watcher.evaluate("count => ping(count)", MOVES))
    return [*pointer_rows(ours, bare, echoes), glass_row(ours, bare)]


def with_screen(hers: Room, his: Room) -> None:
    """She shows her screen, unless she already does; the helper sees it; both rooms are in front."""
    if hers.root.get_attribute("data-sharing") != "on":
        hers.show_screen()
    his.expect_screen()
    in_front(hers.page, his.page)


def without_screen(hers: Room, his: Room) -> None:
    hers.part("share").click()
    expect(his.part("stage")).to_have_attribute("data-state", "off")


def instrument(pages: BarePages) -> None:
    pages.connect()
    pages.watcher.wait_for_function("document.querySelector('video').videoWidth > 0")
    pages.watcher.evaluate(WATCH_COLOUR, "video")
    pages.sharer.evaluate(ANSWER_MOVES, ["#marks", "#mark"])
    pages.watcher.evaluate("bench.timeMoves()")


def move(page: Page) -> list[Move]:
    """The answered ones among `MOVES` moves of the mouse over the screen that `page` is shown."""
    box = page.locator(f"{SCREEN}, body > video").bounding_box()
    assert box is not None
    first = page.evaluate("bench.moves.length")
    for number in range(MOVES):
        # Here and there around the middle, never twice at the same place.
        across, down = 0.3 + 0.4 * (number * 37 % MOVES) / MOVES, 0.3 + 0.4 * (number * 23 % MOVES) / MOVES
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        page.evaluate("bench.moveAnswered()")
        page.wait_for_timeout(10 + number * 7 % 23)
    moves: list[Move] = page.evaluate("first => bench.moves.slice(first)", first)
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


def pointer_rows(ours: Side, bare: Side, echoes: list[list[float]]) -> list[Row]:
    note = (
        "From the browser's receipt of a mouse move over the screen that is watched, to the mark placed in the "
        "other page, and back by a message on the same connection; one clock; still screen; "
        f"{ours.lost} and {bare.lost} of {ROUNDS * MOVES} unanswered within a second. A message and its echo, "
        f"with neither mouse nor mark: median {median(pooled(echoes)):.1f}, p95 {p95(pooled(echoes)):.1f}."
    )
    placed = time_row("pointer_round_trip", ours.placed, "bare pages, the same way", bare.placed, note)
    note = "The same moves until the mark is painted: the answer leaves after the frame that holds it."
    painted = time_row("pointer_to_paint", ours.painted, "bare pages, the same way", bare.painted, note)
    return [placed, painted]


def glass_row(ours: Side, bare: Side) -> Row:
    note = (
        "From a change of colour in the shared tab, where a text scrolls, to the first presented picture that "
        f"shows it (wall clock, whole ms); {ours.video} against {bare.video}; {ours.missed} and {bare.missed} of "
        f"{ROUNDS * FLIPS} changes not seen before the next."
    )
    reference = "bare WebRTC page, same tab, same codec, same browsers"
    return time_row("glass_to_glass", ours.seen, reference, bare.seen, note)
