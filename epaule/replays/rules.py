"""Who may what, about films. A film belongs to the two persons of its visit and to no one else."""

import rules

from epaule.replays.models import Recording
from epaule.visits.models import Participant


@rules.predicate
def can_watch(participant: Participant, recording: Recording) -> bool:
    return participant.visit_id == recording.visit_id


@rules.predicate
def can_delete(participant: Participant, recording: Recording) -> bool:
    """Either of the two, alone."""
    return participant.visit_id == recording.visit_id


@rules.predicate
def can_send_pieces(participant: Participant, recording: Recording) -> bool:
    """Only the page that records."""
    return participant.pk == recording.recorder_id


rules.add_perm("replays.watch", can_watch)
rules.add_perm("replays.delete", can_delete)
rules.add_perm("replays.send_pieces", can_send_pieces)
