"""« Prendre rendez-vous », the page of an appointment, its signed link, what helpers propose: without script."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from epaule.people import actions as people_actions
from epaule.requests import actions
from epaule.requests.limits import SLOTS_LIMIT
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, HelpRequest, Proposal, Urgency
from epaule.requests.views.booking import BOOK_LIMIT
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.states import book, use_up
from tests.requests.test_few_queries import queries_of


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(clock: time_machine.Coordinates, scene: Scene) -> HelpRequest:
    gives_hours(scene, scene.karim)
    return scene.ask(urgency=Urgency.THIS_WEEK)


def page_of(name: str, one: Any) -> str:
    return reverse(f"requests:{name}", args=[one.public_id])


def first_slot(page: Any) -> dict[str, str]:
    """What the first button of the page sends."""
    form = parsed(page).select_one(".appointments form")
    assert form is not None
    return {"helper": form.select_one("[name=helper]")["value"], "starts_at": form.button["value"]}  # type: ignore[index,union-attr,dict-item]


def test_one_tap_books(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    jeanne = as_person(scene.jeanne)
    page = jeanne.get(page_of("slots", asked))
    assert next(day.get_text() for day in parsed(page).select("h2")) == "Lundi 23 novembre"
    button = parsed(page).select_one(".appointments button")
    assert button is not None
    assert " ".join(button.get_text().split()) == "lundi 23 novembre, 14 h avec Karim"
    done = jeanne.post(page_of("book", asked), first_slot(page), follow=True)
    assert title(done) == "Rendez-vous avec Karim"
    assert Appointment.objects.get().starts_at == at(23, 14)
    assert jeanne.get(page_of("slots", asked)).status_code == 302
    assert "Lundi 23 novembre" in said(jeanne.get(page_of("waiting", asked)))
    assert "14 h — Jeanne" in said(as_person(scene.karim).get("/aider/"))


def test_who_comes_second_is_shown_the_next_moments(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    jeanne = as_person(scene.jeanne)
    slot = first_slot(jeanne.get(page_of("slots", asked)))
    book(scene, scene.ask(scene.paul))
    late = jeanne.post(page_of("book", asked), slot)
    assert late.status_code == 409
    assert "Ce moment n’est plus libre." in said(late)
    assert first_slot(late) != slot


@pytest.mark.parametrize(
    "starts_at", ["", "demain", "\0", "9" * 5000, "2026-11-24T14:00", "2026-13-45T99:00+01:00"]
)
def test_no_hour_is_said_in_words(scene: Scene, asked: HelpRequest, as_person: Any, starts_at: str) -> None:
    sent = {"helper": scene.karim.public_id, "starts_at": starts_at}
    assert as_person(scene.jeanne).post(page_of("book", asked), sent).status_code == 409
    for odd in ({"helper": "\0"}, {"proposal": "\0"}, {"proposal": "inconnu"}, {}):
        sent = {"starts_at": at(24, 14).isoformat(), **odd}
        assert as_person(scene.jeanne).post(page_of("book", asked), sent).status_code == 409
    assert not Appointment.objects.exists()


def test_nobody_else_sees_slots_or_books(scene: Scene, asked: HelpRequest, as_person: Any, client: Client) -> None:
    for stranger in (scene.paul, scene.karim, scene.claire):
        assert as_person(stranger).get(page_of("slots", asked)).status_code == 404
        assert as_person(stranger).post(page_of("book", asked), {}).status_code == 404
    assert client.get(page_of("slots", asked)).status_code == 302


def test_slots_cost_as_many_queries_for_many_helpers(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    jeanne = as_person(scene.jeanne)
    one = queries_of(jeanne, page_of("slots", asked))
    gives_hours(scene, scene.sophie)
    assert queries_of(jeanne, page_of("slots", asked)) <= one


def test_no_hours_leave_a_way_on(scene: Scene, as_person: Any) -> None:
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    page = as_person(scene.jeanne).get(page_of("slots", asked))
    assert "Aucun moment libre" in said(page)
    assert parsed(page).select(f'a[href="{page_of("promised", asked)}"]')


def test_moved_and_cancelled(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    jeanne, booked = as_person(scene.jeanne), book(scene, asked)
    page = page_of("appointment", booked)
    moment = parsed(jeanne.get(page)).select_one("button[name=starts_at]")["value"]  # type: ignore[index]
    assert "est déplacé" in said(jeanne.post(page, {"do": "move", "starts_at": moment}, follow=True))
    booked.refresh_from_db()
    assert booked.starts_at.isoformat() == moment
    assert jeanne.post(page, {"do": "move", "starts_at": "hier"}).status_code == 409
    over = jeanne.post(page, {"do": "search"}, follow=True)
    assert "Votre demande attend une autre personne." in said(over)
    assert jeanne.post(page, {"do": "enter"}).status_code == 409


def test_helper_cancels_but_does_not_move(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    karim, page = as_person(scene.karim), page_of("appointment", book(scene, asked))
    assert karim.post(page, {"do": "move", "starts_at": at(25, 14).isoformat()}).status_code == 403
    karim.post(page, {"do": "cancel"})
    asked.refresh_from_db()
    assert asked.state == "published"


def test_appointment_of_two_others_does_not_exist(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    page = page_of("appointment", book(scene, asked))
    for stranger in (scene.paul, scene.sophie, scene.claire):
        assert as_person(stranger).get(page).status_code == 404
        assert as_person(stranger).post(page, {"do": "cancel"}).status_code == 404


def test_both_are_one_tap_from_the_room(
    scene: Scene, asked: HelpRequest, as_person: Any, clock: time_machine.Coordinates
) -> None:
    booked = book(scene, asked)
    page = page_of("appointment", booked)
    door = parsed(as_person(scene.jeanne).get(page)).select_one("form:has([value=enter])")
    assert door is not None
    assert "hidden" in door.attrs
    opens = booked.starts_at - timedelta(minutes=10) - MONDAY
    assert door["data-seconds"] == str(int(opens.total_seconds()) + 1)
    assert "un peu tôt" in said(as_person(scene.jeanne).post(page, {"do": "enter"}))
    clock.move_to(booked.starts_at - timedelta(minutes=10))
    rooms = set()
    for person in (scene.jeanne, scene.karim):
        client = as_person(person)
        assert parsed(client.get(page)).select("form:not([hidden]) [value=enter]")
        rooms.add(client.post(page, {"do": "enter"}, follow=True).redirect_chain[-1][0])
    assert len(rooms) == 1
    assert rooms.pop().startswith("/visite/")


def test_reminders(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    booked = book(scene, asked)
    jeanne, page = as_person(scene.jeanne), page_of("appointment", booked)
    wrong = jeanne.post(page, {"do": "remind", "email": "non", "phone": "12"})
    assert "n’est pas complète" in said(wrong)
    assert "n’est pas complet." in said(wrong)
    jeanne.post(page, {"do": "remind", "email": "", "phone": "06 39 98 00 01"})
    booked.refresh_from_db()
    assert (booked.email, booked.phone) == ("", "+33639980001")


def test_signed_link_brings_a_guest_back_until_it_is_over(
    scene: Scene, asked: HelpRequest, client: Client
) -> None:
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id="50502", languages=["fr"]
    )
    booked = book(scene, scene.ask(guest))
    link = reverse("requests:appointment_link", args=[appointment_token(booked)])
    assert title(client.get(link)) == "Bonjour Odette ?"
    assert client.get(page_of("appointment", booked)).status_code == 302, "reading it does not sign in"
    assert title(client.post(link, follow=True)) == "Rendez-vous avec Karim"
    page = client.get(page_of("appointment", booked))
    assert parsed(page).select_one(".qr svg") is not None
    assert link in parsed(page).select_one("input[readonly]")["value"]  # type: ignore[index,operator]
    actions.cancel_appointment(by=guest, appointment=booked)
    again = Client()
    assert "annulé" in said(again.post(link, follow=True)), "for a day she reads what became of it"
    with time_machine.travel(MONDAY + timedelta(hours=24, seconds=1), tick=False):
        for late in (Client().get(link), Client().post(link), client.get(link)):
            assert late.status_code == 404


def test_signed_link_takes_the_place_of_whoever_was_signed_in(
    scene: Scene, asked: HelpRequest, as_person: Any
) -> None:
    """A forwarded link never lends the guest's page the session of another, nor the other way round."""
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id="50502", languages=["fr"]
    )
    booked = book(scene, scene.ask(guest))
    link = reverse("requests:appointment_link", args=[appointment_token(booked)])
    sophie = as_person(scene.sophie)
    before = sophie.session.session_key
    assert title(sophie.get(link)) == "Bonjour Odette ?"
    assert sophie.get("/aider/").status_code == 200, "opening it changes nothing"
    planted = sophie.session
    planted["planted"] = "yes"
    planted.save()
    sophie.post(link)
    assert sophie.session.session_key != before
    assert "planted" not in sophie.session
    assert sophie.session["_auth_user_id"] == str(guest.pk)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_signed_link_does_not_open_an_account(scene: Scene, asked: HelpRequest, client: Client) -> None:
    link = reverse("requests:appointment_link", args=[appointment_token(book(scene, asked))])
    for response in (client.get(link), client.post(link)):
        assert response["Location"].startswith("/compte/connexion/")
    for forged in (asked.public_id, f"{asked.public_id}.faux", link.split("/")[2][:-1], "é.\0"):
        assert client.get(reverse("requests:appointment_link", args=[forged])).status_code == 404


