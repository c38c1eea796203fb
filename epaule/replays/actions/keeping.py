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
from epaule.safety import audit
from epaule.safety.models import AuditEvent
from epaule.visits.models import Participant, TimelineEntry

ONE_VIEWING = timedelta(hours=1)
"""A player asks for many parts of a film; together they are one viewing."""


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


@transaction.atomic
def note_viewed(*, by: Participant, recording: Recording) -> None:
    """`by` watches the film."""
    target = f"recording:{recording.public_id}"
    lately = AuditEvent.objects.filter(
        event="recording.viewed", by=by.person.public_id, target=target, at__gt=timezone.now() - ONE_VIEWING
    )
    if not lately.exists():
        audit.record("recording.viewed", by=by.person, target=recording, territory=recording.visit.territory)
