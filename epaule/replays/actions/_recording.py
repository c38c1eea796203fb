"""What every action on a film does: take the lock, change its state in one place, tell the room."""

from typing import Any

from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.replays.errors import RecordingOver
from epaule.replays.models import TRANSITIONS, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.queries import awaited_by
from epaule.safety import audit
from epaule.visits import actions as visits_actions
from epaule.visits import protocol
from epaule.visits.models import Visit


def announcement(recording: Recording) -> protocol.RecordingChanged:
    """What the pages of the visit are told of a recording."""
    return protocol.RecordingChanged(
        id=recording.public_id,
        state=recording.state,  # type: ignore[arg-type]  # a constraint of the database
        proposed_by=recording.proposed_by.public_id,
        recorder=recording.recorder.public_id,
        awaited=[participant.public_id for participant in awaited_by(recording)],
    )


def tell_room(recording: Recording) -> None:
    """Tell the pages of the visit how it stands. The visit is locked."""
    visits_actions.tell_room(recording.visit, announcement(recording))


def move(recording: Recording, state: S, event: str, by: Person | None, **changes: Any) -> Recording:
    """The one transition: check, save, audit, tell the room."""
    check_transition(TRANSITIONS, recording.state, state, RecordingOver)
    recording.state = state
    for name, value in changes.items():
        setattr(recording, name, value)
    recording.save(update_fields=["state", *changes])
    audit.record(event, by=by, target=recording, territory=recording.visit.territory)
    tell_room(recording)
    return recording


def lock(recording: Recording) -> Recording:
    """The recording as it is now, its visit locked: every change of a film goes through this lock."""
    Visit.objects.select_for_update().get(pk=recording.visit_id)
    return Recording.objects.select_related("visit__territory", "proposed_by", "recorder").get(pk=recording.pk)


def locked(visit_id: int, *states: str) -> Recording | None:
    """The last recording of the visit in one of `states`, locked."""
    Visit.objects.select_for_update().get(pk=visit_id)
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=visit_id, state__in=states)
        .order_by("-pk")
        .first()
    )
