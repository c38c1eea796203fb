"""Reads for the page of a film and the page of what stays of a visit."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from epaule.people.models import Person
from epaule.replays.clock import film_time, minutes, stretches
from epaule.replays.models import EDITABLE, Memo, MemoState, Recording, RecordingState, Step
from epaule.replays.queries import Progress, films_of, progress_of
from epaule.replays.signatures import Signed
from epaule.safety.models import AuditEvent
from epaule.visits.models import ChatMessage, Participant
from epaule.visits.queries import participation_of
from epaule.visits.rules import is_inside

SEEN = ["recording.viewed", "recording.downloaded"]


def signed_film(person: Person, signed: Signed) -> tuple[Participant, Recording] | None:
    """The participant and the film a signed address names, when it is `person` who comes with it."""
    recordings = Recording.objects.select_related("visit__territory")
    recording = recordings.filter(public_id=signed.recording).first()
    if recording is None:
        return None
    participant = participation_of(person, recording.visit.public_id)
    if participant is None or participant.public_id != signed.participant or not is_inside(participant):
        return None
    return participant, recording


# --- The page of a film


def steps_of(recording: Recording) -> list[Step]:
    """The steps of the visit's memo, in its order; none once it is deleted."""
    return list(Step.objects.filter(memo__visit=recording.visit_id))


@dataclass(frozen=True)
class Gap:
    """What never arrived. Milliseconds of the film."""

    start: int
    end: int

    @property
    def label(self) -> str:
        return minutes(self.start)

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def seconds(self) -> int:
        """Rounded up: half a second that is missing is a second one waits for."""
        return max(1, -(-self.length // 1000))


def gaps_of(recording: Recording) -> list[Gap]:
    return [Gap(int(start), int(end)) for start, end in recording.gaps]


@dataclass(frozen=True)
class Line:
    """A line of the conversation beside the film."""

    message: ChatMessage
    own: bool
    place: int | None
    """Milliseconds of the film; None when nothing was filmed then."""

    @property
    def label(self) -> str:
        return "" if self.place is None else minutes(self.place)


def chat_of(participant: Participant, recording: Recording) -> list[Line]:
    """The conversation of the visit as long as it is kept, as it was written: what was masked stays so."""
    takes = stretches(recording)
    messages = ChatMessage.objects.select_related("author__person", "file").filter(visit=recording.visit_id)
    return [Line(one, one.author_id == participant.pk, film_time(takes, one.at)) for one in messages]


# --- The page of what stays


@dataclass(frozen=True)
class Viewing:
    who: Person
    at: datetime
    event: str


@dataclass(frozen=True)
class KeptFilm:
    film: Recording
    length: str
    last_seen: Viewing | None
    """Whoever it was."""
    progress: Progress | None
    """What has arrived of a film that is being sent."""


def kept_films(participant: Participant) -> list[KeptFilm]:
    """The films of her visit, each with who watched or took it last.

    Three queries, however many, and two for each that is still being sent.
    """
    films = films_of(participant)
    seen = _last_seen(films)
    return [
        KeptFilm(
            film,
            minutes(film.duration_ms),
            seen.get(film.public_id),
            progress_of(film) if film.state == RecordingState.UPLOADING else None,
        )
        for film in films
    ]


def _last_seen(films: list[Recording]) -> dict[str, Viewing]:
    """Public identifier of the film to its last viewing, whoever it was."""
    targets = {f"recording:{film.public_id}": film.public_id for film in films}
    events = AuditEvent.objects.filter(event__in=SEEN, target__in=targets).order_by("at", "pk")
    latest = {targets[event.target]: event for event in events}
    people = {one.public_id: one for one in Person.objects.filter(public_id__in=[e.by for e in latest.values()])}
    return {
        film: Viewing(people[event.by], event.at, event.event)
        for film, event in latest.items()
        if event.by in people
    }


@dataclass(frozen=True)
class StayingMemo:
    memo: Memo
    steps: int
    first: Step | None
    is_draft: bool
    """It waits to be looked at again."""


def memo_that_stays(participant: Participant) -> StayingMemo | None:
    """The memo of her visit with its first picture; None when there is none or nothing in it yet."""
    memos = Memo.objects.filter(visit_id=participant.visit_id).exclude(state=MemoState.DELETED)
    memo = memos.annotate(count=Count("steps")).first()
    if memo is None or not memo.count:
        return None
    return StayingMemo(memo, memo.count, memo.steps.first(), memo.state in EDITABLE)
