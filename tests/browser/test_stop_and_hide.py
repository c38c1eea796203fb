"""What goes out of a page: black on demand, nothing after « Arrêter », and other ways than a screen."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import SHOWN_TITLE, Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server

RED, BLUE, BLACK = (255, 0, 0), (0, 0, 255), (0, 0, 0)
# Before the room's own script: every connection of the page is kept, and what it receives is played beside the
# stage, so that the pixels that really arrive can be read whatever the page shows.
WATCH_CONNECTIONS = """
if (globalThis.RTCPeerConnection) {
  globalThis.connections = [];
  const Native = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...options) {
      super(...options);
      connections.push(this);
      this.addEventListener("track", ({ track }) => {
        if (track.kind !== "video") return;
        const video = document.createElement("video");
        Object.assign(video, { muted: true, srcObject: new MediaStream([track]) });
        video.play().catch(() => undefined);
        globalThis.received = video;
      });
    }
  };
}
"""
ARRIVED = """() => {
  const video = globalThis.received;
  if (!video || !video.videoWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.drawImage(video, 0, 0);
  return [[0.05, 0.05], [0.5, 0.5], [0.95, 0.95], [0.3, 0.7]].map(([x, y]) =>
    [...brush.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data].slice(0, 3));
}"""
OUTGOING = """() => connections
  .filter((one) => one.connectionState !== "closed")
  .flatMap((one) => one.getSenders())
  .map((sender) => sender.track)
  .filter((track) => track !== null && track.readyState === "live").length"""
# Black goes out for half a second after the end, over the last picture.
NOTHING_LEAVES = f"() => ({OUTGOING})() === 0"
NO_PICKER = "if (navigator.mediaDevices) delete MediaDevices.prototype.getDisplayMedia;"


# A link that takes two seconds there and back, as far as the page can know.
SLOW_LINK = """
const measure = RTCPeerConnection.prototype.getStats;
RTCPeerConnection.prototype.getStats = async function () {
  const report = await measure.call(this);
  if (!globalThis.slow) return report;
  const slowly = (one) => one.type === "candidate-pair" ? { ...one, currentRoundTripTime: 2 } : one;
  return new Map([...report].map(([id, one]) => [id, slowly(one)]));
};
"""
DECODED = """async () => {
  let frames = 0;
  for (const one of connections.filter((each) => each.connectionState === "connected"))
    for (const entry of (await one.getStats()).values()) frames += entry.framesDecoded ?? 0;
  return frames;
}"""
FLICKER = """() => setInterval(() => {
  document.body.style.background = document.body.style.background === "blue" ? "red" : "blue";
}, 100)"""


def watch(*pages: Page) -> None:
    for page in pages:
        page.add_init_script(WATCH_CONNECTIONS)


def wait_until_arrives(room: Room, color: tuple[int, int, int]) -> None:
    """Everywhere in the picture that really arrives at the page of `room`."""
    room.page.wait_for_function(
        f"(wanted) => {{ const seen = ({ARRIVED})(); return seen && seen.every((pixel) =>"
        " pixel.every((one, index) => Math.abs(one - wanted[index]) <= 40)) }",
        arg=list(color),
        timeout=20_000,
    )


def arriving(room: Room) -> list[list[int]]:
    pixels: list[list[int]] = room.page.evaluate(ARRIVED)
    return pixels


def together(jeanne: Helped, karim: Helper, text: str) -> tuple[Room, Room]:
    """Both in the room, her red page shown to him."""
    watch(jeanne.page, karim.page)
    hers, his = start_visit(jeanne, karim, text)
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.expect_screen()
    wait_until_arrives(his, RED)
    return hers, his


def test_hidden_screen_is_black_for_the_helper_and_comes_back(jeanne: Helped, karim: Helper) -> None:
    hers, his = together(jeanne, karim, "Je dois taper mon mot de passe")
    # Nothing moves on her page: the last picture must not stand at the helper's.
    hers.part("hide").click()
    expect(hers.part("hide")).to_have_attribute("data-state", "on")
    wait_until_arrives(his, BLACK)
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    expect(his.page.get_by_text("Jeanne a caché son écran.")).to_be_visible()
    expect(hers.page.get_by_text("Votre écran est caché.")).to_be_visible()

    # What moves now is for her alone.
    jeanne.paint("#0000ff")
    for _ in range(10):
        assert max(max(pixel) for pixel in arriving(his)) <= 40
        his.page.wait_for_timeout(200)

    # The same key shows again what has been there, standing still, for a while.
    hers.page.keyboard.press("h")
    his.expect_screen()
    wait_until_arrives(his, BLUE)
    expect(hers.part("hide")).to_have_attribute("data-state", "off")
    hers.page.keyboard.press("h")
    wait_until_arrives(his, BLACK)
    hers.end()


def test_hidden_screen_stays_hidden_through_a_cut(jeanne: Helped, karim: Helper) -> None:
    hers, his = together(jeanne, karim, "Le réseau coupe pendant que je cache")
    hers.part("hide").click()
    wait_until_arrives(his, BLACK)
    jeanne.context.set_offline(True)
    expect(hers.root).to_have_attribute("data-connection", "reconnecting", timeout=60_000)
    jeanne.context.set_offline(False)
    hers.expect_together(timeout=60_000)
    expect(hers.part("hide")).to_have_attribute("data-state", "on")
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    wait_until_arrives(his, BLACK)
    hers.end()


def test_hiding_is_proposed_near_secrets(jeanne: Helped, karim: Helper) -> None:
    asked = "Je veux payer mes impôts sur internet"
    hers, his = start_visit(jeanne, karim, asked)
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    expect(hers.page.get_by_text("Avant de taper un mot de passe")).to_be_visible()
    hers.part("notice").get_by_role("button", name="Cacher mon écran").click()
    expect(hers.part("hide")).to_have_attribute("data-state", "on")
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    hers.end()


def test_poor_link_sends_an_image_every_two_seconds_then_moves_again(jeanne: Helped, karim: Helper) -> None:
    jeanne.page.add_init_script(SLOW_LINK)
    hers, his = together(jeanne, karim, "Ma connexion est faible")
    assert jeanne.shown is not None
    flicker = jeanne.shown.evaluate(FLICKER)
    hers.page.evaluate("globalThis.slow = true")
    expect(hers.root).to_have_attribute("data-picture", "stills", timeout=30_000)
    for room in (hers, his):
        expect(room.page.get_by_text("une image toutes les 2 secondes, la voix d’abord")).to_be_visible()
    # Some seconds of a page that never stands still: a few images, not a film.
    before = his.page.evaluate(DECODED)
    his.page.wait_for_timeout(8_000)
    assert 2 <= his.page.evaluate(DECODED) - before <= 8
    # Sharp and true, until it moves again.
    jeanne.shown.evaluate("(timer) => clearInterval(timer)", flicker)
    jeanne.paint("#0000ff")
    wait_until_arrives(his, BLUE)
    hers.page.evaluate("globalThis.slow = false")
    expect(hers.root).to_have_attribute("data-picture", "live", timeout=60_000)
    jeanne.paint("#ff0000")
    wait_until_arrives(his, RED)
    expect(his.part("quality")).not_to_have_attribute("data-state", "stills")
    hers.end()


@pytest.fixture
def fragile_server(prepared_data: Path) -> Iterator[Server]:
    """A server of our own, to pull its plug."""
    running = Server(prepared_data)
    running.start()
    yield running
    running.stop()


def test_escape_twice_stops_everything_with_the_server_dead(
    fragile_server: Server,
    jeanne_browser: Browser,
    karim_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> None:
    jeanne = Helped(fragile_server.url, open_context(jeanne_browser))
    karim = Helper(fragile_server.url, open_context(karim_browser), "Karim")
    hers, his = together(jeanne, karim, "Je veux que tout s’arrête")
    hers.page.get_by_role("button", name="Activer mon micro").click()
    expect(hers.root).to_have_attribute("data-voice", "on")
    assert hers.page.evaluate(OUTGOING) == 2

    fragile_server.stop(signal.SIGKILL)
    expect(hers.root).to_have_attribute("data-connection", "reconnecting")
    # Even with a question open.
    hers.page.evaluate("document.querySelector('[data-ep-room=end-dialog]').showModal()")
    hers.page.keyboard.press("Escape")
    hers.page.keyboard.press("Escape")
    expect(hers.root).to_have_attribute("data-sharing", "off")
    expect(hers.root).to_have_attribute("data-voice", "off")
    expect(hers.page.get_by_text("Karim ne voit plus rien et n’entend plus rien.")).to_be_visible()
    wait_until_arrives(his, BLACK)
    hers.page.wait_for_function(NOTHING_LEAVES)

    # The server comes back and learns it; nothing starts again by itself.
    fragile_server.start()
    for room in (hers, his):
        room.expect_together(timeout=40_000)
    expect(his.root).to_have_attribute("data-sharing", "off")
    assert hers.page.evaluate(OUTGOING) == 0
    hers.page.get_by_role("button", name="Reprendre").click()
    expect(hers.page.get_by_text("Tout est arrêté")).to_have_count(0)
    assert hers.page.evaluate(OUTGOING) == 0
    hers.show_screen()
    wait_until_arrives(his, RED)
    hers.end()
    karim.rest()


def test_telephone_shows_what_its_camera_sees(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], karim: Helper
) -> None:
    context = open_context(jeanne_browser, width=360, height=740, is_mobile=True, has_touch=True)
    context.grant_permissions(["microphone", "camera"])
    jeanne = Helped(server.url, context)
    jeanne.page.add_init_script(NO_PICKER)
    watch(jeanne.page, karim.page)
    hers, his = start_visit(jeanne, karim, "Je n’ai que mon téléphone")
    expect(hers.page.get_by_role("button", name="Montrer mon écran")).to_be_hidden()
    assert hers.page.evaluate("document.documentElement.scrollWidth") <= 360
    hers.show_camera()
    his.expect_screen()
    # The camera of the test is a bright picture that moves.
    his.page.wait_for_function(
        f"() => {{ const seen = ({ARRIVED})(); return seen && Math.max(...seen.flat()) > 90 }}"
    )
    hers.part("stop").click()
    expect(hers.part("stage")).to_have_attribute("data-state", "unsupported")
    expect(his.part("stage")).to_have_attribute("data-state", "off")
    hers.page.wait_for_function(NOTHING_LEAVES)
    hers.page.get_by_role("button", name="Reprendre").click()
    hers.end()


def test_camera_that_is_refused_leaves_the_other_ways(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], karim: Helper
) -> None:
    jeanne = Helped(server.url, open_context(jeanne_browser, width=360, height=740, microphone=False))
    jeanne.page.add_init_script(NO_PICKER)
    hers, _his = start_visit(jeanne, karim, "Mon appareil photo est interdit")
    hers.show_camera(expected="unsupported")
    expect(hers.page.get_by_text("Votre navigateur refuse l’appareil photo.")).to_be_visible()
    for name in ("Montrer avec l’appareil photo", "Envoyer une photo", "Parler et écrire"):
        expect(hers.page.get_by_role("button", name=name)).to_be_visible()
    hers.end()


def test_helper_shows_his_own_screen_until_she_shows_hers(jeanne: Helped, karim: Helper) -> None:
    watch(jeanne.page, karim.page)
    hers, his = start_visit(jeanne, karim, "Je voudrais voir comment on fait")
    his_shown = karim.context.new_page()
    his_shown.set_content(f"<title>{SHOWN_TITLE}</title><body style='margin:0;background:#0000ff'>")
    karim.page.bring_to_front()
    his.page.get_by_role("button", name="Montrer mon propre écran").click()
    expect(his.root).to_have_attribute("data-sharing", "on")
    hers.expect_screen()
    hers.wait_for_color(BLUE)
    expect(hers.page.get_by_text("Voici l’écran de Karim.")).to_be_visible()

    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.wait_for_color(RED)
    expect(his.page.get_by_text("Jeanne montre son écran")).to_be_visible()
    his.page.wait_for_function(NOTHING_LEAVES)
    hers.end()
