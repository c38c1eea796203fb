"""`make pictures`: play the demonstration in real browsers and keep its pictures in docs/images/.

Only a part of it, or one width: `PYTHONPATH=. .venv/bin/python tools/take_pictures.py matching --width 360`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import launch
from tests.browser.server import Server
from tools.pictures import IMAGES, SIZES
from tools.pictures.matching import show_matching
from tools.pictures.visiting import play

PARTS = ("matching", "visiting")
TRIES = 2
"""A machine that does much else may be too slow once."""


def take(part: str, width: int) -> None:
    """With a server and browsers of its own: what one leaves behind is in no picture of another."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.run("setup")
        server.start()
        try:
            hers = launch(playwright)
            if part == "matching":
                show_matching(server, hers, width)
            else:
                play(server, hers, launch(playwright), width)
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"among {', '.join(PARTS)}; all of them otherwise")
    parser.add_argument("--width", type=int, choices=SIZES, action="append", help="both otherwise")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    for part in options.parts or PARTS:
        for width in options.width or SIZES:
            for left in reversed(range(TRIES)):
                try:
                    take(part, width)
                    break
                except Exception as failure:
                    if not left:
                        raise
                    print(f"{part} at {width}: once more, after {failure}")


if __name__ == "__main__":
    main()
