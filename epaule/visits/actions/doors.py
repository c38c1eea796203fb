"""The door of a visit under way: knocking, being let in or not, leaving for good."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.safety import audit
from epaule.visits import live, protocol
from epaule.visits.actions._room import locked_participant, note, open_participant, tell_room
from epaule.visits.actions.invitations import use
from epaule.visits.errors import (
    InvitationOver,
    OnlyHelpersLearn,
    OnlyTheHelpedAdmits,
    RoomFull,
    UnknownParticipant,
    VisitOver,
)
from epaule.visits.events import ParticipantAdmitted, ParticipantGone
from epaule.visits.models import NEWCOMERS, Consent, Hand, Invitation, Participant, Role, Visit, VisitState
from epaule.visits.queries import everyone_of, participant_info
from epaule.visits.rules import can_admit


@transaction.atomic
def knock(*, by: Person, invitation: Invitation) -> Participant:
    """`by` comes to the door of the visit he is invited to, and waits there. Who is in it already is there."""
    if invitation.visit_id is None:
        raise InvitationOver()
    visit = Visit.objects.select_for_update().get(pk=invitation.visit_id)
    if visit.state != VisitState.OPEN:
        raise VisitOver()
    here = everyone_of(visit.pk)
    known = here.filter(person=by).first()
    if known is not None:
        return known
    invitation = use(invitation)
    if invitation.role == Role.APPRENTICE and not _may_learn(by, visit):
        raise OnlyHelpersLearn()
    colour = _free_colour(set(here.values_list("colour", flat=True)))
    newcomer, _created = Participant.objects.update_or_create(
        visit=visit,
        person=by,
        # Shown out before, by mistake perhaps: invited again, he knocks again.
        defaults={
            "role": invitation.role,
            "colour": colour,
            "seen_at": timezone.now(),
            "admitted_at": None,
            "gone_at": None,
        },
    )
    note(visit, "visit.knocked", by, about=newcomer)
    audit.record("invitation.used", by=by, target=visit, territory=visit.territory)
    tell_room(visit, protocol.ParticipantChanged(participant_info(newcomer)))
    return newcomer


def _may_learn(person: Person, visit: Visit) -> bool:
    return is_trusted_helper(person) and person.territory_id == visit.territory_id


def _free_colour(taken: set[int]) -> int:
    for colour in range(protocol.PARTICIPANTS_MAX):
        if colour not in taken:
            return colour
    raise RoomFull()


def note_at_door(*, participant: Participant) -> None:
    """A sign of life of who waits at the door. Not audited: it comes every few seconds."""
    Participant.objects.filter(pk=participant.pk, admitted_at=None, gone_at=None).update(seen_at=timezone.now())


@transaction.atomic
def admit(*, by: Participant, participant_id: str, yes: bool) -> Participant:
    """The helped person lets in who waits at the door, or turns him away; later, shows him out."""
    by = open_participant(by)
    if not can_admit(by):
        raise OnlyTheHelpedAdmits()
    newcomer = everyone_of(by.visit_id).filter(public_id=participant_id, role__in=NEWCOMERS).first()
    if newcomer is None:
        raise UnknownParticipant()
    newcomer.visit = by.visit
    if not yes:
        event = "visit.turned_away" if newcomer.admitted_at is None else "visit.shown_out"
        _go(newcomer, event, by.person)
    elif newcomer.admitted_at is None:
        newcomer.admitted_at = newcomer.seen_at = timezone.now()
        newcomer.save(update_fields=["admitted_at", "seen_at"])
        note(by.visit, "visit.admitted", by.person, about=newcomer)
        tell_room(by.visit, protocol.ParticipantChanged(participant_info(newcomer)))
        publish(ParticipantAdmitted(newcomer.pk))
    return newcomer


def _go(newcomer: Participant, event: str, by: Person | None) -> None:
    """He is not in this visit any more: what he had is taken back, his page is hung up on at once."""
    newcomer.gone_at, newcomer.connection = timezone.now(), ""
    newcomer.hand, newcomer.hand_until, newcomer.asked = Hand.SEE, None, ""
    newcomer.save(update_fields=["gone_at", "connection", "hand", "hand_until", "asked"])
    visit = newcomer.visit
    current = Consent.objects.filter(visit=visit, withdrawn_at=None)
    for consents in (current.filter(person=newcomer.person_id), current.filter(to=newcomer)):
        consents.update(withdrawn_at=newcomer.gone_at)
    note(visit, event, by, about=newcomer)
    tell_room(visit, protocol.ParticipantGone(newcomer.public_id))
    live.after_commit(
        live.tell_participant,
        newcomer.public_id,
        protocol.ParticipantGone(newcomer.public_id),
        close=protocol.CLOSE_NOT_YOURS,
    )
    publish(ParticipantGone(newcomer.pk))


@transaction.atomic
def step_out(*, participant: Participant) -> None:
    """A newcomer leaves for good; the visit goes on. Again is the same."""
    participant = locked_participant(participant)
    if participant.visit.state == VisitState.OPEN and participant.gone_at is None:
        _go(participant, "visit.stepped_out", participant.person)


def forget_absent_newcomers(*, now: datetime | None = None) -> int:
    """Newcomers who closed their page and did not come back: their place is free again. Returns how many."""
    gone_since = (now or timezone.now()) - timedelta(seconds=settings.VISIT_ABSENCE_SECONDS)
    absent = Participant.objects.filter(
        role__in=NEWCOMERS, gone_at=None, seen_at__lt=gone_since, visit__state=VisitState.OPEN
    )
    count = 0
    for participant in list(absent):
        with transaction.atomic():
            fresh = locked_participant(participant)
            # Asked again under the lock: who was missing may be back.
            if fresh.gone_at is None and fresh.seen_at < gone_since and fresh.visit.state == VisitState.OPEN:
                _go(fresh, "visit.stepped_out", None)
                count += 1
    return count
