"""« On me demande ça »: given by the helped person, decided by the operator."""

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people import actions as people_actions
from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.safety import audit
from epaule.visits.actions.doors import step_out
from epaule.visits.actions.rooms import end
from epaule.visits.errors import AlarmDecided, CannotDecideAlarm, CannotRaiseAlarm, TooLateForAlarm
from epaule.visits.events import AlarmRaised
from epaule.visits.models import (
    ALARM_TRANSITIONS,
    NEWCOMERS,
    Acquaintance,
    Alarm,
    AlarmKind,
    AlarmState,
    EndReason,
    Participant,
    Visit,
    VisitState,
)
from epaule.visits.queries import alarms_that_stop, helper_of
from epaule.visits.rules import can_decide_alarm, can_raise_alarm, is_in_time_for_alarm


@transaction.atomic
def raise_alarm(*, by: Participant, kind: AlarmKind) -> Alarm:
    """She was asked what nobody must ask: the visit ends, the helper is stopped, the operator is told.

    Who says only that she was called does not stop the helper: the visit ends and the operator looks. The same
    alarm said again, by a page that had no answer, is the same; nothing is told to the helper but that the visit
    is over.
    """
    if not can_raise_alarm(by):
        raise CannotRaiseAlarm()
    # The locks in one order with those who accept requests: the helper, his visits, their requests.
    helper = Person.objects.select_for_update(no_key=True).get(pk=helper_of(by.visit_id).pk)
    visit = Visit.objects.select_for_update().get(pk=by.visit_id)
    if not is_in_time_for_alarm(visit, timezone.now()):
        raise TooLateForAlarm()
    alarm, is_news = _alarm_of(visit, by.person, helper, kind)
    if not is_news:
        return alarm
    audit.record("alarm.raised", by=by.person, target=alarm, territory=visit.territory, kind=kind.value)
    Acquaintance.objects.filter(person=visit.request.person_id, helper=helper).delete()
    people_actions.drop_contact(by=visit.request.person, helped=visit.request.person, helper=helper)
    if visit.state == VisitState.OPEN:
        # By nobody, on the timeline that all of them read: the helper does not learn who gave the alarm.
        end(visit, by=None, reason=EndReason.SAFETY)
    if kind != AlarmKind.CALLED:
        _stop(helper, by.person)
    publish(AlarmRaised(alarm.pk))
    return alarm


def _alarm_of(visit: Visit, by: Person, helper: Person, kind: AlarmKind) -> tuple[Alarm, bool]:
    """The alarm that says so, and whether it says something new: at first, or once it is graver than a call."""
    alarms = Alarm.objects.filter(visit=visit)
    said = alarms.filter(kind=kind).first() or alarms.filter(state=AlarmState.OPEN).first()
    if said is None:
        now = timezone.now()
        return Alarm.objects.create(visit=visit, by=by, helper=helper, kind=kind, at=now), True
    if said.kind == AlarmKind.CALLED and kind != AlarmKind.CALLED:
        said.kind = kind
        said.save(update_fields=["kind"])
        return said, True
    return said, False


def _stop(helper: Person, by: Person) -> None:
    """He is in no visit, on no list, and nobody waits for him."""
    people_actions.suspend(by=by, helper=helper)
    visits = Visit.objects.select_for_update(of=("self",)).filter(request__helper=helper, state=VisitState.OPEN)
    for visit in visits:
        end(visit, by=None, reason=EndReason.SAFETY)
    requests_actions.stop_helping(by=by, helper=helper)
    beside = Participant.objects.filter(
        person=helper, role__in=NEWCOMERS, gone_at=None, visit__state=VisitState.OPEN
    )
    for participant in beside:
        step_out(participant=participant)


@transaction.atomic
def clear_alarm(*, by: Person, alarm: Alarm) -> Alarm:
    """The operator found nothing wrong: the helper may help again, unless another alarm stops him."""
    alarm, is_news = _decided(alarm, by, AlarmState.CLEARED, "alarm.cleared")
    if is_news and not alarms_that_stop(alarm.helper).exists():
        people_actions.lift_suspension(by=by, helper=alarm.helper)
    return alarm


@transaction.atomic
def uphold_alarm(*, by: Person, alarm: Alarm) -> Alarm:
    """The operator no longer answers for the helper, who helps nobody any more."""
    alarm, is_news = _decided(alarm, by, AlarmState.UPHELD, "alarm.upheld")
    if is_news:
        _stop(alarm.helper, by)
        people_actions.withdraw_voucher(by=by, helper=alarm.helper)
    return alarm


def _decided(alarm: Alarm, by: Person, state: AlarmState, event: str) -> tuple[Alarm, bool]:
    """The alarm, decided; and whether it was not before."""
    # The helper first, as when it was raised: another alarm about him waits for this decision, or it for that one.
    Person.objects.select_for_update(no_key=True).get(pk=alarm.helper_id)
    alarms = Alarm.objects.select_for_update(of=("self",)).select_related("helper", "visit__territory")
    alarm = alarms.get(pk=alarm.pk)
    if not can_decide_alarm(by, alarm):
        raise CannotDecideAlarm()
    if alarm.state == state:
        return alarm, False
    check_transition(ALARM_TRANSITIONS, alarm.state, state, AlarmDecided)
    alarm.state, alarm.decided_at, alarm.decided_by = state, timezone.now(), by
    alarm.save(update_fields=["state", "decided_at", "decided_by"])
    audit.record(event, by=by, target=alarm, territory=alarm.visit.territory)
    return alarm, True
