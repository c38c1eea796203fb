"""The whole story, once: someone asks, someone comes, they look at the screen together, something stays."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room

RED, GREEN, BLUE = (255, 0, 0), (0, 160, 0), (0, 0, 255)
TARGETS = """() => {
  for (const [left, top] of [[25, 40], [80, 15]]) {
    const mark = document.createElement("i");
    mark.style = `position:fixed;left:${left}%;top:${top}%;width:40px;height:40px;margin:-20px;background:#00a000`;
    document.body.append(mark);
  }
}"""


def test_the_whole_story(jeanne: Helped, karim: Helper, sophie: Helper, stranger: Page, server: object) -> None:
    asked = "Je n’arrive pas à envoyer un e-mail à ma petite-fille"
    for helper in (karim, sophie):
        helper.become_available()
    jeanne.ask(asked)

    # It rings at both, with what they need to decide.
    for helper in (karim, sophie):
        card = helper.page.locator(".ring-card", has_text=asked)
        expect(card).to_contain_text("Jeanne")
        expect(card).to_contain_text("Saint-Lô")
        expect(helper.page).to_have_title(re.compile("Jeanne demande de l’aide"))
    karim.accept(asked)
    expect(sophie.page.get_by_text("Quelqu’un d’autre y va, merci !")).to_be_visible()
    expect(sophie.page.locator(".ring-card", has_text=asked)).to_have_count(0)

    # Both arrive.
    jeanne.page.wait_for_url(re.compile("/visite/"))
    hers, his = Room(jeanne.page), Room(karim.page)
    hers.expect_together()
    his.expect_together()

    # Real pixels of her screen arrive, and change.
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.expect_screen()
    his.wait_for_color(RED)
    jeanne.paint("#0000ff")
    his.wait_for_color(BLUE)
    his.part("ask").click()
    hers.part("hand-yes").click()
    expect(his.part("tools")).to_be_visible()
    check_mark(jeanne, hers, his)

    # Words, both ways.
    hers.write("Bonjour Karim, je vous vois")
    his.expect_line("Bonjour Karim, je vous vois")
    his.write("Cliquez sur le bouton vert")
    hers.expect_line("Cliquez sur le bouton vert")

    # Voices, both ways.
    for room in (hers, his):
        room.page.get_by_role("button", name="Activer mon micro").click()
        expect(room.root).to_have_attribute("data-voice", "on")

    record(hers, his)
    hers.end()
    his.expect_ended()
    check_film(his.page, hers.visit_id)
    check_film(hers.page, hers.visit_id)
    refuse_stranger(stranger, hers)


def check_mark(jeanne: Helped, hers: Room, his: Room) -> None:
    """The helper points at a thing he sees; the mark is on that thing on her page, at any size and shape."""
    assert jeanne.shown is not None
    jeanne.shown.evaluate(TARGETS)
    for spot in ((0.25, 0.40), (0.80, 0.15)):
        hers.page.set_viewport_size({"width": 1280, "height": 800})
        his.wait_for_color(GREEN, at=spot)
        for width, height in ((1280, 800), (360, 740), (900, 420)):
            hers.page.set_viewport_size({"width": width, "height": height})
            expect_mark_at(hers, his, spot)
    hers.page.set_viewport_size({"width": 1280, "height": 800})


def expect_mark_at(hers: Room, his: Room, spot: tuple[float, float]) -> None:
    """Within 1 % of the frame. Resizing her window also resizes the tab she shows: both pictures must settle."""
    seen: tuple[float, float] | None = None
    for _ in range(60):
        his.point_at(*spot)
        hers.page.wait_for_timeout(100)
        seen = hers.mark()
        if seen and abs(seen[0] - spot[0]) <= 0.01 and abs(seen[1] - spot[1]) <= 0.01:
            return
    raise AssertionError(f"the mark is at {seen} instead of {spot}, in a window of {hers.page.viewport_size}")


def record(hers: Room, his: Room) -> None:
    """He proposes; nothing is recorded until she says yes on her own page; both see the red mark."""
    his.choose("Enregistrer")
    expect(hers.part("film-dialog")).to_be_visible()
    expect(his.part("recording-mark")).to_be_hidden()
    hers.part("film-yes").click()
    for room in (hers, his):
        expect(room.root).to_have_attribute("data-recording", "recording")
        expect(room.part("recording-mark")).to_be_visible()
    his.point_at(0.5, 0.5)
    # Three pieces of two seconds at least.
    with his.page.expect_response(re.compile(r"/morceaux/0/2/"), timeout=20_000) as third:
        pass
    assert third.value.ok
    hers.choose("Arrêter le film")
    for room in (hers, his):
        expect(room.part("recording-mark")).to_be_hidden()
    expect(his.root).to_have_attribute("data-film", "stored", timeout=20_000)


def check_film(page: Page, visit_id: str) -> None:
    """It plays from the middle, knows how long it is, and shows her screen."""
    page.goto(page.url.split("/visite/")[0] + f"/visite/{visit_id}/souvenir/")
    page.get_by_role("link", name="Revoir").click(timeout=30_000)
    video = page.locator("video")
    expect(video).to_be_visible(timeout=30_000)
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    duration = video.evaluate("video => video.duration")
    assert 5 < duration < 60
    middle = duration / 2
    video.evaluate("(video, at) => new Promise(done => { video.onseeked = done; video.currentTime = at })", middle)
    assert abs(video.evaluate("video => video.currentTime") - middle) < 0.5
    shown = page.evaluate(
        """() => {
          const video = document.querySelector("video"), canvas = document.createElement("canvas");
          canvas.width = video.videoWidth; canvas.height = video.videoHeight;
          const context = canvas.getContext("2d");
          context.drawImage(video, 0, 0);
          const at = (x, y) => [...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
          return {middle: at(0.6, 0.7), size: [canvas.width, canvas.height]};
        }"""
    )
    red, green, blue = shown["middle"][:3]
    assert blue > 180, shown
    assert red < 90, shown
    assert green < 90, shown


def refuse_stranger(stranger: Page, hers: Room) -> None:
    """A third person, signed in: no page, no socket, no film."""
    base = hers.page.url.split("/visite/")[0]
    film = hers.page.locator("video").get_attribute("src")
    for path in (
        f"/visite/{hers.visit_id}/",
        f"/visite/{hers.visit_id}/souvenir/",
        hers.page.url.removeprefix(base),
        film or "",
    ):
        answer = stranger.request.get(base + path)
        assert answer.status == 404, path
    closed = stranger.evaluate(
        """address => new Promise(done => {
          const socket = new WebSocket(address), heard = [];
          socket.onmessage = (event) => heard.push(JSON.parse(event.data).type);
          socket.onclose = (event) => done([event.code, heard]);
        })""",
        f"{base.replace('http', 'ws')}/ws/visite/{hers.visit_id}/",
    )
    assert closed == [4404, ["error"]]
