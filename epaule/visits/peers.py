"""What pages tell each other while no data channel joins them: passed on by the server, kept nowhere."""

from django.utils import timezone

from epaule.visits.errors import NotAllowedNow, VisitOver
from epaule.visits.models import Participant, VisitState
from epaule.visits.protocol import PeerToPeer
from epaule.visits.queries import as_now
from epaule.visits.rules import can_tell_pages, is_inside


def listeners(participant: Participant, message: PeerToPeer) -> list[str]:
    """Public ids of those who hear `message`; `NotAllowedNow` when the ladder is against it."""
    sender = as_now(participant)
    if sender.visit.state != VisitState.OPEN:
        raise VisitOver()
    if not can_tell_pages(sender, message, timezone.now()):
        raise NotAllowedNow()
    inside = [one for one in sender.visit.participants.all() if is_inside(one)]
    return [one.public_id for one in inside if one != sender]
