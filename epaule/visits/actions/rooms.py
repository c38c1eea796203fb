"""The room: opened, entered, left, ended."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.errors import NoLongerWaiting
from epaule.requests.models import AppointmentState, HelpRequest, RequestState
from epaule.safety import audit
from epaule.visits import live, protocol
from epaule.visits.actions._room import locked_participant, note, open_participant, tell_room
from epaule.visits.actions.hands import end_leases_of, stop_acting
from epaule.visits.actions.sharing import stop_sharing
from epaule.visits.errors import NotYourVisit, OnlyTheTwoEnd, VisitOver
from epaule.visits.events import VisitEnded
from epaule.visits.models import (
    THE_TWO,
    TRANSITIONS,
    EndReason,
    Hand,
    Participant,
    Role,
    Visit,
    VisitState,
)
from epaule.visits.queries import participant_info, time_changed

FIRST_ARRIVAL = timedelta(minutes=10)
"""A helped person may have closed her page while she waited: she gets longer to come the first time."""
VISIT_LENGTH = timedelta(minutes=protocol.VISIT_MINUTES)


@transaction.atomic
def open_visit(*, by: Person, request: HelpRequest) -> Visit:
    """The room of an accepted request; made once, whoever of the two comes first."""
    # The room before its request, as everywhere. One may be left of a helper who did not come.
    left = Visit.objects.select_for_update().filter(request=request).first()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if by.pk not in {request.person_id, request.helper_id}:
        raise NotYourVisit()
    if left is not None:
        _discard_left(left, request)
    existing = Visit.objects.filter(request=request).first()
    if existing is not None:
        return existing
    if request.state != RequestState.ASSIGNED or request.helper_id is None:
        raise NoLongerWaiting()
    now = timezone.now()
    visit = Visit.objects.create(territory_id=request.territory_id, request=request, opened_at=now)
    Participant.objects.bulk_create(
        [
            Participant(
                visit=visit, person_id=request.person_id, role=Role.HELPED, colour=0, seen_at=now, admitted_at=now
            ),
            Participant(
                visit=visit, person_id=request.helper_id, role=Role.HELPER, colour=1, seen_at=now, admitted_at=now
            ),
        ]
    )
    note(visit, "visit.opened", by)
    return visit


@transaction.atomic
def enter(*, participant: Participant, connection: str) -> Participant:
    """A page of the participant joins the room; an older page of hers is told to stop."""
    participant = open_participant(participant)
    visit = participant.visit
    # Others may have been rung meanwhile: then this is his room no more.
    if participant.role == Role.HELPER and not requests_actions.note_arrival(
        request=visit.request, helper=participant.person
    ):
        raise VisitOver()
    if participant.connection != connection:
        _stop_with_page(participant)
    participant.connection, participant.seen_at = connection, timezone.now()
    participant.save(update_fields=["connection", "seen_at"])
    if visit.started_at is None and not visit.participants.filter(role__in=THE_TWO, connection="").exists():
        visit.started_at = timezone.now()
        visit.ends_at = visit.started_at + VISIT_LENGTH
        visit.save(update_fields=["started_at", "ends_at"])
        note(visit, "visit.started", participant.person)
        requests_actions.note_met(request=visit.request)
        tell_room(visit, time_changed(visit.started_at, visit.ends_at))
    live.after_commit(
        live.tell_participant,
        participant.public_id,
        protocol.Replaced(),
        but=connection,
        close=protocol.CLOSE_REPLACED,
    )
    tell_room(visit, protocol.ParticipantChanged(participant_info(participant)))
    return participant


@transaction.atomic
def leave(*, participant: Participant, connection: str) -> None:
    """The page `connection` is gone. Not the end: she has some minutes to come back."""
    try:
        participant = locked_participant(participant)
    except VisitOver:
        return
    if participant.connection != connection:
        return
    _stop_with_page(participant)
    participant.connection, participant.seen_at = "", timezone.now()
    participant.save(update_fields=["connection", "seen_at"])
    if participant.visit.state == VisitState.OPEN:
        tell_room(participant.visit, protocol.ParticipantChanged(participant_info(participant)))


def _stop_with_page(participant: Participant) -> None:
    """What a page does stops with it: showing a screen, acting on one."""
    stop_sharing(participant)
    stop_acting(participant.visit, participant.person, who=participant)
    participant.refresh_from_db(fields=["hand", "hand_until", "asked"])


@transaction.atomic
def discard_room(*, request: HelpRequest) -> None:
    """The helper who accepted did not come: his room goes, who is in it opens another page. Again is the same."""
    visit = Visit.objects.select_for_update().filter(request=request).first()
    if visit is not None:
        _discard_left(visit, HelpRequest.objects.select_for_update().get(pk=request.pk))


def _discard_left(visit: Visit, request: HelpRequest) -> None:
    """Both are locked. Nobody was helped there; what she wrote was for him, the next helper does not read it."""
    helper = visit.participants.get(role=Role.HELPER)
    if visit.started_at is not None or visit.state != VisitState.OPEN or helper.person_id == request.helper_id:
        return
    audit.record("visit.discarded", by=None, target=visit, territory=visit.territory)
    waiting, desk = reverse("requests:waiting", args=[request.public_id]), reverse("requests:desk")
    for one in visit.participants.all():
        path = {Role.HELPED: waiting, Role.HELPER: desk}.get(Role(one.role), reverse("home"))
        message = protocol.GoElsewhere(path)
        live.after_commit(live.tell_participant, one.public_id, message, close=protocol.CLOSE_ENDED)
    visit.delete()


def note_alive(*, participant: Participant, connection: str) -> None:
    """A sign of life of a page in the room. Not audited: it comes every few seconds."""
    Participant.objects.filter(pk=participant.pk, connection=connection).update(seen_at=timezone.now())


def end(visit: Visit, *, by: Person | None, reason: EndReason) -> None:
    check_transition(TRANSITIONS, visit.state, VisitState.ENDED, VisitOver)
    end_leases_of(visit)
    now = timezone.now()
    visit.state, visit.ended_at, visit.ended_by, visit.end_reason = VisitState.ENDED, now, by, reason
    visit.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    visit.participants.update(sharing=False, surface="", hidden=False, hand=Hand.SEE, hand_until=None, asked="")
    visit.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    note(visit, "visit.ended", by)
    requests_actions.close(request=visit.request, by=by)
    name = by.first_name if by else ""
    message = protocol.VisitEnded(by=name, reason=reason.value)  # type: ignore[arg-type]  # a closed list
    tell_room(visit, message, close=protocol.CLOSE_ENDED)
    publish(VisitEnded(visit.pk))


@transaction.atomic
def end_visit(*, participant: Participant) -> Visit:
    """Either of the two ends the visit. Again is the same."""
    if participant.role not in THE_TWO:
        raise OnlyTheTwoEnd()
    visit = Visit.objects.select_for_update().get(pk=participant.visit_id)
    if visit.state == VisitState.OPEN:
        end(visit, by=participant.person, reason=EndReason.FINISHED)
    return visit


@transaction.atomic
def end_with_request(*, request: HelpRequest) -> None:
    """The request was cancelled or withdrawn after somebody had come: nobody waits in its room."""
    visit = Visit.objects.select_for_update().filter(request=request).first()
    if visit is not None and visit.state == VisitState.OPEN:
        cancelled = request.state == RequestState.CANCELLED
        end(visit, by=request.person if cancelled else None, reason=EndReason.FINISHED)


def end_those(due: QuerySet[Visit], reason: EndReason) -> int:
    """End each visit of `due` by nobody's hand; return how many."""
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            visit = Visit.objects.select_for_update().get(pk=pk)
            # Asked again under the lock: who was missing may be back, or the visit prolonged.
            if due.filter(pk=pk).exists():
                end(visit, by=None, reason=reason)
                count += 1
    return count


def end_abandoned() -> int:
    """End the visits in which one of the two did not come back in time; return how many.

    Who waits in the room for an appointment is left there: `requests` says when it is missed.
    """
    now = timezone.now()
    gone_since = now - timedelta(seconds=settings.VISIT_ABSENCE_SECONDS)
    abandoned = Visit.objects.filter(
        Q(started_at__isnull=False, participants__seen_at__lt=gone_since)
        | Q(started_at__isnull=True, participants__seen_at__lt=now - FIRST_ARRIVAL),
        state=VisitState.OPEN,
        participants__role__in=THE_TWO,
    )
    abandoned = abandoned.exclude(started_at=None, request__appointments__state=AppointmentState.BOOKED)
    return end_those(abandoned.distinct(), EndReason.ABSENCE)
