"""The time of a film and the time of the clock: where in the film something of the visit happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import prefetch_related_objects

from epaule.replays.chapters import Placed, step_chapters
from epaule.replays.models import Recording, Step

MILLISECOND = timedelta(milliseconds=1)


def stretches(recording: Recording) -> list[Placed]:
    """The takes of a finished film, in order; empty when nothing tells when they were made."""
    prefetch_related_objects([recording], "takes")
    takes = [take for take in recording.takes.all() if take.film_ms is not None]
    if not takes and recording.started_at is not None:
        return [Placed(recording.started_at, 0, recording.duration_ms)]
    starts = [int(take.film_ms or 0) for take in takes]
    ends = [*starts, recording.duration_ms][1:]
    return [Placed(take.started_at, start, end) for take, start, end in zip(takes, starts, ends, strict=True)]


def film_time(takes: list[Placed], at: datetime) -> int | None:
    """Milliseconds of the film at which the clock said `at`; None when nothing was filmed then."""
    for take in takes:
        place = take.film_ms + (at - take.started_at) // MILLISECOND
        if take.film_ms <= place < take.until_ms:
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
    placed = step_chapters(stretches(recording), steps)
    numbers = {step.pk: number for number, step in enumerate(steps, start=1)}
    ends = [*(start for start, _title, _step in placed), recording.duration_ms][1:]
    return [
        Chapter(numbers[step.pk], step, start, end)
        for (start, _title, step), end in zip(placed, ends, strict=True)
    ]
