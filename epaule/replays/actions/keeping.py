"""What becomes of a film that is made: watched, deleted."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from epaule.kernel import files
from epaule.people.models import Person
from epaule.replays.actions._recording import lock, move
from epaule.replays.actions.agreeing import withdraw_consents
from epaule.replays.errors import RecordingUnknown
from epaule.replays.files import film_folder, piece_folder
from epaule.replays.models import WITHOUT_FILM, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.rules import can_delete
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant, TimelineEntry

ONE_VIEWING = timedelta(hours=1)
"""A player asks for many parts of a film; together they are one viewing. So are the parts of a download."""


@transaction.atomic
def delete(*, by: Participant, recording: Recording) -> Recording:
    """Either deletes the film for both: really, the film and every piece. Again is the same."""
    if not can_delete(by, recording):
        raise RecordingUnknown()
    recording = lock(recording)
    if recording.state == S.DELETED:
        return recording
    if recording.state in WITHOUT_FILM:
        raise RecordingUnknown()
    if recording.state in {S.RECORDING, S.PAUSED}:
        withdraw_consents(recording)
    return erase_film(recording, "recording.deleted", by.person)


def erase_film(recording: Recording, event: str, by: Person | None) -> Recording:
    """The film, its picture and every piece go, once this commits. The recording is locked."""
    recording.pieces.all().delete()
    recording = move(recording, S.DELETED, event, by, film="", poster="", duration_ms=0, gaps=[])
    TimelineEntry.objects.create(visit=recording.visit, at=timezone.now(), person=by, event=event)
    for folder in (piece_folder(recording.public_id), film_folder(recording.public_id)):
        transaction.on_commit(partial(files.erase_folder, folder))
    return recording


def note_viewed(*, by: Participant, recording: Recording) -> None:
    """`by` watches the film: the helped person reads it in the journal."""
    _note_once("recording.viewed", by, recording)


def note_downloaded(*, by: Participant, recording: Recording) -> None:
    """`by` takes the film with her."""
    _note_once("recording.downloaded", by, recording)


def _note_once(event: str, by: Participant, recording: Recording) -> None:
    """Write it down, once an hour. Asked without the lock first: a player asks for part after part."""
    if not _is_noted(event, by, recording):
        _note(event, by, recording)


@transaction.atomic
def _note(event: str, by: Participant, recording: Recording) -> None:
    recording = lock(recording)
    if not _is_noted(event, by, recording):
        visits_actions.note(recording.visit, event, by.person, target=recording)


def _is_noted(event: str, by: Participant, recording: Recording) -> bool:
    lately = AuditEvent.objects.filter(
        event=event,
        by=by.person.public_id,
        target=f"recording:{recording.public_id}",
        at__gt=timezone.now() - ONE_VIEWING,
    )
    return lately.exists()
