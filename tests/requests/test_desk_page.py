"""The helper's desk: the switch, what rings, and each of its states."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.people.models import Block, Contact, Person
from epaule.requests import actions
from epaule.requests.models import HelpRequest, Pass
from epaule.requests.queries import is_available
from epaule.requests.views.desk import ACCEPT_LIMIT
from epaule.territory.models import Neighbourhood
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title
from tests.requests.states import request_in, use_up
from tests.requests.wizard import answer, at

DESK = "/aider/"
SWITCH = "/aider/disponible/"


def card_of(page: Any, request: HelpRequest) -> Any:
    return parsed(page).select_one(f'[data-ep-bell-card="{request.public_id}"]')


def address(name: str, request: HelpRequest) -> str:
    return reverse(f"requests:{name}", args=[request.public_id])


# --- Who may -------------------------------------------------------------------------------------------------


def test_anonymous_is_led_to_sign_in(scene: Scene, client: Client) -> None:
    request = scene.ask()
    for path in (DESK, "/aider/profil/"):
        assert client.get(path)["Location"] == f"/compte/connexion/?next={path}"
    for path in (SWITCH, address("accept", request), address("pass_on", request)):
        assert client.post(path)["Location"] == f"/compte/connexion/?next={path}"
    request.refresh_from_db()
    assert request.state == "published"


def test_guest_is_told_to_make_an_account(scene: Scene, client: Client) -> None:
    answer(client)
    client.post(at("check"))
    for path in (DESK, "/aider/profil/"):
        response = client.get(path)
        assert (response.status_code, title(response)) == (200, "Pour aider, il faut une adresse e-mail")
    assert client.post("/aider/profil/", {"first_name": "Odette"}).status_code == 200
    assert not Person.objects.get(email=None).offers.exists()


def test_guest_may_not_switch_on(scene: Scene, client: Client) -> None:
    answer(client)
    client.post(at("check"))
    assert client.post(SWITCH, {"available": "1"}).status_code == 403


def test_person_without_an_offer_is_led_to_the_profile(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.paul).get(DESK)["Location"] == "/aider/profil/"


def test_switch_of_someone_nobody_answers_for_is_refused(scene: Scene, as_person: Any) -> None:
    scene.offer(scene.paul, "email")
    response = as_person(scene.paul).post(SWITCH, {"available": "1"})
    assert (response.status_code, title(response)) == (
        403,
        "Le territoire n’a pas encore accepté votre offre d’aide.",
    )


@pytest.mark.parametrize("path", ["switch", "accept", "pass_on"])
def test_nothing_changes_by_opening_an_address(scene: Scene, as_person: Any, path: str) -> None:
    where = SWITCH if path == "switch" else address(path, scene.ask())
    assert as_person(scene.karim).get(where).status_code == 405


# --- States of the page --------------------------------------------------------------------------------------


def test_offer_to_be_accepted_shows_neither_switch_nor_requests(scene: Scene, as_person: Any) -> None:
    scene.offer(scene.paul, "email")
    request = scene.ask()
    page = as_person(scene.paul).get(DESK)
    assert "Votre offre d’aide est bien reçue" in said(page)
    assert not parsed(page).select(f'form[action="{SWITCH}"]')
    assert request.text not in said(page)


def test_paused_shows_the_switch_and_nothing_rings(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    page = as_person(scene.karim).get(DESK)
    assert (title(page), "Vous êtes en pause. Rien ne sonne." in said(page)) == ("Bonjour Karim", True)
    assert card_of(page, request) is None


def test_available_and_nobody_waits(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    page = as_person(scene.karim).get(DESK)
    assert "Personne n’attend" in said(page)
    assert parsed(page).select_one("[data-ep-bell-empty]:not([hidden])")


def test_available_shows_who_waits_and_what_may_be_known_of_her(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    request = scene.ask(topics=["email", "argent_impots"])
    page = as_person(scene.karim).get(DESK)
    card = card_of(page, request)
    text = " ".join(card.get_text(" ").split())
    for part in ("Jeanne", "Saint-Lô", request.text, "Mes e-mails", "Mes impôts"):
        assert part in text, part
    assert [form["action"] for form in card.select("form")] == [
        address("accept", request),
        address("pass_on", request),
    ]
    assert "jeanne@example.org" not in page.content.decode()
    assert parsed(page).select_one("[data-ep-bell-empty][hidden]")


def test_empty_card_for_the_script_holds_nobody(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    scene.ask()
    (template,) = parsed(as_person(scene.karim).get(DESK)).select("template[data-ep-bell-template]")
    assert template.select_one("article")["data-ep-bell-card"] == ""
    assert {span.get_text(strip=True) for span in template.select("[data-ep-field]")} == {""}
    # What has nothing to say is not there, with its label.
    assert [bool(line.select("[data-ep-field]")) for line in template.select("p[hidden]")] == [True] * 5
    assert [form["action"] for form in template.select("form")] == ["", ""]


def test_card_says_for_whom_what_she_needs_and_why_it_rings_here(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    Contact.objects.create(helped=scene.jeanne, helper=scene.karim, agreed_at=timezone.now())
    request = scene.ask(
        for_whom="relative", filled_in_by="sa fille Anne", needs=["deaf", "reading"], wished_helper=scene.karim
    )
    text = " ".join(card_of(as_person(scene.karim).get(DESK), request).get_text(" ").split())
    for part in (
        "tout de suite",
        "Demande remplie par sa fille Anne",
        "À savoir : sourd·e ou malentendant·e, lecture ou écriture difficile",
        "Pourquoi vous : cette personne vous a demandé·e, cette personne vous connaît, vous connaissez",
    ):
        assert part in text, (part, text)


def test_request_that_does_not_ring_for_her_is_not_shown_as_ringing(scene: Scene, as_person: Any) -> None:
    scene.available(scene.sophie, scene.karim)
    request = scene.ask(topics=["argent_impots"])
    assert card_of(as_person(scene.sophie).get(DESK), request) is None


def test_helper_who_came_too_late_reads_it_kindly(scene: Scene, as_person: Any) -> None:
    request = actions.accept(by=scene.karim, request=scene.ask())
    client = as_person(scene.karim)
    assert "à temps" not in said(client.get(DESK))
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        actions.replace_absent_helpers()
        way = client.get(reverse("visits:enter_for_request", args=[request.public_id]), follow=True)
        assert way.redirect_chain == [(DESK, 302)]
        assert "Vous n’êtes pas arrivé·e à temps auprès de Jeanne" in said(way)
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        assert "à temps" not in said(as_person(scene.karim).get(DESK))


def test_expected_in_a_visit_shows_the_door_and_nothing_else_rings(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    mine = actions.accept(by=scene.karim, request=scene.ask())
    other = scene.ask(scene.paul)
    page = as_person(scene.karim).get(DESK)
    assert "Une visite vous attend" in said(page)
    assert parsed(page).select(f'a[href="{reverse("visits:enter_for_request", args=[mine.public_id])}"]')
    assert card_of(page, other) is None


def test_trust_taken_back_while_available_stops_everything(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    request = scene.ask()
    Person.objects.filter(pk=scene.karim.pk).update(vouched_at=None, vouched_by=None)
    page = as_person(scene.karim).get(DESK)
    assert card_of(page, request) is None
    assert "Votre offre d’aide est bien reçue" in said(page)


def test_coordinator_without_an_offer_sees_her_tools_only(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.claire).get(DESK)
    links = {str(link["href"]) for link in parsed(page).select("main a")}
    assert {"/territoire/aidants/", "/aider/rappels/"} <= links
    assert "Votre offre d’aide est bien reçue" not in said(page)
    assert not parsed(page).select(f'form[action="{SWITCH}"]')


def test_helper_does_not_see_the_tools_of_the_coordination(scene: Scene, as_person: Any) -> None:
    page = parsed(as_person(scene.karim).get(DESK))
    assert not page.select('main a[href="/territoire/aidants/"], main a[href="/aider/rappels/"]')


# --- Buttons -------------------------------------------------------------------------------------------------


def test_switch_on_then_off(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    on = client.post(SWITCH, {"available": "1"}, follow=True)
    assert "Vous êtes disponible." in said(on)
    assert is_available(scene.karim, scene.territory)
    off = client.post(SWITCH, {"available": "0"}, follow=True)
    assert "Vous êtes en pause." in said(off)
    assert not is_available(scene.karim, scene.territory)


def test_accept_leads_to_the_visit(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    response = as_person(scene.karim).post(address("accept", request))
    assert response["Location"] == reverse("visits:enter_for_request", args=[request.public_id])
    request.refresh_from_db()
    assert request.helper == scene.karim


REFUSED = {
    "taken": "Quelqu’un d’autre y va, merci !",
    "over": "Cette personne n’attend plus.",
    "own": "C’est votre propre demande",
    "busy": "Vous êtes déjà attendu·e dans une visite.",
}


@pytest.mark.parametrize("why", REFUSED)
def test_refused_accept_is_said_once_at_the_desk(scene: Scene, as_person: Any, why: str) -> None:
    if why == "taken":
        request, by = request_in(scene, "assigned"), scene.sophie
    elif why == "over":
        request, by = request_in(scene, "cancelled"), scene.sophie
    elif why == "own":
        request, by = scene.ask(scene.sophie), scene.sophie
    else:
        request_in(scene, "assigned")
        request, by = scene.ask(scene.paul), scene.karim
    response = as_person(by).post(address("accept", request), follow=True)
    assert response.redirect_chain == [(DESK, 302)]
    assert said(response).count(REFUSED[why]) == 1


def test_accept_in_another_territory_finds_nothing(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    HelpRequest.objects.filter(pk=request.pk).update(territory=make_territory("calvados"))
    client = as_person(scene.karim)
    assert client.post(address("accept", request)).status_code == 404
    assert client.post(address("pass_on", request)).status_code == 404


def test_pass_takes_the_card_away(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    request = scene.ask()
    page = as_person(scene.karim).post(address("pass_on", request), follow=True)
    assert card_of(page, request) is None
    assert Pass.objects.get().helper == scene.karim


@pytest.mark.parametrize("name", ["accept", "pass_on"])
@pytest.mark.parametrize("by", ["jeanne", "karim"])
def test_request_of_somebody_she_never_meets_does_not_exist(
    scene: Scene, as_person: Any, name: str, by: str
) -> None:
    who, other = (scene.jeanne, scene.karim) if by == "jeanne" else (scene.karim, scene.jeanne)
    Block.objects.create(person=who, blocked=other, at=timezone.now())
    request = scene.ask()
    response = as_person(scene.karim).post(address(name, request))
    assert response.status_code == 404
    assert "Jeanne" not in said(response, "main")
    request.refresh_from_db()
    assert (request.state, Pass.objects.exists()) == ("published", False)


@pytest.mark.parametrize(("agreed", "status"), [(True, 302), (False, 404)])
def test_request_of_a_neighbour_can_be_accepted_once_both_agreed(
    scene: Scene, as_person: Any, agreed: bool, status: int
) -> None:
    elsewhere = make_territory("calvados")
    now = timezone.now()
    Neighbourhood.objects.create(
        territory=scene.territory, neighbour=elsewhere, proposed_at=now, agreed_at=now if agreed else None
    )
    request = scene.ask()
    HelpRequest.objects.filter(pk=request.pk).update(territory=elsewhere)
    assert as_person(scene.karim).post(address("accept", request)).status_code == status
    request.refresh_from_db()
    assert request.helper == (scene.karim if agreed else None)


@pytest.mark.parametrize("name", ["accept", "pass_on"])
def test_helper_who_floods_is_slowed_down(scene: Scene, as_person: Any, name: str) -> None:
    request = scene.ask()
    use_up(ACCEPT_LIMIT, f"person:{scene.karim.pk}")
    assert as_person(scene.karim).post(address(name, request)).status_code == 429
    request.refresh_from_db()
    assert (request.state, Pass.objects.exists()) == ("published", False)
    # Others are not.
    assert as_person(scene.sophie).post(address("accept", request)).status_code == 302
