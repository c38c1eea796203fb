"""The ladder of hands in real browsers: asked, given, taken back; and what a dishonest page gets."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server

# A page that keeps its socket and its data channels within reach, as any visitor's developer tools do.
WITHIN_REACH = """
if (window.RTCPeerConnection) {
  window.kept = { channels: [], sockets: [], heard: [] };
  const open = RTCPeerConnection.prototype.createDataChannel;
  RTCPeerConnection.prototype.createDataChannel = function (...options) {
    const channel = open.apply(this, options);
    kept.channels.push(channel);
    return channel;
  };
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...options) {
      super(...options);
      kept.sockets.push(this);
      this.addEventListener("message", ({ data }) => kept.heard.push(JSON.parse(data)));
    }
  };
}
"""
BY_CHANNEL = """message => {
  const open = kept.channels.filter(({ label, readyState }) => label === "marks" && readyState === "open");
  for (const channel of open) channel.send(message);
  return open.length;
}"""
BY_SOCKET = "message => kept.sockets.at(-1).send(message)"
REFUSED = "code => kept.heard.some(heard => heard.type === 'error' && heard.code === code)"
SPOT = {"type": "mark.put", "id": "forged-spot-1", "kind": "spot", "points": [0.5, 0.5]}
ACT = {"type": "act", "n": 1, "kind": "text", "key": "bonjour"}


class DishonestRoom(Room):
    """The helper's page, whose script does what the page itself never would."""

    def forge_to_page(self, message: dict[str, object]) -> None:
        assert self.page.evaluate(BY_CHANNEL, json.dumps(message)) == 1

    def forge_to_server(self, message: dict[str, object]) -> None:
        self.page.evaluate(BY_SOCKET, json.dumps(message))

    def expect_refusal(self, code: str) -> None:
        self.page.wait_for_function(REFUSED, arg=code)


@pytest.fixture
def rooms(jeanne: Helped, karim: Helper) -> tuple[Room, DishonestRoom]:
    karim.context.add_init_script(WITHIN_REACH)
    hers, his = start_visit(jeanne, karim, "Je ne trouve pas le bouton")
    jeanne.open_shown_page("#204060")
    hers.show_screen()
    his.expect_screen()
    return hers, DishonestRoom(his.page)


def test_he_asks_she_says_no_then_yes_then_takes_back(rooms: tuple[Room, DishonestRoom]) -> None:
    hers, his = rooms
    expect(hers.part("hand-words")).to_have_text("Karim voit ce que vous montrez.")
    his.part("ask").click()
    expect(hers.part("hand-words")).to_have_text("Karim demande : « Puis-je vous montrer ? »")
    hers.part("hand-no").click()
    expect(his.page.get_by_text("Jeanne préfère que vous regardiez")).to_be_visible()
    expect(his.part("tools")).to_be_hidden()

    his.part("ask").click()
    hers.part("hand-yes").click()
    expect(his.page.get_by_text("Jeanne vous laisse montrer.")).to_be_visible()
    expect(his.part("tools")).to_be_visible()
    his.point_at(0.5, 0.5)
    expect(hers.part("pointer")).to_have_count(1)

    hers.part("hand-down").click()
    expect(hers.part("pointer")).to_have_count(0)
    expect(his.part("tools")).to_be_hidden()
    expect(his.page.get_by_text("Jeanne a repris la main.")).to_be_visible()

    # He may come down by himself too, and take a question back.
    hers.part("hand-up").click()
    expect(his.part("tools")).to_be_visible()
    his.part("ask").click()
    expect(his.part("tools")).to_be_hidden()
    his.part("ask").click()
    expect(hers.part("hand-yes")).to_be_visible()
    his.part("ask").click()
    expect(hers.part("hand-yes")).to_be_hidden()

    # Both may read it.
    for room in (hers, his):
        journal = room.page.context.new_page()
        journal.goto(f"{room.page.url}journal/")
        expect(journal.get_by_role("heading", name="Qui a vu quoi, et quand")).to_be_visible()
        expect(journal.locator("main")).to_contain_text("Karim")
        journal.close()
    hers.end()


