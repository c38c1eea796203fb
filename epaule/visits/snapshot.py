"""Everything a page needs to stand where it left, after opening or after a cut."""

from django.conf import settings
from django.utils import timezone

from epaule.visits.ice import ice_servers
from epaule.visits.models import NEWCOMERS, Participant
from epaule.visits.protocol import Room
from epaule.visits.queries import everyone_of, file_info, has_confirmed, lines_after, participant_info


def room_snapshot(participant: Participant, after_line: int) -> Room:
    """The room as `participant` should see it; chat lines after number `after_line`."""
    everyone = list(everyone_of(participant.visit_id).select_related("visit__photo"))
    visit = everyone[0].visit
    # What was written before she was let in is not for her.
    since = participant.admitted_at if participant.role in NEWCOMERS else None
    return Room(
        you=participant.public_id,
        seq=visit.sequence,
        relay_only=settings.TURN_ONLY,
        trusted=has_confirmed(participant),
        now=timezone.now().isoformat(),
        state="open" if visit.state == "open" else "ended",
        participants=[participant_info(one) for one in everyone],
        lines=lines_after(visit, after_line, since=since),
        ice_servers=ice_servers(participant.public_id),
        absence_seconds=settings.VISIT_ABSENCE_SECONDS,
        started_at=visit.started_at.isoformat() if visit.started_at else None,
        ends_at=visit.ends_at.isoformat() if visit.ends_at else None,
        photo=file_info(visit.photo, visit) if visit.photo else None,
    )
