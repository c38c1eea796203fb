"""Every write about visits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.ids import new_digits
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.errors import NoLongerWaiting, NotYetVouched
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.rules import can_be_rung
from epaule.safety import audit
from epaule.visits import live, protocol
from epaule.visits.errors import CodeUnknown, NothingSaid, NotYourVisit, OnlyTheHelpedShares, VisitOver
from epaule.visits.events import VisitEnded
from epaule.visits.models import (
    TRANSITIONS,
    ChatMessage,
    Consent,
    EndReason,
    Invitation,
    Participant,
    Right,
    Role,
    TimelineEntry,
    Visit,
    VisitState,
)
from epaule.visits.queries import chat_line, participant_info
from epaule.visits.rules import can_invite_to, can_share_screen

INVITATION_LIFE = timedelta(minutes=30)
FIRST_ARRIVAL = timedelta(minutes=10)
"""A helped person may have closed her page while she waited: she gets longer to come the first time."""
CONSENT_TEXT_VERSION = "2026-11"


def _note(visit: Visit, event: str, by: Person | None) -> None:
    """One row for both to read on the timeline, one for the audit."""
    TimelineEntry.objects.create(visit=visit, at=timezone.now(), person=by, event=event)
    audit.record(event, by=by, target=visit, territory=visit.territory)


def _tell_room(visit: Visit, message: protocol.Message, *, close: int = 0) -> None:
    live.after_commit(live.tell_room, visit.public_id, message, close=close)


@transaction.atomic
def open_visit(*, by: Person, request: HelpRequest) -> Visit:
    """The room of an accepted request; made once, whoever of the two comes first."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if by.pk not in {request.person_id, request.helper_id}:
        raise NotYourVisit()
    existing = Visit.objects.filter(request=request).first()
    if existing is not None:
        return existing
    if request.state != RequestState.ASSIGNED or request.helper_id is None:
        raise NoLongerWaiting()
    now = timezone.now()
    visit = Visit.objects.create(territory_id=request.territory_id, request=request, opened_at=now)
    Participant.objects.bulk_create(
        [
            Participant(visit=visit, person_id=request.person_id, role=Role.HELPED, seen_at=now),
            Participant(visit=visit, person_id=request.helper_id, role=Role.HELPER, seen_at=now),
        ]
    )
    _note(visit, "visit.opened", by)
    return visit


def _locked_participant(participant: Participant) -> Participant:
    """`participant` as it is now, its visit locked: every change inside a visit goes through this lock."""
    visit = Visit.objects.select_for_update().get(pk=participant.visit_id)
    fresh = Participant.objects.select_related("person").get(pk=participant.pk)
    fresh.visit = visit
    return fresh


def _open_participant(participant: Participant) -> Participant:
    """The same in a visit that is still open; `VisitOver` otherwise."""
    fresh = _locked_participant(participant)
    if fresh.visit.state != VisitState.OPEN:
        raise VisitOver()
    return fresh


@transaction.atomic
def enter(*, participant: Participant, connection: str) -> Participant:
    """A page of the participant joins the room; an older page of hers is told to stop."""
    participant = _open_participant(participant)
    visit = participant.visit
    if participant.connection != connection:
        _stop_sharing(participant)
    participant.connection, participant.seen_at = connection, timezone.now()
    participant.save(update_fields=["connection", "seen_at"])
    if visit.started_at is None and not visit.participants.filter(connection="").exists():
        visit.started_at = timezone.now()
        visit.save(update_fields=["started_at"])
        _note(visit, "visit.started", participant.person)
    live.after_commit(
        live.tell_participant,
        participant.public_id,
        protocol.Replaced(),
        but=connection,
        close=protocol.CLOSE_REPLACED,
    )
    _tell_room(visit, protocol.ParticipantChanged(participant_info(participant)))
    return participant


@transaction.atomic
def leave(*, participant: Participant, connection: str) -> None:
    """The page `connection` is gone. Not the end: she has some minutes to come back."""
    participant = _locked_participant(participant)
    if participant.connection != connection:
        return
    _stop_sharing(participant)
    participant.connection, participant.seen_at = "", timezone.now()
    participant.save(update_fields=["connection", "seen_at"])
    if participant.visit.state == VisitState.OPEN:
        _tell_room(participant.visit, protocol.ParticipantChanged(participant_info(participant)))


def note_alive(*, participant: Participant, connection: str) -> None:
    """A sign of life of a page in the room. Not audited: it comes every few seconds."""
    Participant.objects.filter(pk=participant.pk, connection=connection).update(seen_at=timezone.now())


def _withdraw(participant: Participant, right: Right) -> None:
    Consent.objects.filter(
        visit_id=participant.visit_id, person_id=participant.person_id, right=right, withdrawn_at=None
    ).update(withdrawn_at=timezone.now())


@transaction.atomic
def give_consent(*, participant: Participant, right: Right) -> None:
    """The participant agrees to `right` from now on; once is enough."""
    Consent.objects.get_or_create(
        visit_id=participant.visit_id,
        person_id=participant.person_id,
        right=right,
        withdrawn_at=None,
        defaults={"text_version": CONSENT_TEXT_VERSION, "given_at": timezone.now()},
    )


@transaction.atomic
def withdraw_consent(*, participant: Participant, right: Right) -> None:
    """The participant no longer agrees to `right`."""
    _withdraw(participant, right)


def _stop_sharing(participant: Participant) -> None:
    """A screen is shown by one page: when that page is gone or another one comes, nobody sees it any more."""
    if participant.sharing:
        participant.sharing = False
        participant.save(update_fields=["sharing"])
        _withdraw(participant, Right.SEE)
        _note(participant.visit, "visit.sharing_stopped", participant.person)


