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
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, HelpRequest, Proposal, Urgency
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.states import book
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
    assert "Lundi 23 novembre, 14 h 00 avec Karim" in said(page)
    done = jeanne.post(page_of("book", asked), first_slot(page), follow=True)
    assert title(done) == "Rendez-vous avec Karim"
    assert Appointment.objects.get().starts_at == at(23, 14)
    assert jeanne.get(page_of("slots", asked)).status_code == 302
    assert "Lundi 23 novembre" in said(jeanne.get(page_of("waiting", asked)))
    assert "14 h 00 — Jeanne" in said(as_person(scene.karim).get("/aider/"))


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
    assert queries_of(jeanne, page_of("slots", asked)) == one


def test_no_hours_leave_a_way_on(scene: Scene, as_person: Any) -> None:
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    page = as_person(scene.jeanne).get(page_of("slots", asked))
    assert "Aucun moment libre" in said(page)
    assert parsed(page).select(f'form[action="{page_of("ask_again", asked)}?suite=rappel"]')


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
    assert not parsed(as_person(scene.jeanne).get(page)).select("[value=enter]")
    assert "un peu tôt" in said(as_person(scene.jeanne).post(page, {"do": "enter"}))
    clock.move_to(booked.starts_at - timedelta(minutes=10))
    rooms = set()
    for person in (scene.jeanne, scene.karim):
        client = as_person(person)
        assert parsed(client.get(page)).select("[value=enter]")
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
    actions.cancel_appointment(by=guest, appointment=booked)
    assert Client().get(link).status_code == 404


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
    slots = jeanne.get(page_of("slots", asked))
    assert "Karim vous propose" in said(slots)
    sent = {"proposal": Proposal.objects.get().public_id, "starts_at": moments[1]}
    assert title(jeanne.post(page_of("book", asked), sent, follow=True)) == "Rendez-vous avec Karim"
    assert Proposal.objects.get().state == "accepted"


def test_proposal_withdrawn_refused_or_expired(
    scene: Scene, asked: HelpRequest, as_person: Any, clock: time_machine.Coordinates
) -> None:
    def propose() -> Proposal:
        return actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 14)])

    first = propose()
    as_person(scene.karim).post(page_of("propose", asked), {"do": "withdraw"})
    second = propose()
    clock.shift(timedelta(hours=71))
    assert actions.expire_proposals() == 0
    clock.shift(timedelta(hours=2))
    assert [actions.expire_proposals(), actions.expire_proposals()] == [1, 0]
    actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 15)])
    third = Proposal.objects.latest("pk")
    refuse = reverse("requests:refuse_proposal", args=[asked.public_id, third.public_id])
    assert as_person(scene.paul).post(refuse).status_code == 404
    as_person(scene.jeanne).post(refuse)
    states = {one.pk: one.state for one in Proposal.objects.all()}
    assert states == {first.pk: "withdrawn", second.pk: "expired", third.pk: "refused"}


def test_booking_voids_what_others_proposed(scene: Scene, asked: HelpRequest) -> None:
    proposal = actions.send_proposal(by=scene.karim, request=asked, moments=[at(27, 14)])
    gives_hours(scene, scene.sophie)
    book(scene, asked, scene.sophie)
    proposal.refresh_from_db()
    assert proposal.state == "void"


def test_only_who_may_help_proposes(scene: Scene, asked: HelpRequest, as_person: Any) -> None:
    for stranger in (scene.paul, scene.jeanne):
        assert as_person(stranger).get(page_of("propose", asked)).status_code == 404
    people_actions.block(by=scene.jeanne, blocked=scene.karim)
    assert as_person(scene.karim).get(page_of("propose", asked)).status_code == 404
