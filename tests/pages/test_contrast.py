"""Every pair of colours that is put together can be read, in every scheme (WCAG 2.2, level AA)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "web/src/styles/tokens.css"

GROUNDS = ["ground", "surface", "surface-warm"]
SOFT_GROUNDS = ["accent-soft", "helper-soft", "amber-soft", "danger-soft"]

TEXT = [
    *[(text, ground) for text in ("ink", "ink-soft") for ground in GROUNDS + SOFT_GROUNDS],
    *[(link, ground) for link in ("accent", "accent-strong") for ground in GROUNDS + SOFT_GROUNDS],
    *[("danger", ground) for ground in GROUNDS],
    *[(f"on-{name}", fill) for name in ("accent", "helper", "danger") for fill in (name, f"{name}-strong")],
    *[(f"{name}-strong", f"{name}-soft") for name in ("accent", "helper", "danger")],
    ("amber", "amber-soft"),
    ("ground", "ink"),
    ("ground", "amber"),
]
"""(text, what is behind it): 4.5 to 1."""

SHAPES = [
    *[(shape, ground) for shape in ("line", "helper", "danger", "amber", "focus") for ground in GROUNDS],
    ("focus", "focus-halo"),
]
"""(edge, icon or focus ring, what is beside it): 3 to 1."""


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme, as the cascade of tokens.css gives them."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks: dict[str, dict[str, str]] = {}
    for media, body in re.findall(r"(?:@media ([^{]+)\{\s*)?:root \{(.*?)\}", css, flags=re.DOTALL):
        blocks[media.strip()] = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
    light, dark = blocks[""], blocks["(prefers-color-scheme: dark)"]
    more = blocks["(prefers-contrast: more)"]
    more_dark = blocks["(prefers-contrast: more) and (prefers-color-scheme: dark)"]
    return {
        "light": light,
        "dark": light | dark,
        "light, more contrast": light | more,
        "dark, more contrast": light | dark | more | more_dark,
    }


def luminance(colour: str) -> float:
    """Relative luminance of « #rrggbb », 0 to 1."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", list(schemes()))
def test_pairs_are_readable(name: str) -> None:
    colours = schemes()[name]
    wanted = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES]
    weak = [
        f"{over} on {under}: {ratio:.2f}, {least} wanted"
        for over, under, least in wanted
        if (ratio := contrast(colours[over], colours[under])) < least
    ]
    assert not weak, weak


def test_reading_text_is_well_above_the_minimum() -> None:
    for colours in schemes().values():
        assert contrast(colours["ink"], colours["ground"]) >= 12