@transaction.atomic
def set_sharing(*, participant: Participant, on: bool) -> Participant:
    """The helped person starts or stops showing her screen; this is her consent to be seen."""
    if not can_share_screen(participant):
        raise OnlyTheHelpedShares()
    participant = _open_participant(participant)
    if participant.sharing == on:
        return participant
    if on:
        participant.sharing = True
        participant.save(update_fields=["sharing"])
        give_consent(participant=participant, right=Right.SEE)
        _note(participant.visit, "visit.sharing_started", participant.person)
    else:
        _stop_sharing(participant)
    _tell_room(participant.visit, protocol.ParticipantChanged(participant_info(participant)))
    return participant


@transaction.atomic
def say(*, participant: Participant, client_id: str, text: str) -> ChatMessage:
    """One chat line; the same `client_id` sent again is the same line, told again."""
    # PostgreSQL keeps no NUL in a text, and nobody types one.
    text = text.replace("\0", "").strip()
    if not text:
        raise NothingSaid()
    participant = _open_participant(participant)
    line = ChatMessage.objects.filter(author=participant, client_id=client_id).first()
    if line is None:
        last = ChatMessage.objects.filter(visit_id=participant.visit_id).order_by("-number").first()
        line = ChatMessage.objects.create(
            visit_id=participant.visit_id,
            number=last.number + 1 if last else 1,
            author=participant,
            client_id=client_id,
            text=text,
            at=timezone.now(),
        )
    line.author = participant
    _tell_room(participant.visit, protocol.Chat(chat_line(line)))
    return line


def _end(visit: Visit, *, by: Person | None, reason: EndReason) -> None:
    check_transition(TRANSITIONS, visit.state, VisitState.ENDED, VisitOver)
    now = timezone.now()
    visit.state, visit.ended_at, visit.ended_by, visit.end_reason = VisitState.ENDED, now, by, reason
    visit.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    visit.participants.update(sharing=False)
    visit.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    _note(visit, "visit.ended", by)
    requests_actions.close(request=visit.request, by=by)
    why: Literal["finished", "absence"] = "absence" if reason == EndReason.ABSENCE else "finished"
    message = protocol.VisitEnded(by=by.first_name if by else "", reason=why)
    _tell_room(visit, message, close=protocol.CLOSE_ENDED)
    publish(VisitEnded(visit.pk))


@transaction.atomic
def end_visit(*, participant: Participant) -> Visit:
    """Either ends the visit. Again is the same."""
    visit = Visit.objects.select_for_update().get(pk=participant.visit_id)
    if visit.state == VisitState.OPEN:
        _end(visit, by=participant.person, reason=EndReason.FINISHED)
    return visit


@transaction.atomic
def end_with_request(*, request: HelpRequest) -> None:
    """The request was cancelled or withdrawn after somebody had come: nobody waits in its room."""
    visit = Visit.objects.select_for_update().filter(request=request).first()
    if visit is not None and visit.state == VisitState.OPEN:
        cancelled = request.state == RequestState.CANCELLED
        _end(visit, by=request.person if cancelled else None, reason=EndReason.FINISHED)


def _abandoned(now: datetime) -> QuerySet[Visit]:
    gone_since = now - timedelta(seconds=settings.VISIT_ABSENCE_SECONDS)
    return Visit.objects.filter(
        Q(started_at__isnull=False, participants__seen_at__lt=gone_since)
        | Q(started_at__isnull=True, participants__seen_at__lt=now - FIRST_ARRIVAL),
        state=VisitState.OPEN,
    ).distinct()


def end_abandoned(*, now: datetime | None = None) -> int:
    """End the visits in which someone did not come back in time; return how many."""
    now = now or timezone.now()
    count = 0
    for pk in list(_abandoned(now).values_list("pk", flat=True)):
        with transaction.atomic():
            visit = Visit.objects.select_for_update().get(pk=pk)
            # Asked again under the lock: who was missing may be back.
            if _abandoned(now).filter(pk=pk).exists():
                _end(visit, by=None, reason=EndReason.ABSENCE)
                count += 1
    return count


@transaction.atomic
def invite(*, by: Person, request: HelpRequest) -> Invitation:
    """Six digits that a helper she knows may type instead of waiting to be rung. Asked again: the same ones."""
    if not can_invite_to(by, request):
        raise NotYourVisit()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RequestState.PUBLISHED:
        raise NoLongerWaiting()
    now = timezone.now()
    Invitation.objects.filter(expires_at__lt=now).delete()
    invitation = Invitation.objects.filter(request=request).first()
    while invitation is None:
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    request=request, code=new_digits(6), created_at=now, expires_at=now + INVITATION_LIFE
                )
        except IntegrityError:
            # The digits are in use, or another page of hers was quicker.
            invitation = Invitation.objects.filter(request=request).first()
        else:
            audit.record("invitation.created", by=by, target=request, territory=request.territory)
    return invitation


@dataclass(frozen=True)
class Arrival:
    request: HelpRequest
    visit: Visit


@transaction.atomic
def arrive_by_code(*, by: Person, code: str) -> Arrival:
    """A helper types the six digits the person read to her: she accepts that request."""
    if not can_be_rung(by):
        # Before looking: who may not help does not learn which codes exist.
        raise NotYetVouched()
    invitation = (
        Invitation.objects.select_related("request").filter(code=code, expires_at__gt=timezone.now()).first()
    )
    if invitation is None:
        raise CodeUnknown()
    request = requests_actions.accept(by=by, request=invitation.request)
    audit.record("invitation.used", by=by, target=request, territory=request.territory)
    return Arrival(request=request, visit=open_visit(by=by, request=request))
