"""The time of a film and the time of the clock: where in the film something of the visit happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from epaule.replays.models import Recording, Step

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Stretch:
    """One take within the film. Milliseconds of the film."""

    started_at: datetime
    start: int
    end: int


def stretches(recording: Recording) -> list[Stretch]:
    """The takes of a finished film, in order; empty when nothing tells when they were made."""
    prefetch_related_objects([recording], "takes")
    takes = [take for take in recording.takes.all() if take.film_ms is not None]
    if not takes and recording.started_at is not None:
        return [Stretch(recording.started_at, 0, recording.duration_ms)]
    starts = [int(take.film_ms or 0) for take in takes]
    ends = [*starts, recording.duration_ms][1:]
    return [Stretch(take.started_at, start, end) for take, start, end in zip(takes, starts, ends, strict=True)]


def film_time(stretches: list[Stretch], at: datetime) -> int | None:
    """Milliseconds of the film at which the clock said `at`; None when nothing was filmed then."""
    for stretch in stretches:
        place = stretch.start + (at - stretch.started_at) // MILLISECOND
        if stretch.start <= place < stretch.end:
            return place
    return None


def minutes(milliseconds: int) -> str:
    """« 3:07 », « 1:02:09 »."""
    seconds = milliseconds // 1000
    hours, rest = divmod(seconds, 3600)
    head = f"{hours}:{rest // 60:02}" if hours else f"{rest // 60}"
    return f"{head}:{rest % 60:02}"


@dataclass(frozen=True)
class Chapter:
    """A step within the film, up to the next one. Milliseconds."""

    number: int
    step: Step
    start: int
    end: int

    @property
    def label(self) -> str:
        return minutes(self.start)

    @property
    def seconds(self) -> str:
        """As addresses of media say it (« #t=12.5 »)."""
        return f"{self.start / 1000:.3f}".rstrip("0").rstrip(".")


def chapters_of(recording: Recording, steps: list[Step]) -> list[Chapter]:
    """The steps that were taken while it was filmed, numbered as in the memo, in the order of the film."""
    takes = stretches(recording)
    placed = [(film_time(takes, step.at), number, step) for number, step in enumerate(steps, start=1)]
    inside = sorted((place, number, step) for place, number, step in placed if place is not None)
    ends = [*(place for place, _number, _step in inside), recording.duration_ms][1:]
    return [Chapter(number, step, place, end) for (place, number, step), end in zip(inside, ends, strict=True)]
