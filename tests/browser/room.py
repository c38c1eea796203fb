"""The room as its two persons see it, and what can be measured of it from outside its own code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Helped, Helper

PIXEL = """([fx, fy]) => {
  const video = document.querySelector("[data-ep-room=screen]");
  if (!video || !video.videoWidth) return null;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth; canvas.height = video.videoHeight;
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  return [...context.getImageData(Math.floor(fx * canvas.width), Math.floor(fy * canvas.height), 1, 1).data];
}"""

PICTURE = """() => {
  const video = document.querySelector("[data-ep-room=screen]");
  const box = video.getBoundingClientRect();
  const scale = Math.min(box.width / video.videoWidth, box.height / video.videoHeight);
  const width = video.videoWidth * scale, height = video.videoHeight * scale;
  return {left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height};
}"""

POINTER = f"""() => {{
  const pointer = document.querySelector("[data-ep-room=pointer]:not([data-own=true])");
  if (!pointer) return null;
  const picture = ({PICTURE})(), box = pointer.getBoundingClientRect();
  return [(box.x - picture.left) / picture.width, (box.y - picture.top) / picture.height];
}}"""


@dataclass(frozen=True)
class Picture:
    """Where the shared screen is drawn in the page, without the bands around it. CSS pixels."""

    left: float
    top: float
    width: float
    height: float


def near(color: list[int] | None, wanted: tuple[int, int, int], tolerance: int = 40) -> bool:
    return color is not None and all(
        abs(one - other) <= tolerance for one, other in zip(color[:3], wanted, strict=True)
    )


class Room:
    """One person's page of the visit."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page).to_have_url(re.compile(r"/visite/[0-9A-Z]{26}/$"))
        self.visit_id = page.url.rstrip("/").rsplit("/", 1)[-1]

    @property
    def root(self) -> Locator:
        return self.page.locator("[data-ep-room=root]")

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-ep-room={name}]")

    def expect_together(self, timeout: float = 20_000) -> None:
        expect(self.root).to_have_attribute("data-connection", "together", timeout=timeout)

    def show_screen(self) -> None:
        self.read_quickly()
        self.page.get_by_role("button", name="Montrer mon écran").click()
        self.confirm_helper()
        expect(self.root).to_have_attribute("data-sharing", "on")

    def read_quickly(self) -> None:
        """A test needs no ten seconds to read who comes; `test_safety` waits for them once."""
        self.part("first-share-dialog").evaluate_all(
            "all => all.forEach(one => { one.dataset.readingSeconds = 0 })"
        )

    def confirm_helper(self) -> None:
        """What she reads and answers the first time with this helper; nothing the other times."""
        if self.part("first-share-dialog").is_visible():
            self.part("asked-yes").click()
            self.part("called-no").click()
            # It unlocks once there was time to read.
            self.part("first-share").click(timeout=20_000)

    def show_camera(self, expected: str = "on") -> None:
        """What her camera is aimed at; `expected` is what `data-sharing` becomes."""
        self.read_quickly()
        self.page.get_by_role("button", name="Montrer avec l’appareil photo").click()
        self.confirm_helper()
        expect(self.root).to_have_attribute("data-sharing", expected)

    def expect_screen(self) -> None:
        expect(self.part("stage")).to_have_attribute("data-state", "on", timeout=20_000)

    def pixel(self, x: float, y: float) -> list[int] | None:
        """The colour of the received screen at fractions `x`, `y`: read from the video itself."""
        color: list[int] | None = self.page.evaluate(PIXEL, [x, y])
        return color

    def wait_for_color(self, wanted: tuple[int, int, int], at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Wait until the screen really shows that colour there."""
        self.page.wait_for_function(
            f"([at, wanted]) => {{ const seen = ({PIXEL})(at);"
            " return seen && wanted.every((one, index) => Math.abs(one - seen[index]) <= 40) }",
            arg=[list(at), list(wanted)],
            timeout=20_000,
        )

    def picture(self) -> Picture:
        return Picture(**self.page.evaluate(PICTURE))

    def point_at(self, x: float, y: float) -> None:
        """Move the mouse over the picture, at fractions of the shared frame."""
        picture = self.picture()
        self.page.mouse.move(picture.left + x * picture.width - 5, picture.top + y * picture.height - 5)
        self.page.mouse.move(picture.left + x * picture.width, picture.top + y * picture.height)

    def mark(self) -> tuple[float, float] | None:
        """Where another's pointer is seen, in fractions of the picture on this page; None when there is none."""
        place: list[float] | None = self.page.evaluate(POINTER)
        return (place[0], place[1]) if place else None

    def expect_mark(self, x: float, y: float) -> None:
        """Another's pointer comes to rest there, to a hundredth of the picture."""
        self.page.wait_for_function(
            f"([x, y]) => {{ const at = ({POINTER})(); return at && Math.hypot(at[0] - x, at[1] - y) < 0.01 }}",
            arg=[x, y],
        )

    def write(self, text: str) -> None:
        chat = self.part("chat")
        if chat.get_attribute("open") is None:
            chat.locator("summary").click()
        self.page.get_by_label("Votre message").fill(text)
        self.page.get_by_role("button", name="Envoyer", exact=True).click()

    def expect_line(self, text: str) -> None:
        expect(self.part("lines").get_by_text(text)).to_have_count(1)

    def choose(self, name: str) -> None:
        """What is under « Plus », which closes by itself."""
        self.page.get_by_role("button", name="Plus", exact=True).click()
        self.page.get_by_role("button", name=name).click()

    def end(self) -> None:
        self.choose("Terminer la visite")
        self.page.get_by_role("button", name="Oui, terminer").click()
        self.expect_ended()

    def expect_ended(self) -> None:
        expect(self.part("end")).to_be_visible()


def start_visit(
    jeanne: Helped, karim: Helper, text: str = "Je n’arrive pas à envoyer un e-mail"
) -> tuple[Room, Room]:
    """Jeanne asks, Karim comes; both are in the room, linked."""
    karim.become_available()
    jeanne.ask_at_once(text)
    karim.accept(text)
    jeanne.page.wait_for_url(re.compile("/visite/"))
    rooms = Room(jeanne.page), Room(karim.page)
    for room in rooms:
        room.expect_together()
    return rooms
