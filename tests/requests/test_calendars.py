"""What calendar programs read: one appointment as a file, the private feed of a helper, and who may have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from icalendar import Calendar

from epaule.kernel.errors import NotAllowed
from epaule.people import actions as people_actions
from epaule.people.models import Person
from epaule.requests import actions, calendars, errors
from epaule.requests.feeds import appointments_of, feed_token
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, HelpRequest, Rhythm, Urgency
from epaule.requests.views.calendars import FEED_LIMIT, GUESS_LIMIT
from tests.factories import Scene
from tests.pages import parsed, said
from tests.requests.agenda import days_of, lines_of, only_event, opened
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.states import use_up
from tests.requests.test_few_queries import make_residents, queries_of

HOUR = at(26, 14)
SITE = "aide.exemple.fr"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [SITE, "testserver"]


@pytest.fixture
def booked(scene: Scene) -> Appointment:
    gives_hours(scene, scene.karim)
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    return actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=HOUR)


def row(scene: Scene, person: Person, starts_at: datetime, **changes: Any) -> Appointment:
    """Booked with Karim, as a row."""
    asked = scene.ask(person, urgency=Urgency.THIS_WEEK)
    HelpRequest.objects.filter(pk=asked.pk).update(
        state="booked", helper=scene.karim, assigned_at=timezone.now(), next_wave_at=None
    )
    given = {"ends_at": starts_at + timedelta(minutes=45), "booked_at": timezone.now(), **changes}
    return Appointment.objects.create(request=asked, helper=scene.karim, starts_at=starts_at, **given)


def file_of(appointment: Appointment) -> str:
    return reverse("requests:appointment_file", args=[appointment.public_id])


def feed_of(helper: Person) -> str:
    rhythm, _made = Rhythm.objects.get_or_create(person=helper, territory=helper.territory)
    return reverse("requests:feed", args=[feed_token(rhythm)])


def feed(scene: Scene) -> bytes:
    response = Client().get(feed_of(scene.karim))
    assert response.status_code == 200
    return bytes(response.content)


# --- One file ------------------------------------------------------------------------------------------------


def test_file_is_for_the_two_and_does_not_exist_for_others(
    scene: Scene, booked: Appointment, as_person: Any
) -> None:
    path = file_of(booked)
    hers = as_person(scene.jeanne).get(path)
    assert hers["Content-Type"] == "text/calendar; charset=utf-8"
    assert hers["Content-Disposition"] == 'attachment; filename="rendez-vous.ics"'
    assert hers["Cache-Control"] == "private, no-store"
    event = only_event(hers.content)
    assert event["summary"] == "Aide à distance avec Karim"
    assert str(event["url"]) == f"http://testserver/r/{appointment_token(booked)}/"
    his = only_event(as_person(scene.karim).get(path).content)
    assert his["summary"] == "Aider Jeanne, Saint-Lô"
    assert str(his["url"]) == f"http://testserver/rendez-vous/{booked.public_id}/"
    assert his["uid"] == event["uid"]
    for person in (scene.paul, scene.sophie, scene.claire):
        assert as_person(person).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    assert as_person(scene.jeanne).post(path).status_code == 405
    unknown = reverse("requests:appointment_file", args=["01J00000000000000000000000"])
    assert as_person(scene.jeanne).get(unknown).status_code == 404


def test_page_of_the_appointment_leads_to_its_file(scene: Scene, booked: Appointment, as_person: Any) -> None:
    for person in (scene.jeanne, scene.karim):
        page = as_person(person).get(reverse("requests:appointment", args=[booked.public_id]))
        [link] = [a for a in parsed(page).select("main a[download]") if "agenda" in a.get_text()]
        assert link["href"] == file_of(booked)


def test_signed_link_gives_the_file_to_a_guest_and_asks_others_to_sign_in(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    path = reverse("requests:linked_file", args=[appointment_token(booked)])
    assert Client().get(path).headers["Location"].endswith(f"?next={file_of(booked)}")
    scene.jeanne.email = None
    scene.jeanne.save(update_fields=["email"])
    assert only_event(Client().get(path).content)["uid"] == f"{booked.public_id}@{SITE}"
    assert Client().get(path.replace("agenda.ics", "x.ics")).status_code == 404
    assert Client().get(path.replace(booked.public_id, "01J00000000000000000000000")).status_code == 404
    clock.move_to(HOUR + timedelta(days=2))
    assert Client().get(path).status_code == 404


def test_library_reads_what_we_mean(scene: Scene, booked: Appointment) -> None:
    his = calendars.invitation(booked, to=scene.karim, mailbox="karim@example.org")
    [event] = opened(his)["events"].values()
    assert event == {
        "sequence": 0,
        "status": "CONFIRMED",
        "starts": "2026-11-26T13:00:00.000Z",
        "minutes": 45,
        "summary": "Aider Jeanne, Saint-Lô",
        "description": event["description"],
        "attendees": [["mailto:karim@example.org", "Karim"]],
        "organizer": "mailto:ne-pas-repondre@localhost",
        "alarms": [-900],
    }
    assert event["description"].startswith("Il s’agit de\u00a0: Mes e-mails.\n")
    assert all(len(line) <= 75 for line in lines_of(his))
    assert his.endswith(b"END:VCALENDAR\r\n")
    assert b"jeanne@" not in his


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(name=st.text(min_size=1, max_size=60), commune=st.text(max_size=80))
def test_any_name_is_read_back_as_it_was(scene: Scene, booked: Appointment, name: str, commune: str) -> None:
    booked.request.first_name = scene.karim.first_name = name
    booked.request.commune.name = commune
    event = only_event(calendars.invitation(booked, to=scene.karim, mailbox="karim@example.org"))
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] == 0
    read_back = str(event["summary"])
    assert read_back.replace("\n", "") == calendars._plain(f"Aider {name}, {commune}").replace("\n", "")


@pytest.mark.parametrize(
    ("saturday", "sunday", "monday"),
    [
        (at(27, 14, month=3, year=2027), at(28, 14, month=3, year=2027), at(29, 14, month=3, year=2027)),
        (at(24, 14, month=10), at(25, 14, month=10), at(26, 14, month=10)),
    ],
    ids=["spring 2027", "autumn 2026"],
)
def test_both_sides_of_a_change_of_the_clocks(
    scene: Scene, clock: time_machine.Coordinates, saturday: datetime, sunday: datetime, monday: datetime
) -> None:
    clock.move_to(saturday - timedelta(days=2))
    three = (saturday, sunday, monday)
    for moment, person in zip(three, make_residents(scene, 3), strict=True):
        row(scene, person, moment)
    shown = feed(scene)
    assert days_of(shown) == list(three)
    assert [one.astimezone(timezone.get_default_timezone()).hour for one in days_of(shown)] == [14, 14, 14]
    starts = sorted(event["starts"] for event in opened(shown)["events"].values())
    assert starts == [one.strftime("%Y-%m-%dT%H:%M:%S.000Z") for one in three]
    assert (sunday - saturday) in {timedelta(hours=23), timedelta(hours=25)}


# --- The feed ------------------------------------------------------------------------------------------------


def test_feed_says_little(scene: Scene, booked: Appointment) -> None:
    scene.jeanne.phone = "+33639980001"
    scene.jeanne.save(update_fields=["phone"])
    Appointment.objects.update(phone="+33639980001", email="jeanne@example.org")
    response = Client().get(feed_of(scene.karim))
    text = response.content.decode()
    calendar = Calendar.from_ical(response.content)
    assert [calendar[key].to_ical() for key in ("refresh-interval", "x-published-ttl")] == [b"PT1H", b"PT1H"]
    assert calendar["name"] == calendar["x-wr-calname"] == "Épaule\u00a0: mes rendez-vous"
    event = only_event(response.content)
    assert event["summary"] == "Aider Jeanne, Saint-Lô"
    assert "Mes e-mails" in event["description"]
    for secret in ("photo", "jeanne@", "39980001", "ATTENDEE", "/r/"):
        assert secret not in text
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]


def test_feed_holds_thirty_days_and_what_comes(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    uid = f"{booked.public_id}@{SITE}"
    before = feed(scene)
    actions.cancel_appointment(by=scene.jeanne, appointment=booked)
    event = opened(before, feed(scene))["events"][uid]
    assert (event["status"], event["sequence"], event["summary"]) == (
        "CANCELLED",
        1,
        "Annulé\u00a0: Aider Jeanne, Saint-Lô",
    )
    clock.move_to(HOUR + timedelta(days=30))
    assert opened(feed(scene))["events"]
    clock.move_to(HOUR + timedelta(days=30, seconds=1))
    assert opened(feed(scene))["events"] == {}


def test_feed_is_hers_alone(scene: Scene, booked: Appointment) -> None:
    assert opened(bytes(Client().get(feed_of(scene.sophie)).content))["events"] == {}
    assert len(opened(feed(scene))["events"]) == 1


def test_unchanged_feed_is_not_sent_again(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    client, path = Client(), feed_of(scene.karim)
    first = client.get(path)
    clock.shift(timedelta(hours=1))
    same = {"if-none-match": first["ETag"]}
    assert client.get(path, headers=same).status_code == 304
    assert client.get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    actions.move(by=scene.jeanne, appointment=booked, starts_at=at(27, 14))
    changed = client.get(path, headers=same)
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert changed["Last-Modified"] == "Mon, 23 Nov 2026 08:00:00 GMT"
    assert client.get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200
    assert client.head(path).content == b""


def test_feed_costs_as_many_queries_for_twenty(scene: Scene) -> None:
    residents, client, path = make_residents(scene, 20), Client(), feed_of(scene.karim)
    row(scene, residents[0], MONDAY + timedelta(days=1))
    # The first visit writes the rows of its limits.
    client.get(path)
    few = queries_of(client, path)
    for number, person in enumerate(residents[1:], start=2):
        row(scene, person, MONDAY + timedelta(days=1, hours=number))
    assert queries_of(client, path) == few
    assert len(list(appointments_of(scene.karim))) == 20


def test_renewed_address_leads_nowhere_any_more(scene: Scene, booked: Appointment, as_person: Any) -> None:
    karim, old = as_person(scene.karim), feed_of(scene.karim)
    page = parsed(karim.get("/aider/horaires/"))
    assert page.select_one("#feed-address")["value"] == f"http://testserver{old}"
    assert page.select_one("a[href^='webcal:']")["href"] == f"webcal://testserver{old}"
    changed = karim.post("/aider/horaires/", {"do": "feed"}, follow=True)
    assert changed.redirect_chain == [("/aider/horaires/#agenda", 302)]
    new = parsed(changed).select_one("#feed-address")["value"].removeprefix("http://testserver")
    assert new == feed_of(scene.karim) != old
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    assert "Prenez la nouvelle" in said(Client().get(old))


def test_helper_without_hours_gets_an_address_when_she_asks(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.sophie)
    assert parsed(client.get("/aider/horaires/")).select_one("#feed-address") is None
    page = client.post("/aider/horaires/", {"do": "feed"}, follow=True)
    assert parsed(page).select_one("#feed-address")["value"] == f"http://testserver{feed_of(scene.sophie)}"


def stopped(scene: Scene, how: str) -> None:
    match how:
        case "suspended":
            people_actions.suspend(by=scene.jeanne, helper=scene.karim)
        case "no longer vouched":
            people_actions.withdraw_voucher(by=scene.claire, helper=scene.karim)
        case "gone":
            Person.objects.filter(pk=scene.karim.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["suspended", "no longer vouched", "gone"])
def test_feed_of_who_helps_no_longer_does_not_exist(scene: Scene, booked: Appointment, how: str) -> None:
    path = feed_of(scene.karim)
    stopped(scene, how)
    assert Client().get(path).status_code == 404
    scene.karim.refresh_from_db()
    with pytest.raises((errors.HelperStopped, errors.NotYetVouched, NotAllowed)):
        actions.renew_feed(by=scene.karim, territory=scene.territory)


def test_forged_addresses_lead_nowhere(scene: Scene, booked: Appointment) -> None:
    rhythm, path = Rhythm.objects.get(), feed_of(scene.karim)
    token = feed_token(rhythm)
    stolen = [
        rhythm.feed_token,
        f"{rhythm.feed_token}.x",
        token[:-1],
        token.lower(),
        appointment_token(booked),
        "01J00000000000000000000000" + token[26:],
    ]
    for forged in stolen:
        response = Client().get(path.replace(token, forged))
        assert response.status_code == 404, forged
        assert b"BEGIN:VCALENDAR" not in response.content
    assert Client().post(path).status_code == 405


def test_who_may_not_help_yet_is_proposed_no_address(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.paul)
    scene.offer(scene.paul, "email")
    assert parsed(client.get("/aider/horaires/")).select_one("#agenda") is None
    assert client.post("/aider/horaires/", {"do": "feed"}).status_code in {403, 409}


def test_too_often_is_refused(scene: Scene, booked: Appointment) -> None:
    path = feed_of(scene.karim)
    use_up(FEED_LIMIT, feed_token(Rhythm.objects.get()))
    assert Client().get(path).status_code == 429
    cache.clear()
    use_up(GUESS_LIMIT, "address:127.0.0.1")
    assert Client().get(path.replace(".ics", "x.ics")).status_code == 429


def test_times_are_told_in_utc(booked: Appointment, scene: Scene) -> None:
    event = only_event(feed(scene))
    assert event["dtstart"].to_ical() == b"20261126T130000Z"
    assert event["dtstamp"].to_ical() == event["last-modified"].to_ical() == b"20261123T070000Z"
