"""« On me demande ça »: who may give the alarm, what it stops, and what it tells to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.people.rules import is_trusted_helper
from epaule.requests import actions as requests_actions
from epaule.requests.errors import HelperStopped
from epaule.requests.models import Availability
from epaule.safety.models import AuditEvent
from epaule.territory.models import Territory
from epaule.visits import actions
from epaule.visits.errors import CannotRaiseAlarm, TooLateForAlarm
from epaule.visits.models import Acquaintance, Alarm, AlarmKind, Participant, TimelineEntry, Visit
from tests.factories import Scene
from tests.requests.test_accept_race import together
from tests.visits.wire import Told

STOPPING = [kind for kind in AlarmKind if kind != AlarmKind.CALLED]


def raised(scene: Scene, kind: AlarmKind = AlarmKind.PASSWORD, visit: Visit | None = None) -> Alarm:
    return actions.raise_alarm(by=scene.participants(visit or scene.visit())[0], kind=kind)


def refresh(scene: Scene) -> None:
    scene.karim.refresh_from_db()


# --- Who may


@pytest.mark.parametrize("role", ["helper", "interpreter", "apprentice"])
def test_who_helps_gives_no_alarm(scene: Scene, role: str) -> None:
    visit = scene.visit()
    by = scene.participants(visit)[1] if role == "helper" else scene.newcomer(visit, scene.paul, role)
    with pytest.raises(CannotRaiseAlarm):
        actions.raise_alarm(by=by, kind=AlarmKind.CARD)
    assert not Alarm.objects.exists()
    visit.refresh_from_db()
    assert visit.state == "open"


def test_relative_at_the_door_gives_no_alarm(scene: Scene) -> None:
    visit = scene.visit()
    with pytest.raises(CannotRaiseAlarm):
        actions.raise_alarm(by=scene.newcomer(visit, scene.paul, inside=False), kind=AlarmKind.CARD)
    assert not Alarm.objects.exists()


def test_relative_beside_her_gives_it(scene: Scene) -> None:
    visit = scene.visit()
    alarm = actions.raise_alarm(by=scene.newcomer(visit, scene.paul), kind=AlarmKind.CARD)
    assert (alarm.by, alarm.helper) == (scene.paul, scene.karim)


@pytest.mark.parametrize(("hours", "in_time"), [(23, True), (25, False)])
def test_it_may_be_given_until_a_day_after_the_end(scene: Scene, hours: int, in_time: bool) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[1])
    with time_machine.travel(timezone.now() + timedelta(hours=hours), tick=False):
        if in_time:
            raised(scene, visit=visit)
        else:
            with pytest.raises(TooLateForAlarm):
                raised(scene, visit=visit)
    assert Alarm.objects.exists() is in_time


# --- What it stops


@pytest.mark.parametrize("kind", STOPPING)
def test_it_ends_the_visit_and_stops_the_helper(scene: Scene, kind: AlarmKind) -> None:
    scene.available(scene.karim)
    visit = scene.visit()
    alarm = raised(scene, kind, visit)
    visit.refresh_from_db()
    refresh(scene)
    assert (visit.state, visit.end_reason, visit.ended_by) == ("ended", "safety", None)
    assert (alarm.state, alarm.kind, alarm.by, alarm.helper) == ("open", kind, scene.jeanne, scene.karim)
    assert scene.karim.suspended_at is not None
    assert not is_trusted_helper(scene.karim)
    assert not Availability.objects.filter(person=scene.karim).exists()
    with pytest.raises(HelperStopped):
        requests_actions.accept(by=scene.karim, request=scene.ask(scene.paul))


def test_call_alone_ends_the_visit_but_stops_nobody(scene: Scene) -> None:
    visit = scene.visit()
    raised(scene, AlarmKind.CALLED, visit)
    visit.refresh_from_db()
    refresh(scene)
    assert visit.end_reason == "safety"
    assert is_trusted_helper(scene.karim)
    assert Alarm.objects.get().state == "open"


def test_he_is_a_stranger_to_her_again(scene: Scene) -> None:
    raised(scene)
    assert not Acquaintance.objects.exists()


def test_visit_that_was_over_keeps_its_end(scene: Scene) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[1])
    raised(scene, visit=visit)
    visit.refresh_from_db()
    refresh(scene)
    assert visit.end_reason == "finished"
    assert scene.karim.suspended_at is not None


@pytest.mark.parametrize("opened", [True, False])
def test_who_waits_for_him_elsewhere_is_not_left_with_him(scene: Scene, opened: bool) -> None:
    """She understood after the visit; he has accepted somebody else since."""
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[1])
    request = requests_actions.accept(by=scene.karim, request=scene.ask(scene.paul))
    if opened:
        actions.open_visit(by=scene.karim, request=request)
    raised(scene, visit=visit)
    request.refresh_from_db()
    assert request.state == ("closed" if opened else "withdrawn")
    if opened:
        assert request.visit.end_reason == "safety"


def test_he_learns_beside_nobody(scene: Scene) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[1])
    request = requests_actions.accept(by=scene.sophie, request=scene.ask(scene.paul))
    beside = scene.newcomer(actions.open_visit(by=scene.sophie, request=request), scene.karim, "apprentice")
    raised(scene, visit=visit)
    beside.refresh_from_db()
    assert beside.gone_at is not None
    assert beside.visit.state == "open"


# --- Said again


def test_same_alarm_again_is_the_same(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    visit = scene.visit()
    with django_capture_on_commit_callbacks(execute=True):
        first = raised(scene, visit=visit)
        assert raised(scene, visit=visit) == first
        assert raised(scene, AlarmKind.CARD, visit) == first
    assert AuditEvent.objects.filter(event="alarm.raised").count() == 1
    assert Alarm.objects.get().kind == "password"


def test_page_that_had_no_answer_does_not_raise_it_again_after_the_decision(scene: Scene) -> None:
    visit = scene.visit()
    alarm = raised(scene, visit=visit)
    actions.clear_alarm(by=scene.claire, alarm=alarm)
    assert raised(scene, visit=visit).state == "cleared"
    refresh(scene)
    assert scene.karim.suspended_at is None


def test_call_that_was_more_stops_him(scene: Scene) -> None:
    visit = scene.visit()
    first = raised(scene, AlarmKind.CALLED, visit)
    assert raised(scene, AlarmKind.TRANSFER, visit) == first
    refresh(scene)
    assert scene.karim.suspended_at is not None
    assert Alarm.objects.get().kind == "transfer"


def test_two_pages_at_the_same_instant_make_one(played: Scene) -> None:
    jeanne, _karim = played.participants(played.visit())
    assert together(*[lambda: actions.raise_alarm(by=jeanne, kind=AlarmKind.CARD)] * 3) == {"done": 3}
    assert Alarm.objects.count() == 1


def test_alarm_against_an_acceptance_leaves_nobody_with_him(played: Scene) -> None:
    """Whichever comes first."""
    visit = played.visit()
    jeanne, karim = played.participants(visit)
    actions.end_visit(participant=karim)
    request = played.ask(played.paul)
    together(
        lambda: actions.raise_alarm(by=jeanne, kind=AlarmKind.CARD),
        lambda: requests_actions.accept(by=played.karim, request=request),
    )
    request.refresh_from_db()
    assert request.state in {"published", "withdrawn"}


def test_database_holds_one_open_alarm_for_each_visit(scene: Scene) -> None:
    alarm = raised(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.create(
            visit=alarm.visit, by=scene.jeanne, helper=scene.karim, kind="card", at=timezone.now()
        )


# --- What is told


def test_helper_does_not_learn_who_nor_why(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    with django_capture_on_commit_callbacks(execute=True):
        raised(scene, visit=visit)
    (news,) = [one for one in told if one.kind == "visit.ended"]
    assert (news.message["by"], news.message["reason"], news.close) == ("", "safety", 4410)
    assert "password" not in str(told)
    assert TimelineEntry.objects.get(event="visit.ended").person is None
    assert not TimelineEntry.objects.filter(event__startswith="alarm").exists()


def test_audit_knows_who_and_what(scene: Scene) -> None:
    alarm = raised(scene)
    trace = AuditEvent.objects.get(event="alarm.raised")
    assert (trace.by, trace.target) == (scene.jeanne.public_id, f"alarm:{alarm.public_id}")
    assert trace.data == {"kind": "password"}


def test_operator_is_written_to(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    Territory.objects.update(email="coordination@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        raised(scene, AlarmKind.SMS_CODE)
    (letter,) = mail.outbox
    assert letter.to == ["coordination@example.org"]
    assert letter.subject == "Épaule\u00a0: une alarme à examiner"
    assert "un code reçu par SMS" in letter.body
    assert "ne peut plus aider" in letter.body
    assert not any(name in letter.body for name in ("Jeanne", "Karim"))


def test_no_address_no_letter(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        raised(scene)
    assert mail.outbox == []


def test_failing_mail_server_breaks_nothing(
    scene: Scene, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    Territory.objects.update(email="coordination@example.org")
    settings.EMAIL_BACKEND = "tests.visits.test_alarms.NoMail"
    with django_capture_on_commit_callbacks(execute=True):
        raised(scene)
    assert Alarm.objects.exists()


class NoMail:
    """A mail server that is gone."""

    def __init__(self, **_options: Any) -> None:
        raise ConnectionRefusedError


def test_participants_keep_nothing_of_the_room(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    actions.set_sharing(participant=jeanne, on=True)
    raised(scene, visit=visit)
    assert not Participant.objects.filter(sharing=True).exists()
    assert not visit.consents.filter(withdrawn_at=None).exists()
