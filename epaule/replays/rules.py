"""Who may what, about films and memos. They belong to the two whose visit it is and to no one else."""

import rules

from epaule.people.models import Person
from epaule.replays.models import READABLE, Memo, MemoState, Recording
from epaule.requests.models import HelpRequest, RequestState
from epaule.visits.models import THE_TWO, AlarmState, Participant, Role
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
def can_download(participant: Participant, recording: Recording) -> bool:
    """The helped person: the film is hers."""
    return participant.role == Role.HELPED and _is_its(participant, recording)


@rules.predicate
def can_delete(participant: Participant, recording: Recording) -> bool:
    """Either of the two, alone."""
    return _is_its(participant, recording)


@rules.predicate
def can_finish_now(participant: Participant, recording: Recording) -> bool:
    """Either of the two tires of waiting for the last pieces."""
    return _is_its(participant, recording)


@rules.predicate
def can_choose_keeping(participant: Participant, recording: Recording) -> bool:
    """The helped person: what was filmed is hers."""
    return _is_its(participant, recording) and participant.role == Role.HELPED


@rules.predicate
def can_send_pieces(participant: Participant, recording: Recording) -> bool:
    """Only the page that records."""
    return participant.pk == recording.recorder_id


# --- Memos


@rules.predicate
def can_ask_for_memo(participant: Participant) -> bool:
    """Who helps; the helped person needs not ask herself."""
    return participant.role == Role.HELPER


@rules.predicate
def can_agree_to_memo(participant: Participant) -> bool:
    """The helped person: what is shown is hers."""
    return participant.role == Role.HELPED


@rules.predicate
def can_take_steps(participant: Participant) -> bool:
    """The two whose visit it is; each also removes them while it lasts."""
    return participant.role in THE_TWO


@rules.predicate
def can_edit_memo(participant: Participant, memo: Memo) -> bool:
    """The two whose visit it was; once an alarm was raised and not dismissed, the helped person alone."""
    its_visit = participant.visit_id == memo.visit_id
    return its_visit and participant.role in THE_TWO and can_read_files(participant)


@rules.predicate
def can_decide_memo(participant: Participant, memo: Memo) -> bool:
    """The helped person: what stays of her screen is hers."""
    return participant.role == Role.HELPED and can_edit_memo(participant, memo)


@rules.predicate
def can_read_memo(participant: Participant, memo: Memo) -> bool:
    """The two, once the visit is over; once an alarm was raised and not dismissed, the helped person alone."""
    its_visit = participant.visit_id == memo.visit_id and participant.role in THE_TWO
    return its_visit and memo.state in READABLE and can_read_files(participant)


def is_without_alarm(memo: Memo) -> bool:
    """No alarm was raised in its visit, or each was dismissed: only then may anybody but her read it."""
    return all(alarm.state == AlarmState.CLEARED for alarm in memo.visit.alarms.all())


@rules.predicate
def can_read_memo_to_help(person: Person, request: HelpRequest) -> bool:
    """Who helps in a new visit that was asked for from a step of a memo: that memo, until the visit is over."""
    asked_from_a_memo = request.origin.startswith("memo:")
    return asked_from_a_memo and request.helper_id == person.pk and request.state == RequestState.ASSIGNED


@rules.predicate
def can_tell_attempts(participant: Participant, memo: Memo) -> bool:
    """« J’ai réussi », « Je bloque ici »: the helped person says it of herself."""
    return participant.role == Role.HELPED and can_read_memo(participant, memo)


@rules.predicate
def can_give_memo(participant: Participant, memo: Memo) -> bool:
    """By mail or by a secret address: the helped person, what she kept, and never what may be a proof."""
    return can_tell_attempts(participant, memo) and memo.state == MemoState.KEPT and is_without_alarm(memo)


rules.add_perm("replays.edit_memo", can_edit_memo)
rules.add_perm("replays.decide_memo", can_decide_memo)
rules.add_perm("replays.read_memo", can_read_memo)
rules.add_perm("replays.read_memo_to_help", can_read_memo_to_help)
rules.add_perm("replays.tell_attempts", can_tell_attempts)
rules.add_perm("replays.give_memo", can_give_memo)
rules.add_perm("replays.ask_for_memo", can_ask_for_memo)
rules.add_perm("replays.agree_to_memo", can_agree_to_memo)
rules.add_perm("replays.take_steps", can_take_steps)
rules.add_perm("replays.propose", can_propose)
rules.add_perm("replays.watch", can_watch)
rules.add_perm("replays.download", can_download)
rules.add_perm("replays.delete", can_delete)
rules.add_perm("replays.finish_now", can_finish_now)
rules.add_perm("replays.choose_keeping", can_choose_keeping)
rules.add_perm("replays.send_pieces", can_send_pieces)
