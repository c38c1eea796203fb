"""When nobody comes there is always a way: a moment, a call at a promised hour, a place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from epaule.kernel.errors import NotAllowed
from epaule.requests import actions
from epaule.requests.calling_hours import CALLS_AN_HOUR, calling_days, calling_hours
from epaule.requests.errors import AskIsOver, CallAlreadyDone, HourNotOffered, PlaceNotOffered
from epaule.requests.limits import NUMBER_LIMIT
from epaule.requests.models import CallbackRequest, HelpRequest
from epaule.requests.views.promising import CALLBACK_LIMIT
from epaule.requests.ways import ways_of
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory
from tests.pages import field, parsed, said, title
from tests.requests.diary import at, gives_hours, on_the_wall
from tests.requests.states import WAYS, request_in, use_up

PHONE = "+33639980001"
MONDAY_TEN = at(23, 10, 20)
MAY_CHOOSE = {"published", "expired", "withdrawn"}


def page_of(request: HelpRequest, name: str = "promised") -> str:
    return reverse(f"requests:{name}", args=[request.public_id])


def promise(scene: Scene, request: HelpRequest, hour: datetime | None = None) -> CallbackRequest:
    return actions.promise_callback(by=scene.jeanne, request=request, phone=PHONE, at=hour or next_hour(scene))


def next_hour(scene: Scene, nth: int = 0) -> datetime:
    return calling_hours(scene.territory, datetime.now(tz=MONDAY_TEN.tzinfo))[nth]


# --- Hours offered -------------------------------------------------------------------------------------------

OFFERED = {
    "in the morning": (
        at(23, 10, 20),
        ["aujourd’hui", "demain"],
        ["23 11:00", "23 14:00", "23 15:00", "23 16:00"],
    ),
    "at noon": (at(23, 12, 30), ["aujourd’hui", "demain"], ["23 14:00", "23 15:00", "23 16:00", "24 09:00"]),
    "in the evening": (at(23, 19), ["demain", "mercredi"], ["24 09:00", "24 10:00", "24 11:00", "24 14:00"]),
    "on Friday evening": (at(27, 19), ["lundi", "mardi"], ["30 09:00", "30 10:00"]),
    "on Sunday": (at(29, 15), ["demain", "mardi"], ["30 09:00", "30 10:00"]),
    "on the eve of 14 July": (at(13, 18, month=7), ["mercredi", "jeudi"], ["15 09:00", "15 10:00"]),
    "on 14 July": (at(14, 10, month=7), ["demain", "jeudi"], ["15 09:00", "15 10:00"]),
    "before spring": (at(27, 18, month=3), ["lundi", "mardi"], ["30 09:00", "30 10:00"]),
    "before winter": (at(23, 18, month=10), ["lundi", "mardi"], ["26 09:00", "26 10:00"]),
    "at Christmas": (at(24, 18, month=12), ["lundi", "mardi"], ["28 09:00", "28 10:00"]),
    "a quarter before": (at(23, 15, 45), ["aujourd’hui", "demain"], ["23 16:00", "24 09:00"]),
    "too late for the last": (at(23, 15, 46), ["demain", "mercredi"], ["24 09:00"]),
}


@pytest.mark.parametrize("case", OFFERED)
def test_hours_offered(scene: Scene, case: str) -> None:
    now, days, first = OFFERED[case]
    offered = calling_days(scene.territory, now)
    assert [day.said for day in offered] == days
    assert on_the_wall([hour for day in offered for hour in day.hours])[: len(first)] == first


@pytest.mark.parametrize("hours", ["off", "", "lundi", "2020 Mo 09:00-12:00", "Mo 02:00-05:00"])
def test_team_away_offers_no_hour(scene: Scene, hours: str) -> None:
    scene.territory.office_hours = hours
    assert calling_days(scene.territory, MONDAY_TEN) == []


def test_team_there_day_and_night_calls_at_polite_hours(scene: Scene) -> None:
    scene.territory.office_hours = "24/7"
    hours = on_the_wall(calling_hours(scene.territory, MONDAY_TEN))
    assert (hours[0], hours[8], hours[9], len(hours)) == ("23 11:00", "23 19:00", "24 08:00", 21)


@time_machine.travel(MONDAY_TEN, tick=False)
def test_full_hour_is_no_longer_offered(scene: Scene) -> None:
    first = next_hour(scene)
    for number in range(CALLS_AN_HOUR):
        given = {"first_name": "Odette", "phone": PHONE, "moment": "", "text": f"Bonjour {number}"}
        actions.ask_callback(by=None, territory=scene.territory, at=first, **given)
    assert next_hour(scene) == first + timedelta(hours=3)
    with pytest.raises(HourNotOffered):
        promise(scene, scene.ask(), first)


# --- Promised ------------------------------------------------------------------------------------------------


@time_machine.travel(MONDAY_TEN, tick=False)
def test_promise_is_made_by_one_tap_and_repeated(scene: Scene, as_person: Any) -> None:
    request, jeanne = scene.ask(), as_person(scene.jeanne)
    page = jeanne.get(page_of(request))
    hours = [str(box["value"]) for box in parsed(page).select("input[name=at]")]
    assert len(hours) == 10
    page = jeanne.post(page_of(request), {"at": hours[0], "phone": "06 39 98 00 01"}, follow=True)
    assert "Nous vous appelons aujourd’hui, entre 11 h et 12 h" in said(page)
    assert "06 39 98 00 01" in said(page)
    callback = CallbackRequest.objects.get()
    assert (callback.request, callback.promised_at, callback.phone) == (request, at(23, 11), PHONE)
    assert callback.text == request.text
    request.refresh_from_db()
    assert request.state == "published", "the search goes on"


@time_machine.travel(MONDAY_TEN, tick=False)
def test_promise_said_twice_is_one_and_another_hour_takes_its_place(scene: Scene) -> None:
    request = scene.ask()
    first = promise(scene, request)
    assert promise(scene, request) == first
    assert AuditEvent.objects.filter(event="callback.promised").count() == 1
    moved = promise(scene, request, next_hour(scene, 2))
    assert (moved.pk, moved.promised_at) == (first.pk, at(23, 15))


@time_machine.travel(MONDAY_TEN, tick=False)
@pytest.mark.parametrize(
    "sent", ["", "hier", "\0", "2020-01-01T09:00:00+00:00", "2026-11-29T09:00:00+00:00", "9" * 5000]
)
def test_hour_that_is_none_is_refused_and_the_number_stays(scene: Scene, as_person: Any, sent: str) -> None:
    request = scene.ask()
    page = as_person(scene.jeanne).post(page_of(request), {"at": sent, "phone": "06 39 98 00 01"})
    assert page.status_code == 400
    assert field(page, "phone") == "06 39 98 00 01"
    assert not CallbackRequest.objects.exists()


@time_machine.travel(MONDAY_TEN, tick=False)
@pytest.mark.parametrize("hour", [at(23, 9), at(29, 10), at(23, 11, 30), at(23, 11, month=12)])
def test_action_promises_only_hours_of_the_team(scene: Scene, hour: datetime) -> None:
    with pytest.raises(HourNotOffered):
        promise(scene, scene.ask(), hour)
    with pytest.raises(HourNotOffered):
        actions.promise_callback(by=scene.jeanne, request=scene.jeanne.requests.get(), phone=PHONE, at=None)


def test_without_hours_somebody_still_calls(scene: Scene, as_person: Any) -> None:
    scene.territory.office_hours = "off"
    scene.territory.phone = ""
    scene.territory.save()
    request = request_in(scene, "expired")
    jeanne = as_person(scene.jeanne)
    page = jeanne.get(page_of(request, "waiting"))
    assert parsed(page).select(f'a[href="{page_of(request)}"]'), "there is always one way"
    jeanne.post(page_of(request), {"phone": "06 39 98 00 01"})
    assert CallbackRequest.objects.get().promised_at is None
    assert "L’équipe vous appelle dès son retour" in said(jeanne.get(page_of(request)))


@time_machine.travel(MONDAY_TEN, tick=False)
@pytest.mark.parametrize("way", WAYS)
def test_promise_in_each_state(scene: Scene, way: str) -> None:
    request = request_in(scene, way)
    if way in MAY_CHOOSE:
        assert promise(scene, request).request == request
    else:
        with pytest.raises(AskIsOver):
            promise(scene, request)
        assert not CallbackRequest.objects.exists()


@time_machine.travel(MONDAY_TEN, tick=False)
def test_too_many_promises_and_too_many_to_one_number(scene: Scene, as_person: Any) -> None:
    request, jeanne = scene.ask(), as_person(scene.jeanne)
    sent = {"at": next_hour(scene).isoformat(), "phone": "06 39 98 00 01"}
    use_up(NUMBER_LIMIT, PHONE)
    assert jeanne.post(page_of(request), sent).status_code == 429
    other = sent | {"phone": "06 39 98 00 02"}
    assert jeanne.post(page_of(request), other).status_code == 302, "another number is free"
    use_up(CALLBACK_LIMIT, f"person:{scene.jeanne.pk}")
    assert jeanne.post(page_of(request), other).status_code == 429


@pytest.mark.parametrize("who", ["karim", "paul", "claire"])
def test_ways_of_somebody_else_do_not_exist(scene: Scene, as_person: Any, who: str) -> None:
    request, client = scene.ask(), as_person(getattr(scene, who))
    assert client.get(page_of(request)).status_code == 404
    assert client.post(page_of(request), {"phone": PHONE}).status_code == 404
    place = {"place": scene.place().public_id}
    assert client.post(page_of(request, "go_to_place"), place).status_code == 404
    request.refresh_from_db()
    assert request.state == "published"


def test_actions_refuse_strangers_by_themselves(scene: Scene) -> None:
    request = scene.ask()
    with pytest.raises(NotAllowed):
        actions.promise_callback(by=scene.paul, request=request, phone=PHONE, at=None)
    with pytest.raises(NotAllowed):
        actions.redirect_to_place(by=scene.paul, request=request, place=scene.place())


# --- The call ------------------------------------------------------------------------------------------------


def test_queue_is_in_the_order_of_the_hours_and_late_ones_are_marked(scene: Scene, as_person: Any) -> None:
    with time_machine.travel(MONDAY_TEN, tick=False):
        late = promise(scene, scene.ask())
        given = {"phone": PHONE, "moment": "", "text": "Bonjour"}
        for name, hour in (("Tard", next_hour(scene, 3)), ("Sans heure", None)):
            actions.ask_callback(by=None, territory=scene.territory, first_name=name, at=hour, **given)
    with time_machine.travel(at(23, 12, 1), tick=False):
        page = as_person(scene.claire).get("/aider/rappels/")
        cards = parsed(page).select("main .card")
        assert [card.h2.get_text() for card in cards if card.h2] == ["Sans heure", "Jeanne", "Tard"]
        assert ["en retard" in card.get_text() for card in cards] == [False, True, False]
        assert "1 rappel est en retard" in said(page)
        later = reverse("requests:callback_later", args=[late.public_id])
        page = as_person(scene.claire).post(later, {"at": next_hour(scene).isoformat()}, follow=True)
        assert "on rappelle Jeanne aujourd’hui, entre 14 h et 15 h" in said(page)
        assert "en retard" not in said(page, "main")


@time_machine.travel(MONDAY_TEN, tick=False)
@pytest.mark.parametrize("sent", ["", "hier", "2020-01-01T09:00:00+00:00", "\0"])
def test_trying_again_at_no_hour_is_refused(scene: Scene, as_person: Any, sent: str) -> None:
    callback = promise(scene, scene.ask())
    later = reverse("requests:callback_later", args=[callback.public_id])
    assert as_person(scene.claire).post(later, {"at": sent}).status_code == 409
    assert as_person(scene.karim).post(later, {"at": sent}).status_code == 403


@time_machine.travel(MONDAY_TEN, tick=False)
def test_call_made_is_not_put_off_and_takes_care_of_the_ask(scene: Scene) -> None:
    request = request_in(scene, "expired")
    callback = promise(scene, request)
    actions.mark_callback_done(by=scene.claire, callback=callback)
    with pytest.raises(CallAlreadyDone):
        actions.postpone_callback(by=scene.claire, callback=callback, at=next_hour(scene))
    request.refresh_from_db()
    assert request.followed_up_by == scene.claire


# --- A place -------------------------------------------------------------------------------------------------


def test_she_goes_to_a_place(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    request, place, jeanne = scene.ask(), scene.place(), as_person(scene.jeanne)
    for _again in range(2):
        page = jeanne.post(page_of(request, "go_to_place"), {"place": place.public_id}, follow=True)
        assert title(page) == "Un lieu peut vous aider"
        assert all(part in said(page) for part in ("Médiathèque", "Ouvert jour et nuit", request.text))
    request.refresh_from_db()
    assert (request.state, request.place, request.next_wave_at) == ("redirected", place, None)
    assert AuditEvent.objects.filter(event="request.redirected").count() == 1
    assert scene.ask().state == "published", "she may ask again"


@pytest.mark.parametrize("way", WAYS)
def test_place_in_each_state(scene: Scene, way: str) -> None:
    request, place = request_in(scene, way), scene.place("Autre")
    if way in MAY_CHOOSE:
        for _again in range(2):
            gone = actions.redirect_to_place(by=scene.jeanne, request=request, place=place)
            assert (gone.state, gone.place) == ("redirected", place)
        assert (gone == request) is (way == "published"), "what nobody answered stays so"
        assert HelpRequest.objects.count() == (1 if way == "published" else 2)
        assert set(gone.topics.all()) == set(request.topics.all())
    else:
        with pytest.raises(AskIsOver):
            actions.redirect_to_place(by=scene.jeanne, request=request, place=place)


@pytest.mark.parametrize("sent", ["", "x", "\0", "9" * 5000, "elsewhere"])
def test_place_that_is_none(scene: Scene, as_person: Any, sent: str) -> None:
    request, place = scene.ask(), scene.place()
    place.territory = make_territory("calvados")
    place.save()
    sent = place.public_id if sent == "elsewhere" else sent
    assert as_person(scene.jeanne).post(page_of(request, "go_to_place"), {"place": sent}).status_code == 404
    with pytest.raises(PlaceNotOffered):
        actions.redirect_to_place(by=scene.jeanne, request=request, place=place)
    request.refresh_from_db()
    assert request.state == "published"


# --- All three -----------------------------------------------------------------------------------------------


def test_page_offers_all_three_and_books_with_one_tap(scene: Scene, as_person: Any) -> None:
    gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)))
    scene.place()
    request, jeanne = request_in(scene, "expired"), as_person(scene.jeanne)
    page = parsed(jeanne.get(page_of(request, "waiting")))
    assert len(page.select(f'form[action="{page_of(request, "book")}"]')) == 3
    assert page.select(f'a[href="{page_of(request)}"]')
    assert page.select(f'form[action="{page_of(request, "go_to_place")}"]')
    form = page.select_one(f'form[action="{page_of(request, "book")}"]')
    assert form is not None
    sent = {str(one["name"]): str(one["value"]) for one in form.select("[name]")}
    booked = jeanne.post(page_of(request, "book"), sent)
    assert booked["Location"].startswith("/rendez-vous/")
    page = jeanne.get(page_of(request, "waiting"))
    assert "Vous avez demandé à nouveau" in said(page)


def test_ways_cost_a_fixed_number_of_queries(scene: Scene, django_assert_max_num_queries: Any) -> None:
    for helper in (scene.karim, scene.sophie):
        gives_hours(scene, helper, *((day, 8, 20) for day in range(7)))
    for number in range(8):
        scene.place(f"Lieu {number}")
    request = HelpRequest.objects.select_related("territory", "commune").get(pk=scene.ask().pk)
    with django_assert_max_num_queries(25):
        ways = ways_of(request, datetime.now(tz=MONDAY_TEN.tzinfo))
    assert (len(ways.moments), len(ways.places)) == (3, 3)
    with django_assert_max_num_queries(8):
        assert ways_of(request, datetime.now(tz=MONDAY_TEN.tzinfo)).moments == ways.moments
