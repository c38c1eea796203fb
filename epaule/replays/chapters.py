"""Moments of a visit as moments of its film."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from epaule.replays.models import Step

NEAR_MS = 5000
"""A step kept that soon after its take ended, or before the first began, is still of it."""


@dataclass(frozen=True)
class Placed:
    """One take, in the film from `film_ms` to `until_ms`."""

    started_at: datetime
    film_ms: int
    until_ms: int


def step_chapters(takes: Iterable[Placed], steps: Iterable[Step]) -> list[tuple[int, str, Step]]:
    """(milliseconds of the film, « 2. Cliquez ici. », step) of each of the memo's `steps` that was filmed."""
    takes = sorted(takes, key=lambda take: take.started_at)
    chapters = []
    for number, step in enumerate(steps, start=1):
        at = _place(takes, step.at)
        if at is not None:
            title = f"{number}. {step.sentence}" if step.sentence else _("Étape %(number)s") % {"number": number}
            chapters.append((at, title, step))
    return sorted(chapters, key=lambda chapter: chapter[0])


def _place(takes: list[Placed], at: datetime) -> int | None:
    """Milliseconds of the film; None for a moment that was not filmed."""
    begun = [take for take in takes if take.started_at <= at]
    if not begun:
        is_near = takes and (takes[0].started_at - at).total_seconds() * 1000 <= NEAR_MS
        return takes[0].film_ms if is_near else None
    take = begun[-1]
    place = take.film_ms + round((at - take.started_at).total_seconds() * 1000)
    if place <= take.until_ms:
        return place
    return take.until_ms if place <= take.until_ms + NEAR_MS else None


def gap_chapters(gaps: Iterable[Iterable[int]]) -> list[tuple[int, str, None]]:
    """The same for what never arrived: the two must know that something is missing there."""
    return [(start, _("Il manque un moment"), None) for start, _end in gaps]


def all_chapters(
    takes: Iterable[Placed], steps: Iterable[Step], gaps: Iterable[Iterable[int]]
) -> list[tuple[int, str, Step | None]]:
    """Both, in the order of the film."""
    return sorted([*step_chapters(takes, steps), *gap_chapters(gaps)], key=lambda chapter: chapter[0])