def test_without_the_hand_a_forged_page_gets_nothing(rooms: tuple[Room, DishonestRoom]) -> None:
    hers, his = rooms
    for message in (
        SPOT,
        {**SPOT, "kind": "label", "text": "Payez ici"},
        ACT,
        {"type": "sentence", "text": "Payez"},
    ):
        his.forge_to_page(message)
        his.page.evaluate("kept.heard = []")
        his.forge_to_server({"type": "peer.send", "message": message})
        his.expect_refusal("not_allowed_now")
    # Messages of one channel arrive in order: once this one is here, the others were dropped.
    his.forge_to_page({"type": "voice", "on": True})
    expect(hers.part("people").locator("[data-voice=true]")).to_have_count(1)
    expect(hers.part("mark")).to_have_count(0)
    expect(hers.part("sentence")).to_be_empty()

    # Nor can he give himself the hand, nor show, hide or admit in her name.
    own_id = his.page.evaluate(
        "() => new Promise(resolve => { const socket = kept.sockets.at(-1);"
        " socket.addEventListener('message', ({data}) => { const heard = JSON.parse(data);"
        " if (heard.type === 'room') resolve(heard.you) }); socket.send('{\"type\":\"join\"}') })"
    )
    for rung in ("point", "act"):
        his.page.evaluate("kept.heard = []")
        his.forge_to_server({"type": "hand.set", "participant": own_id, "rung": rung})
        his.page.wait_for_function("() => kept.heard.some(heard => heard.type === 'error')")
    his.forge_to_page(SPOT)
    his.forge_to_page({"type": "voice", "on": False})
    expect(hers.part("people").locator("[data-voice=true]")).to_have_count(0)
    expect(hers.part("mark")).to_have_count(0)
    hers.end()


def test_after_she_took_back_and_after_the_end_nothing_passes(rooms: tuple[Room, DishonestRoom]) -> None:
    hers, his = rooms
    hers.part("hand-up").click()
    expect(his.part("tools")).to_be_visible()
    his.forge_to_page(SPOT)
    expect(hers.part("mark")).to_have_count(1)
    # With the hand, but without a lease: no acting.
    his.forge_to_server({"type": "peer.send", "message": ACT})
    his.expect_refusal("not_allowed_now")
    hers.part("hand-down").click()
    expect(hers.part("mark")).to_have_count(0)
    his.forge_to_page({**SPOT, "id": "forged-spot-2"})
    his.forge_to_page({"type": "voice", "on": True})
    expect(hers.part("people").locator("[data-voice=true]")).to_have_count(1)
    expect(hers.part("mark")).to_have_count(0)

    hers.end()
    his.expect_ended()
    assert his.page.evaluate(BY_CHANNEL, json.dumps(SPOT)) == 0
    his.page.wait_for_function("() => kept.sockets.at(-1).readyState === WebSocket.CLOSED")


def test_the_hand_survives_a_reload_of_either_page(
    server: Server,
    jeanne_browser: Browser,
    karim_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> None:
    jeanne = Helped(server.url, open_context(jeanne_browser))
    karim = Helper(server.url, open_context(karim_browser), "Karim")
    hers, his = start_visit(jeanne, karim, "Je recharge sans le vouloir")
    jeanne.open_shown_page()
    hers.show_screen()
    his.expect_screen()
    hers.part("hand-up").click()
    expect(his.part("tools")).to_be_visible()
    his.page.reload()
    his.expect_together()
    his.expect_screen()
    expect(his.part("tools")).to_be_visible()
    hers.page.reload()
    hers.expect_together()
    # Nothing is shown any more; once it is again, he may point as before.
    expect(his.part("tools")).to_be_hidden()
    jeanne.page.bring_to_front()
    hers.show_screen()
    his.expect_screen()
    his.point_at(0.3, 0.3)
    expect(hers.part("pointer")).to_have_count(1)
    hers.end()
    karim.rest()