def test_helper_proposes_and_the_person_takes_one(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    karim, jeanne = as_person(scene.karim), as_person(scene.jeanne)
    page = page_of("propose", asked)
    moments = [str(box["value"]) for box in parsed(karim.get(page)).select("[name=moments]")]
    for wrong in ({}, {"moments": moments[:4]}, {"moments": ["hier"]}, {"moments": [at(24, 5).isoformat()]}):
        refused = karim.post(page, {**wrong, "message": "Je peux"})
        assert refused.status_code == 400
        assert parsed(refused).select_one("textarea").get_text().strip() == "Je peux"  # type: ignore[union-attr]
    assert karim.post(page, {"moments": moments[:1], "message": "Au 06 39 98 00 01"}).status_code == 400
    karim.post(page, {"moments": moments[:2], "message": "Je peux"})
    assert karim.post(page, {"moments": moments[:2]}).status_code == 409
    for name in ("slots", "waiting"):
        assert "Karim vous propose" in said(jeanne.get(page_of(name, asked)))
        assert "connaît" in said(jeanne.get(page_of(name, asked)))
    sent = {"proposal": Proposal.objects.get().public_id, "starts_at": moments[1]}
    assert title(jeanne.post(page_of("book", asked), sent, follow=True)) == "Rendez-vous avec Karim"
    assert Proposal.objects.get().state == "accepted"


def test_too_fast_is_said_in_words(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    use_up(BOOK_LIMIT, f"person:{scene.jeanne.pk}")
    sent = {"helper": scene.karim.public_id, "starts_at": at(24, 14).isoformat()}
    assert as_person(scene.jeanne).post(page_of("book", asked), sent).status_code == 429
    assert not Appointment.objects.exists()


def test_person_refuses_a_proposal(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    proposal = actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 15)])
    refuse = reverse("requests:refuse_proposal", args=[asked.public_id, proposal.public_id])
    assert as_person(scene.paul).post(refuse).status_code == 404
    as_person(scene.jeanne).post(refuse)
    assert "Karim vous propose" not in said(as_person(scene.jeanne).get(page_of("slots", asked)))
    proposal.refresh_from_db()
    assert proposal.state == "refused"


