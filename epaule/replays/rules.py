"""Who may what, about films. A film belongs to the two whose visit it is and to no one else."""

import rules

from epaule.replays.models import Recording
from epaule.visits.models import THE_TWO, Participant
from epaule.visits.rules import can_read_files


def _is_its(participant: Participant, recording: Recording) -> bool:
    """One of the two; once an alarm was raised and not dismissed, the helped person alone: it may be a proof."""
    its_visit = participant.visit_id == recording.visit_id
    return its_visit and participant.role in THE_TWO and can_read_files(participant)


@rules.predicate
def can_propose(participant: Participant) -> bool:
    """One of the two; newcomers answer."""
    return participant.role in THE_TWO


@rules.predicate
def can_watch(participant: Participant, recording: Recording) -> bool:
    """The helped person and the helper; who came too is told so before she agrees."""
    return _is_its(participant, recording)


@rules.predicate
def can_delete(participant: Participant, recording: Recording) -> bool:
    """Either of the two, alone."""
    return _is_its(participant, recording)


@rules.predicate
def can_send_pieces(participant: Participant, recording: Recording) -> bool:
    """Only the page that records."""
    return participant.pk == recording.recorder_id


rules.add_perm("replays.propose", can_propose)
rules.add_perm("replays.watch", can_watch)
rules.add_perm("replays.delete", can_delete)
rules.add_perm("replays.send_pieces", can_send_pieces)
