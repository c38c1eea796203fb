"""Who may what, in a visit."""

from datetime import datetime, timedelta

import rules

from epaule.people.models import Person
from epaule.people.rules import is_coordinator_of, is_trusted_helper
from epaule.requests.models import HelpRequest
from epaule.visits import protocol
from epaule.visits.models import (
    ACTABLE,
    HANDS,
    NEWCOMERS,
    Alarm,
    AlarmState,
    Hand,
    Participant,
    Role,
    Visit,
    VisitState,
)


def is_inside(participant: Participant) -> bool:
    """Let in, and not gone since."""
    return participant.admitted_at is not None and participant.gone_at is None


def takes_part(person: Person, visit: Visit) -> bool:
    """One of the participants. Everyone else is told that the visit does not exist."""
    return any(one.person_id == person.pk and is_inside(one) for one in visit.participants.all())


@rules.predicate
def can_enter_visit(person: Person, visit: Visit) -> bool:
    return takes_part(person, visit)


@rules.predicate
def can_share_screen(participant: Participant) -> bool:
    """The helped person hers, the helper his own: nobody shows another's. Newcomers never."""
    return participant.role not in NEWCOMERS


@rules.predicate
def can_invite_to(person: Person, request: HelpRequest) -> bool:
    """The one who asks reads the code to the helper, never the reverse."""
    return person.pk == request.person_id


@rules.predicate
def can_read_files(participant: Participant) -> bool:
    """Those who are in the visit; once an alarm was raised and not dismissed, the helped person alone."""
    dismissed = all(alarm.state == AlarmState.CLEARED for alarm in participant.visit.alarms.all())
    return is_inside(participant) and (dismissed or participant.role == Role.HELPED)


@rules.predicate
def can_show_photos(participant: Participant) -> bool:
    """The two whose visit it is; newcomers look."""
    return participant.role in (Role.HELPED, Role.HELPER)


@rules.predicate
def can_invite_helped(person: Person) -> bool:
    """A helper the territory answers for, to somebody he knows in real life."""
    return is_trusted_helper(person)


@rules.predicate
def can_invite_more(participant: Participant) -> bool:
    """The helped person and the helper; whoever comes still needs her yes."""
    return participant.role not in NEWCOMERS and is_inside(participant)


@rules.predicate
def can_admit(participant: Participant) -> bool:
    """The helped person opens the door, and shows out."""
    return participant.role == Role.HELPED


@rules.predicate
def can_prolong(participant: Participant) -> bool:
    """The helped person: it is her time."""
    return participant.role == Role.HELPED


# --- The ladder of hands


def rungs_above(low: str, high: str) -> tuple[Hand, ...]:
    """The rungs climbed from `low` up to `high`, itself included; none when it is not higher."""
    return HANDS[HANDS.index(Hand(low)) + 1 : HANDS.index(Hand(high)) + 1]


def is_higher(rung: str, than: str) -> bool:
    return bool(rungs_above(than, rung))


def can_be_acted_on(visit: Visit) -> bool:
    """Something is shown on which another person can press keys."""
    return any(one.sharing and one.surface in ACTABLE for one in visit.participants.all())


def _something_is_shown(visit: Visit) -> bool:
    return visit.photo_id is not None or any(one.sharing for one in visit.participants.all())


def _is_in_the_room(participant: Participant) -> bool:
    return participant.visit.state == VisitState.OPEN and is_inside(participant)


@rules.predicate
def can_ask_hand(participant: Participant) -> bool:
    """Who came to help or to learn to; relatives and interpreters are given it, or not."""
    return participant.role in (Role.HELPER, Role.APPRENTICE)


@rules.predicate
def can_give_hand(participant: Participant, holder: Participant) -> bool:
    """The helped person, to everyone but herself: on her own screen she needs nobody's leave."""
    return participant.role == Role.HELPED and holder.role != Role.HELPED


@rules.predicate
def can_point(participant: Participant) -> bool:
    """On what is shown now: who shows it, the helped person, and those she gave the hand."""
    if not _is_in_the_room(participant) or not _something_is_shown(participant.visit):
        return False
    return participant.sharing or participant.role == Role.HELPED or participant.hand != Hand.SEE


@rules.predicate
def can_act(participant: Participant, now: datetime) -> bool:
    """While the lease runs: a lease that is over is no lease."""
    until = participant.hand_until
    if not _is_in_the_room(participant) or participant.hand != Hand.ACT or until is None or now >= until:
        return False
    return can_be_acted_on(participant.visit)


def can_tell_pages(participant: Participant, message: protocol.PeerToPeer, now: datetime) -> bool:
    """What a page may tell the others through the server: the rules are those between pages."""
    match message:
        case protocol.Answer() | protocol.ScreenHidden():
            return _is_in_the_room(participant) and participant.role == Role.HELPED
        case protocol.VoiceChanged() | protocol.LinkQuality():
            return _is_in_the_room(participant)
        case protocol.Act():
            return bool(can_act(participant, now))
        case _:
            return bool(can_point(participant))


# --- Trust and alarms


@rules.predicate
def can_confirm_trust(participant: Participant) -> bool:
    """The helped person says herself that she trusts who helps her."""
    return participant.role == Role.HELPED


@rules.predicate
def can_raise_alarm(participant: Participant) -> bool:
    """The helped person, and a relative who is with her."""
    return participant.role in (Role.HELPED, Role.RELATIVE) and is_inside(participant)


ALARM_LIFE = timedelta(hours=24)
"""After the end of a visit: one understands later, or has to find a telephone first."""


def is_in_time_for_alarm(visit: Visit, now: datetime) -> bool:
    return visit.ended_at is None or now <= visit.ended_at + ALARM_LIFE


@rules.predicate
def can_see_alarms(person: Person, territory_id: int) -> bool:
    """The coordinators of the territory."""
    return is_coordinator_of(person, territory_id)


@rules.predicate
def can_decide_alarm(person: Person, alarm: Alarm) -> bool:
    """The coordinators of the territory; never about herself, nor what she raised herself."""
    return can_see_alarms(person, alarm.visit.territory_id) and person.pk not in {alarm.by_id, alarm.helper_id}


rules.add_perm("visits.confirm_trust", can_confirm_trust)
rules.add_perm("visits.raise_alarm", can_raise_alarm)
rules.add_perm("visits.see_alarms", can_see_alarms)
rules.add_perm("visits.decide_alarm", can_decide_alarm)
rules.add_perm("visits.enter", can_enter_visit)
rules.add_perm("visits.prolong", can_prolong)
rules.add_perm("visits.ask_hand", can_ask_hand)
rules.add_perm("visits.give_hand", can_give_hand)
rules.add_perm("visits.point", can_point)
rules.add_perm("visits.act", can_act)
rules.add_perm("visits.share_screen", can_share_screen)
rules.add_perm("visits.invite", can_invite_to)
rules.add_perm("visits.read_files", can_read_files)
rules.add_perm("visits.show_photos", can_show_photos)
rules.add_perm("visits.invite_helped", can_invite_helped)
rules.add_perm("visits.invite_more", can_invite_more)
rules.add_perm("visits.admit", can_admit)
