"""Pointing and drawing on what is shown, as both see it: in real browsers, by mouse, finger and keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.people import Helped, Helper
from tests.browser.room import PICTURE, Room, start_visit

PLACE = f"""([selector]) => {{
  const mark = document.querySelector(selector);
  if (!mark) return null;
  const picture = ({PICTURE})(), box = mark.getBoundingClientRect();
  return [
    (box.x + box.width / 2 - picture.left) / picture.width,
    (box.y + box.height / 2 - picture.top) / picture.height,
  ];
}}"""
SHAPES = ((1280, 800), (360, 740), (900, 420), (740, 360))
"""Windows of a computer, of a telephone in both directions, and a flat one with bands at the sides."""


@pytest.fixture
def rooms(jeanne: Helped, karim: Helper) -> tuple[Room, Room]:
    """Jeanne shows a page, and lets Karim point."""
    hers, his = start_visit(jeanne, karim)
    jeanne.open_shown_page("#204060")
    hers.show_screen()
    his.expect_screen()
    hers.expect_screen()
    return hers, his


def place_of(room: Room, selector: str) -> tuple[float, float] | None:
    """The middle of a mark, in fractions of the picture on this page."""
    place: list[float] | None = room.page.evaluate(PLACE, [selector])
    return (place[0], place[1]) if place else None


def expect_at(room: Room, selector: str, wanted: tuple[float, float]) -> None:
    """Within 1 % of the frame, once the picture has settled after a change of window."""
    seen: tuple[float, float] | None = None
    for _ in range(50):
        seen = place_of(room, selector)
        if seen and all(abs(one - other) <= 0.01 for one, other in zip(seen, wanted, strict=True)):
            return
        room.page.wait_for_timeout(100)
    raise AssertionError(f"{selector} is at {seen} instead of {wanted} in {room.page.viewport_size}")


def give_the_hand(hers: Room, his: Room) -> None:
    hers.part("hand-up").click()
    expect(his.part("tools")).to_be_visible()


def drag(room: Room, start: tuple[float, float], end: tuple[float, float]) -> None:
    picture = room.picture()
    room.page.mouse.move(picture.left + start[0] * picture.width, picture.top + start[1] * picture.height)
    room.page.mouse.down()
    for step in range(1, 11):
        x, y = (one + (other - one) * step / 10 for one, other in zip(start, end, strict=True))
        room.page.mouse.move(picture.left + x * picture.width, picture.top + y * picture.height)
    room.page.mouse.up()


def mark_of(kind: str) -> str:
    return f"[data-ep-room=mark][data-kind={kind}]"


def test_marks_need_the_hand_and_follow_every_shape_of_the_window(rooms: tuple[Room, Room]) -> None:
    hers, his = rooms

    # He only sees: nothing of his mouse arrives.
    expect(his.part("tools")).to_be_hidden()
    his.point_at(0.5, 0.5)
    his.page.mouse.down()
    his.page.mouse.up()
    his.page.wait_for_timeout(500)
    assert hers.mark() is None
    expect(hers.page.locator(mark_of("spot"))).to_have_count(0)

    # Each tool is seen on her page, signed.
    give_the_hand(hers, his)
    for name, kind in (("Flèche", "arrow"), ("Trait", "ink")):
        his.page.get_by_role("button", name=name).click()
        drag(his, (0.3, 0.3), (0.6, 0.5))
        expect(hers.page.locator(mark_of(kind))).to_have_count(1)
    his.page.get_by_role("button", name="Ça reste").click()
    his.page.get_by_role("button", name="Cercle").click()
    drag(his, (0.25, 0.4), (0.3, 0.4))
    his.page.get_by_role("button", name="Écrire").click()
    drag(his, (0.5, 0.7), (0.5, 0.7))
    his.page.get_by_label("Mot à écrire sur l’écran").fill("Ici")
    his.page.keyboard.press("Enter")
    expect(hers.page.locator(mark_of("label"))).to_contain_text("Karim")
    expect(hers.page.locator(mark_of("label"))).to_contain_text("Ici")

    # A click leaves a spot, the next one moves it.
    his.page.get_by_role("button", name="Montrer", exact=True).click()
    drag(his, (0.4, 0.2), (0.4, 0.2))
    expect_at(hers, mark_of("spot"), (0.4, 0.2))
    drag(his, (0.9, 0.85), (0.9, 0.85))
    expect(hers.page.locator(mark_of("spot"))).to_have_count(1)

    # Everything is on the very place, on both pages, whatever the window; resizing hers resizes what she shows.
    for width, height in SHAPES:
        for room in rooms:
            room.page.set_viewport_size({"width": width, "height": height})
        for room in rooms:
            expect_at(room, mark_of("spot"), (0.9, 0.85))
            expect_at(room, mark_of("circle"), (0.25, 0.4))
            expect_at(room, mark_of("label"), (0.5, 0.7))

    # What does not stay has faded; what stays is taken back by hand.
    expect(hers.page.locator(mark_of("ink"))).to_have_count(0)
    expect(hers.page.locator(mark_of("label"))).to_have_count(1)
    his.part("stage").focus()
    his.page.keyboard.press("z")
    expect(hers.page.locator(mark_of("spot"))).to_have_count(0)
    his.page.keyboard.press("Delete")
    expect(hers.page.locator("[data-ep-room=mark]")).to_have_count(0)

    # By keyboard alone: the pointer from the middle, then a spot.
    his.page.mouse.move(1, 1)
    his.part("stage").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Enter"):
        his.page.keyboard.press(key)
    expect_at(hers, mark_of("spot"), (0.54, 0.52))
    expect_at(hers, "[data-ep-room=pointer]", (0.54, 0.52))

    # She takes the hand back: all of it goes, and nothing comes any more.
    hers.part("hand-down").click()
    expect(his.part("tools")).to_be_hidden()
    expect(hers.page.locator("[data-ep-room=mark], [data-ep-room=pointer]")).to_have_count(0)


def test_a_tap_on_ones_own_picture_points_and_two_fingers_are_left_to_the_page(
    jeanne: Helped, rooms: tuple[Room, Room]
) -> None:
    """On her page the helped person taps a place of her own picture; the helper sees it with her name."""
    hers, his = rooms
    picture = hers.picture()
    session = hers.page.context.new_cdp_session(hers.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [
            {"x": picture.left + x * picture.width, "y": picture.top + y * picture.height, "id": number}
            for number, (x, y) in enumerate(places)
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.3, 0.6))
    touch("touchEnd")
    expect_at(his, mark_of("spot"), (0.3, 0.6))
    expect(his.part("mark-name")).to_have_text("Jeanne")
    assert hers.part("stage").evaluate("stage => getComputedStyle(stage).touchAction") == "pinch-zoom"
