"""An hour agreed on: booked, moved, cancelled, and where its reminders go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.requests import matching
from epaule.requests.actions._again import UNANSWERED, same_ask
from epaule.requests.actions._appointments import (
    end_appointment,
    end_proposals,
    has_another_open,
    lock_appointment,
    lock_persons,
    lock_request,
)
from epaule.requests.actions._common import end
from epaule.requests.actions.dispatch import start_dispatch
from epaule.requests.errors import (
    AlreadyBooked,
    AlreadyMeeting,
    AppointmentBegun,
    AppointmentOver,
    BookedTooOften,
    HelperNotFree,
    MovedTooOften,
    NoLongerBookable,
    OwnRequest,
    RemindersTooOften,
    SlotTaken,
    TooManyAppointments,
)
from epaule.requests.events import (
    AppointmentBooked,
    AppointmentMoved,
    AppointmentReachable,
    RequestPublished,
    SearchMoved,
)
from epaule.requests.limits import BOOK_AGAIN_LIMIT, MOVE_LIMIT, REMINDERS_LIMIT
from epaule.requests.models import (
    TRANSITIONS,
    Appointment,
    AppointmentState,
    HelpRequest,
    ProposalState,
    RequestState,
    Urgency,
)
from epaule.requests.rules import can_book, can_help_in, can_move_appointment, can_see_appointment
from epaule.requests.slots import busy_times, calendars
from epaule.safety import audit
from epaule.safety.throttle import spend

FARTHEST = timedelta(days=35)
"""Nobody is booked later."""
BOOKED_MOST = 3
"""Appointments that one person may have before her."""


@transaction.atomic
def book(
    *, by: Person, request: HelpRequest, helper: Person, starts_at: datetime, email: str = "", phone: str = ""
) -> Appointment:
    """`by`, who asked, meets `helper` at `starts_at` (UTC). One wins; again is the same.

    A request nobody answered is asked once more. `email`, `phone` (E.164): where she is reminded; when
    empty, where she is told of proposals, or else those of her account.
    Refused: `SlotTaken`, `AlreadyMeeting`, `AlreadyBooked`, `TooManyAppointments`,
    `NoLongerBookable`, `HelperNotFree`, `BookedTooOften`.
    """
    return book_with(by=by, request=request, helper=helper, starts_at=starts_at, email=email, phone=phone)


def book_with(
    *,
    by: Person,
    request: HelpRequest,
    helper: Person,
    starts_at: datetime,
    email: str = "",
    phone: str = "",
    proposal: int | None = None,
) -> Appointment:
    """The same, in the transaction of the caller. `proposal`: the key of the one that is being accepted."""
    if by.pk == helper.pk:
        raise OwnRequest()
    persons = lock_persons(by.pk, helper.pk)
    by, helper = persons[by.pk], persons[helper.pk]
    request = lock_request(request.pk)
    if not can_book(by, request):
        raise NotAllowed()
    hers = Appointment.objects.filter(request__person=by, state=AppointmentState.BOOKED)
    same = hers.filter(helper=helper, starts_at=starts_at).select_related("request").first()
    if same is not None:
        return same
    if request.state == RequestState.BOOKED:
        raise AlreadyBooked()
    if hers.count() >= BOOKED_MOST:
        raise TooManyAppointments()
    _refuse_unfit(request, helper)
    ends_at = _free_until(helper, by, starts_at)
    spend(BOOK_AGAIN_LIMIT, f"{by.pk}:{helper.pk}", refusal=BookedTooOften)
    if request.state in UNANSWERED:
        request = _asked_again(by, request)
    check_transition(TRANSITIONS, request.state, RequestState.BOOKED, NoLongerBookable)
    now = timezone.now()
    request.state, request.helper, request.assigned_at = RequestState.BOOKED, helper, now
    request.next_wave_at = None
    request.save(update_fields=["state", "helper", "assigned_at", "next_wave_at"])
    appointment = Appointment(
        request=request,
        helper=helper,
        email=email or request.email or by.email or "",
        phone=phone or request.phone or by.phone,
        booked_at=now,
    )
    _set_hour(appointment, starts_at, ends_at)
    appointment.save()
    end_proposals(request, ProposalState.VOID, but=[proposal] if proposal else ())
    audit.record("appointment.booked", by=by, target=appointment, territory=request.territory)
    publish(AppointmentBooked(appointment.pk))
    publish(SearchMoved(request.pk))
    return appointment


@transaction.atomic
def move(*, by: Person, appointment: Appointment, starts_at: datetime) -> Appointment:
    """The helped person takes another free hour of the same helper. Again is the same.

    Refused: `SlotTaken`, `AlreadyMeeting`, `AppointmentBegun`, `AppointmentOver`, `HelperNotFree`,
    `MovedTooOften`.
    """
    appointment = lock_appointment(appointment)
    if not can_move_appointment(by, appointment):
        raise NotAllowed()
    refuse_over(appointment)
    return appointment if appointment.starts_at == starts_at else move_locked(appointment, starts_at, by=by)


def move_locked(appointment: Appointment, starts_at: datetime, *, by: Person) -> Appointment:
    """The same, of a locked appointment that can still move. What its helper had proposed instead is settled."""
    request = appointment.request
    _refuse_unfit(request, appointment.helper)
    ends_at = _free_until(appointment.helper, request.person, starts_at, but=appointment.pk)
    spend(MOVE_LIMIT, appointment.public_id, refusal=MovedTooOften)
    _set_hour(appointment, starts_at, ends_at)
    appointment.sequence += 1
    appointment.save()
    end_proposals(request, ProposalState.VOID)
    audit.record("appointment.moved", by=by, target=appointment, territory=request.territory)
    publish(AppointmentMoved(appointment.pk))
    publish(SearchMoved(request.pk))
    return appointment


@transaction.atomic
def cancel_appointment(
    *, by: Person | None, appointment: Appointment, still_wanted: bool = False, at_once: bool = False
) -> Appointment:
    """Either of the two does not keep it; by nobody when its helper no longer helps. Again is the same.

    The ask waits for another helper within the week when the helper cancels, or the helped person still wants
    help and asks for nothing else meanwhile; else it is cancelled too. `at_once`: the helped person wants
    somebody now, so it rings.
    """
    appointment = lock_appointment(appointment)
    request = appointment.request
    if by is not None and not can_see_appointment(by, appointment):
        raise NotAllowed()
    if appointment.state == AppointmentState.CANCELLED:
        return appointment
    refuse_over(appointment)
    end_appointment(appointment, AppointmentState.CANCELLED, "appointment.cancelled", by)
    if (still_wanted or by != request.person) and not has_another_open(request):
        now = at_once and by == request.person
        _publish_again(request, by, Urgency.NOW if now else Urgency.THIS_WEEK)
    else:
        end(request, RequestState.CANCELLED, "request.cancelled", by)
    return appointment


@transaction.atomic
def set_reminders(*, by: Person, appointment: Appointment, email: str, phone: str) -> Appointment:
    """Where the helped person wishes to be reminded: an e-mail address, an E.164 number, both or none."""
    appointment = lock_appointment(appointment)
    if not can_move_appointment(by, appointment):
        raise NotAllowed()
    refuse_over(appointment)
    if (email, phone) != (appointment.email, appointment.phone):
        spend(REMINDERS_LIMIT, appointment.public_id, refusal=RemindersTooOften)
        new_email, new_phone = email not in {"", appointment.email}, phone not in {"", appointment.phone}
        appointment.email, appointment.phone = email, phone
        appointment.save(update_fields=["email", "phone"])
        audit.record("appointment.reminders", by=by, target=appointment, territory=appointment.request.territory)
        publish(AppointmentReachable(appointment.pk, email=new_email, phone=new_phone))
    return appointment


def refuse_over(appointment: Appointment) -> None:
    """Only what is ahead is moved or cancelled."""
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOver()
    if appointment.request.state != RequestState.BOOKED:
        raise AppointmentBegun()


def _refuse_unfit(request: HelpRequest, helper: Person) -> None:
    """She helps no longer, they never meet again, or the ask is not for her: the person is not told which."""
    if not can_help_in(helper, request.territory_id) or helper.pk in never_with(request.person_id):
        raise HelperNotFree()
    if not matching.score_around(matching.ask_of(request), {helper.pk: helper.territory_id}):
        raise HelperNotFree()


def _free_until(helper: Person, helped: Person, starts_at: datetime, *, but: int | None = None) -> datetime:
    """The end of that hour, when both are free then."""
    just = timedelta(minutes=1)
    if not timezone.now() < starts_at < timezone.now() + FARTHEST:
        raise SlotTaken()
    calendar = calendars([helper.pk], helper.territory_id, starts_at, starts_at + just, but=but).get(helper.pk)
    if calendar is None or starts_at not in calendar.starts(starts_at, starts_at + just):
        raise SlotTaken()
    ends_at = starts_at + timedelta(minutes=calendar.minutes)
    if busy_times([helped.pk], starts_at, ends_at, but=but).get(helped.pk):
        raise AlreadyMeeting()
    return ends_at


def _set_hour(appointment: Appointment, starts_at: datetime, ends_at: datetime) -> None:
    """Reminders that would only repeat what was just said count as sent."""
    now = timezone.now()
    appointment.starts_at, appointment.ends_at, appointment.changed_at = starts_at, ends_at, now
    appointment.reminded_day_at = now if starts_at - now < timedelta(hours=26) else None
    appointment.reminded_hour_at = now if starts_at - now < timedelta(minutes=90) else None


def _publish_again(request: HelpRequest, by: Person | None, urgency: Urgency) -> None:
    """A locked request without its appointment: other helpers see it at their desk; now, they are rung."""
    check_transition(TRANSITIONS, request.state, RequestState.PUBLISHED, NoLongerBookable)
    request.state, request.helper, request.assigned_at = RequestState.PUBLISHED, None, None
    request.urgency, request.published_at = urgency, timezone.now()
    request.save(update_fields=["state", "helper", "assigned_at", "urgency", "published_at"])
    audit.record("request.published_again", by=by, target=request, territory=request.territory)
    publish(SearchMoved(request.pk))
    if urgency == Urgency.NOW:
        start_dispatch(request=request)


def _asked_again(by: Person, request: HelpRequest) -> HelpRequest:
    """The same ask once more, for this week."""
    again = same_ask(request, urgency=Urgency.THIS_WEEK)
    audit.record("request.published", by=by, target=again, territory=request.territory)
    publish(RequestPublished(again.pk))
    return again
