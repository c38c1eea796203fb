"""What the pictures of docs/images/ have in common."""

from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZES = {360: 740, 1280: 800}


def size_of(width: int) -> ViewportSize:
    return {"width": width, "height": SIZES[width]}


def keep(page: Page, name: str, width: int) -> None:
    """The picture of what is seen."""
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{name}-{width}.png")


def keep_part(part: Locator, name: str, width: int) -> None:
    """The picture of that part of a page, all of it."""
    part.page.wait_for_timeout(400)
    part.screenshot(path=IMAGES / f"{name}-{width}.png")