def test_proposal_of_who_may_no_longer_come_is_not_shown(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 15)])
    assert "Karim vous propose" in said(as_person(scene.jeanne).get(page_of("waiting", asked)))
    people_actions.suspend(by=scene.paul, helper=scene.karim)
    assert "Karim vous propose" not in said(as_person(scene.jeanne).get(page_of("waiting", asked)))


def test_proposals_cost_as_many_queries_for_two(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 15)])
    jeanne = as_person(scene.jeanne)
    jeanne.get(page_of("waiting", asked))
    one = queries_of(jeanne, page_of("waiting", asked))
    gives_hours(scene, scene.sophie)
    actions.send_proposal(by=scene.sophie, request=asked, moments=[at(27, 14)])
    assert queries_of(jeanne, page_of("waiting", asked)) == one


def test_only_who_may_help_proposes(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    for stranger in (scene.paul, scene.jeanne):
        assert as_person(stranger).get(page_of("propose", asked)).status_code == 404
    people_actions.block(by=scene.jeanne, blocked=scene.karim)
    assert as_person(scene.karim).get(page_of("propose", asked)).status_code == 404


def test_looking_for_moments_all_day_long_is_slowed_down(
    scene: Scene, asked: HelpRequest, clock: time_machine.Coordinates, as_person: Any
) -> None:
    hers, his = page_of("slots", asked), page_of("slots", scene.ask(scene.paul, urgency=Urgency.THIS_WEEK))
    jeanne = as_person(scene.jeanne)
    for _look in range(30):
        assert jeanne.get(hers).status_code == 200, "nobody honest meets the limit"
    use_up(SLOTS_LIMIT, f"person:{scene.jeanne.pk}")
    page = jeanne.get(hers)
    assert (page.status_code, title(page)) == (429, "Vous allez un peu trop vite pour nous.")
    assert as_person(scene.paul).get(his).status_code == 200, "of each caller"
    clock.shift(timedelta(seconds=5))
    assert jeanne.get(hers).status_code == 200
