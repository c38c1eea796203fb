"""Too much of what is allowed once: nobody’s week is taken away, no telephone rings all day, no box is filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.people.models import Person
from epaule.requests import actions, errors, tasks
from epaule.requests.calling_hours import calling_hours
from epaule.requests.limits import GUESTS_PUBLISH_LIMIT
from epaule.requests.models import (
    Appointment,
    AppointmentState,
    Availability,
    CallbackRequest,
    HelpRequest,
    Proposal,
    RequestState,
    Urgency,
)
from epaule.requests.slots import free_slots
from epaule.safety.models import AuditEvent, Bucket
from epaule.safety.throttle import network_of, spend
from tests.factories import Scene
from tests.pages import said
from tests.requests.diary import gives_hours
from tests.requests.states import book
from tests.requests.wizard import answer, at


def hours_of(scene: Scene) -> list[Any]:
    """Karim’s free moments of three weeks from tomorrow on, an hour apart."""
    if not scene.karim.rhythms.exists():
        gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)), minutes=30)
    tomorrow = timezone.now() + timedelta(days=1)
    return free_slots(scene.karim, scene.territory, tomorrow, tomorrow + timedelta(days=21))[::4]


def until_refused(what: Callable[[int], Any], most: int = 60) -> tuple[int, type[Refusal]]:
    """How often `what` was done before it was refused, and the refusal."""
    for number in range(most):
        try:
            what(number)
        except Refusal as refusal:
            return number, type(refusal)
    raise AssertionError(f"done {most} times")


# --- Appointments


def test_booking_and_cancelling_the_same_helper_comes_to_an_end(scene: Scene) -> None:
    hours = hours_of(scene)

    def again(number: int) -> None:
        asked = scene.ask(urgency=Urgency.THIS_WEEK)
        try:
            booked = actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=hours[number])
        finally:
            actions.cancel(by=scene.jeanne, request=asked)
        assert booked.state == AppointmentState.BOOKED

    done, refusal = until_refused(again)
    assert (done <= 6, refusal) == (True, errors.BookedTooOften)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        book(scene, scene.ask(urgency=Urgency.THIS_WEEK))


def test_what_is_refused_costs_no_try(scene: Scene) -> None:
    asked, hours = scene.ask(urgency=Urgency.THIS_WEEK), hours_of(scene)
    past = timezone.now() - timedelta(days=1)
    for _try in range(20):
        with pytest.raises(errors.SlotTaken):
            actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=past)
    actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=hours[0])


def test_moving_to_and_fro_comes_to_an_end(scene: Scene) -> None:
    hours = hours_of(scene)
    booked = book(scene, scene.ask(urgency=Urgency.THIS_WEEK))
    done, refusal = until_refused(
        lambda number: actions.move(by=scene.jeanne, appointment=booked, starts_at=hours[number + 1])
    )
    assert (done <= 6, refusal) == (True, errors.MovedTooOften)
    assert Appointment.objects.get().starts_at == hours[done]


def test_reminders_are_not_sent_all_over_the_country(scene: Scene) -> None:
    booked = book(scene, scene.ask(urgency=Urgency.THIS_WEEK))
    done, refusal = until_refused(
        lambda number: actions.set_reminders(
            by=scene.jeanne, appointment=booked, email=f"victime{number}@example.org", phone=""
        )
    )
    assert (done <= 6, refusal) == (True, errors.RemindersTooOften)


def test_guests_of_one_line_do_not_take_the_whole_week_of_a_helper(scene: Scene) -> None:
    """Without account nobody is anybody: each visit is another guest."""
    hours = hours_of(scene)
    statuses = []
    for number in range(12):
        client = Client()
        answer(client, ask_when={"when": "this_week"})
        slots = client.post(at("check"))["Location"]
        sent = {"helper": scene.karim.public_id, "starts_at": hours[number].isoformat()}
        answered = client.post(slots + "prendre/", sent)
        statuses.append(answered.status_code)
    assert statuses[:4] == [302] * 4
    assert statuses[-1] == 429
    assert "Beaucoup de rendez-vous" in said(answered)
    assert Appointment.objects.filter(helper=scene.karim).count() <= 8
    book(scene, scene.ask(urgency=Urgency.THIS_WEEK))


# --- Asks


def test_guests_of_one_line_do_not_ring_everybody_all_day(scene: Scene, client: Client, as_person: Any) -> None:
    def again(_number: int) -> None:
        spend(GUESTS_PUBLISH_LIMIT, "address:127.0.0.1")

    assert 30 <= until_refused(again, 100)[0] <= 80
    answer(client)
    assert client.post(at("check")).status_code == 429
    assert not Person.objects.filter(email=None).exists()
    jeanne = as_person(scene.jeanne)
    answer(jeanne)
    assert jeanne.post(at("check")).status_code == 302


def test_letters_about_what_nobody_answered_are_few(scene: Scene) -> None:
    scene.territory.email = "equipe@example.org"
    scene.territory.save()
    asked = scene.ask()
    for _one in range(40):
        tasks.mail_unanswered.call_local(asked.pk)
    assert 1 <= len(mail.outbox) <= 12


# --- Helpers


def test_who_accepts_and_never_comes_keeps_nobody_waiting_for_long(scene: Scene) -> None:
    scene.available(scene.karim, scene.sophie)

    def again(_number: int) -> None:
        asked = scene.ask()
        try:
            actions.accept(by=scene.karim, request=asked)
            HelpRequest.objects.filter(pk=asked.pk).update(assigned_at=timezone.now() - timedelta(minutes=5))
            assert actions.replace_absent_helpers() == 1
        finally:
            actions.cancel(by=scene.jeanne, request=asked)

    done, refusal = until_refused(again)
    assert (done, refusal) == (3, errors.OftenAbsent)
    assert not Availability.objects.filter(person=scene.karim).exists()
    assert Availability.objects.filter(person=scene.sophie).exists()
    assert AuditEvent.objects.filter(event="helper.unavailable", by="").count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert actions.accept(by=scene.karim, request=scene.ask()).state == RequestState.ASSIGNED


def test_who_came_late_once_still_helps(scene: Scene) -> None:
    scene.available(scene.karim)
    asked = actions.accept(by=scene.karim, request=scene.ask())
    HelpRequest.objects.update(assigned_at=timezone.now() - timedelta(minutes=5))
    assert actions.replace_absent_helpers() == 1
    assert actions.accept(by=scene.karim, request=asked).state == RequestState.ASSIGNED


def test_proposing_and_taking_back_comes_to_an_end(scene: Scene) -> None:
    asked, hours = scene.ask(urgency=Urgency.THIS_WEEK), hours_of(scene)

    def again(number: int) -> None:
        sent = actions.send_proposal(by=scene.karim, request=asked, moments=[hours[number]])
        actions.withdraw_proposal(by=scene.karim, proposal=sent)

    assert until_refused(again) == (3, errors.AlreadyProposed)
    assert Proposal.objects.count() == 3


def test_proposing_to_move_and_taking_back_comes_to_an_end(scene: Scene) -> None:
    booked, hours = book(scene, scene.ask(urgency=Urgency.THIS_WEEK)), hours_of(scene)

    def again(number: int) -> None:
        sent = actions.propose_move(by=scene.karim, appointment=booked, moments=[hours[number + 1]])
        actions.withdraw_proposal(by=scene.karim, proposal=sent)

    assert until_refused(again) == (6, errors.EnoughMoves)


BUTTONS = [
    ("requests:switch", {"available": "1"}),
    ("requests:hours", {"do": "resume"}),
    ("requests:profile", {}),
    ("requests:set_listed", {"listed": "1"}),
    ("requests:pass_it_on", {}),
    ("requests:keep_helper", {"answer": "no"}),
    ("requests:stop_meeting", {}),
    ("requests:meet_again", {}),
    ("requests:drop_accompanied", {}),
]


@pytest.mark.parametrize(("name", "sent"), BUTTONS)
def test_buttons_pressed_by_a_machine_stop_answering(
    scene: Scene, as_person: Any, name: str, sent: dict[str, str]
) -> None:
    """Each would leave rows of the trail behind, and write the index of helpers anew."""
    visit = scene.visit()
    actions.close(request=visit.request, by=scene.jeanne)
    other = "karim" if name == "requests:keep_helper" else "jeanne"
    args = [] if name.split(":")[1] in {"switch", "hours", "profile", "set_listed", "pass_it_on"} else [other]
    path = reverse(name, args=[getattr(scene, one).public_id for one in args])
    client = as_person(scene.jeanne if other == "karim" else scene.karim)
    client.post(path, sent)
    Bucket.objects.update(tokens=0, updated_at=timezone.now())
    assert client.post(path, sent).status_code == 429


@pytest.mark.parametrize("page", ["helper", "ask_helper"])
def test_pages_of_helpers_are_not_gathered_by_a_machine(scene: Scene, client: Client, page: str) -> None:
    path = reverse(f"requests:{page}", args=[scene.karim.public_id])
    assert client.get(path).status_code == 200
    Bucket.objects.update(tokens=0, updated_at=timezone.now())
    assert client.get(path).status_code == 429


# --- Telephones


def call_me(phone: str) -> int:
    client = Client()
    answer(client, "ask")
    return client.post(at("ask_callback"), {"first_name": "Odette", "phone": phone}).status_code


def test_telephone_of_somebody_else_is_not_rung_all_day(scene: Scene) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for hour in range(24):
            clock.move_to(start + timedelta(hours=hour))
            for _try in range(3):
                call_me("06 39 98 00 01")
    assert CallbackRequest.objects.count() <= 8


def test_one_line_does_not_fill_the_hours_of_the_team(scene: Scene) -> None:
    statuses = [call_me(f"06 39 98 {number:02} 01") for number in range(30)]
    assert statuses.count(302) <= 15
    assert statuses[-1] == 429


def test_one_person_is_promised_few_calls(scene: Scene) -> None:
    scene.territory.office_hours = "Mo-Su 08:00-20:00"
    scene.territory.save()

    def again(number: int) -> None:
        asked = scene.ask()
        try:
            hour = calling_hours(scene.territory, timezone.now())[number]
            actions.promise_callback(by=scene.jeanne, request=asked, phone=f"+3363998000{number}", at=hour)
        finally:
            actions.cancel(by=scene.jeanne, request=asked)

    assert until_refused(again) == (3, errors.EnoughCalls)


# --- Lines


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "", True),
        ("unix:", "unix:", True),
    ],
)
def test_a_line_is_one_caller_however_many_addresses_it_has(one: str, other: str, same: bool) -> None:
    """Whoever has IPv6 has millions of them."""
    first, second = (network_of(RequestFactory(REMOTE_ADDR=address).get("/")) for address in (one, other))
    assert (first == second) is same
