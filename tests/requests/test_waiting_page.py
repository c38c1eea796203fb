"""The page of the person who waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.people.models import Contact, Person
from epaule.requests import actions
from epaule.requests.models import HelpRequest
from epaule.visits import actions as visits_actions
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.states import WAYS, request_in, ring_on
from tests.requests.wizard import TEXT, answer, at

TITLES = {
    "published": "Nous cherchons quelqu’un…",
    "assigned": "Karim arrive",
    "booked": "Votre rendez-vous est pris",
    "redirected": "Un lieu peut vous aider",
    "closed": "Votre visite est terminée",
    "expired": "Personne n’a pu venir cette fois",
    "cancelled": "Votre demande est annulée",
    "cancelled_after_accept": "Votre demande est annulée",
    "withdrawn": "La personne ne peut finalement pas venir",
}


def page_of(request: HelpRequest, name: str = "waiting") -> str:
    return reverse(f"requests:{name}", args=[request.public_id])


@pytest.mark.parametrize("name", ["waiting", "cancel", "ask_again"])
def test_anonymous_is_led_to_sign_in(scene: Scene, client: Client, name: str) -> None:
    address = page_of(scene.ask(), name)
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 302
        assert response["Location"] == f"/compte/connexion/?next={address}"
    assert HelpRequest.objects.get().state == "published"


@pytest.mark.parametrize("who", ["karim", "sophie", "claire", "paul"])
@pytest.mark.parametrize("name", ["waiting", "cancel", "ask_again"])
def test_anyone_else_finds_no_page(scene: Scene, as_person: Any, name: str, who: str) -> None:
    request = request_in(scene, "assigned")
    client = as_person(getattr(scene, who))
    response = client.get(page_of(request)) if name == "waiting" else client.post(page_of(request, name))
    assert response.status_code == 404
    assert "Jeanne" not in said(response, "main")
    request.refresh_from_db()
    assert request.state == "assigned"


def test_unknown_request_is_not_found(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.jeanne).get(reverse("requests:waiting", args=["01J" + "0" * 23])).status_code == 404


@pytest.mark.parametrize("way", WAYS)
def test_each_state_says_what_is_happening(scene: Scene, as_person: Any, way: str) -> None:
    request = request_in(scene, way)
    client = as_person(scene.jeanne)
    response = client.get(page_of(request))
    assert (response.status_code, title(response)) == (200, TITLES[way])
    assert "no-store" in response["Cache-Control"]
    # The page that changes by itself does so only while there is something to wait for.
    alive = parsed(response).select("#waiting[data-socket]")
    refreshed = parsed(response).select("noscript meta[http-equiv=refresh]")
    assert bool(alive) is bool(refreshed) is request.is_open
    # The fragment that replaces the page says the same, alone.
    fragment = client.get(page_of(request), headers={"HX-Request": "true"})
    assert title(fragment) == TITLES[way]
    assert not parsed(fragment).select("html")


@pytest.mark.parametrize("way", WAYS)
def test_each_state_offers_a_way_on(scene: Scene, as_person: Any, way: str) -> None:
    request = request_in(scene, way)
    page = parsed(as_person(scene.jeanne).get(page_of(request)))
    actions = {str(form["action"]) for form in page.select("main form[action]")}
    links = {str(link["href"]) for link in page.select("main a[href]")}
    cancel, again = page_of(request, "cancel"), page_of(request, "ask_again")
    visit = reverse("visits:enter_for_request", args=[request.public_id])
    assert (cancel in actions) is request.is_open
    assert (again in actions) is not request.is_open
    assert (visit in links) is (way == "assigned")
    assert (page_of(request, "promised") in links) is (way in {"published", "expired", "withdrawn"})


def test_closed_page_leads_to_what_stays_of_the_visit(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    visits_actions.end_visit(participant=scene.participants(visit)[1])
    page = parsed(as_person(scene.jeanne).get(page_of(visit.request)))
    assert page.select(f'main a[href="{reverse("replays:keepsake", args=[visit.public_id])}"]')


def searched(scene: Scene, as_person: Any, request: HelpRequest) -> str:
    """What the waiting page says of the search."""
    part = parsed(as_person(scene.jeanne).get(page_of(request))).select_one("[data-ep-part=search]")
    assert part is not None
    assert part["role"] == "status"
    return " ".join(part.get_text(" ").split())


@pytest.mark.parametrize(
    ("available", "asked", "sentence"),
    [
        ([], {}, "Personne n’est libre à cet instant. Dès que quelqu’un l’est, nous le prévenons."),
        (["karim"], {}, "Nous prévenons 1 personne qui convient."),
        (["karim", "sophie"], {}, "Nous prévenons 2 personnes qui conviennent."),
        (
            ["sophie"],
            {"topics": ["argent_impots"]},
            "Nous élargissons : 1 personne de plus est prévenue dans la Manche.",
        ),
    ],
)
def test_waiting_page_says_who_is_rung(
    scene: Scene, as_person: Any, available: list[str], asked: dict[str, Any], sentence: str
) -> None:
    scene.available(*(getattr(scene, name) for name in available))
    page = searched(scene, as_person, scene.ask(**asked))
    assert page.startswith(sentence)
    assert "0 personne" not in page
    assert page.endswith("Nous ne savons pas encore combien de temps il faut ici pour trouver quelqu’un.")


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (["karim"], "Nous prévenons Karim, qui vous connaît."),
        (["karim", "sophie"], "Nous prévenons Sophie et Karim, qui vous connaissent."),
    ],
)
def test_waiting_page_names_those_who_know_her(
    scene: Scene, as_person: Any, known: list[str], sentence: str
) -> None:
    scene.available(scene.karim, scene.sophie)
    for name in known:
        Contact.objects.create(helped=scene.jeanne, helper=getattr(scene, name), agreed_at=timezone.now())
    assert searched(scene, as_person, scene.ask()).startswith(sentence)


def test_waiting_page_names_whom_she_asked_for(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(wished_helper=scene.sophie)
    assert searched(scene, as_person, request).startswith("Nous prévenons Sophie, comme vous l’avez demandé.")


def test_waiting_page_says_when_all_are_told_and_when_all_have_passed(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim, scene.sophie)
    request = scene.ask()
    assert "en tout" not in searched(scene, as_person, request)
    ring_on(request)
    page = searched(scene, as_person, request)
    assert page.startswith("Toutes les personnes disponibles sont prévenues. Elles peuvent encore répondre.")
    assert "2 personnes sont prévenues en tout." in page
    for helper in (scene.karim, scene.sophie):
        actions.pass_on(by=helper, request=request)
    assert searched(scene, as_person, request).startswith("Personne n’est libre à cet instant.")


def test_waiting_page_of_what_can_wait_speaks_of_no_ringing(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    page = searched(scene, as_person, scene.ask(urgency="this_week"))
    assert page.startswith("Les personnes qui aident lisent votre demande.")
    assert "prévenu" not in page


def test_waiting_page_says_that_a_helper_did_not_come(scene: Scene, as_person: Any) -> None:
    scene.available(scene.sophie)
    request = actions.accept(by=scene.karim, request=scene.ask())
    HelpRequest.objects.update(assigned_at=timezone.now() - timedelta(minutes=2))
    actions.replace_absent_helpers()
    page = searched(scene, as_person, request)
    assert page.startswith("Karim n’arrive pas. Nous cherchons quelqu’un d’autre.")


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        ([30, 30, 30, 30], "Nous ne savons pas encore"),
        ([10, 20, 30, 600, 900], "la moitié des personnes ont attendu moins d’une minute."),
        ([10, 20, 150, 600, 900], "la moitié des personnes ont attendu moins de 3 minutes."),
    ],
)
def test_estimate_is_what_half_of_the_last_ones_waited(
    scene: Scene, as_person: Any, seconds: list[int], sentence: str
) -> None:
    now = timezone.now()
    for wait in seconds:
        request = actions.accept(by=scene.karim, request=scene.ask(scene.paul))
        HelpRequest.objects.filter(pk=request.pk).update(
            published_at=now - timedelta(hours=1), assigned_at=now - timedelta(hours=1) + timedelta(seconds=wait)
        )
        actions.close(request=request, by=None)
    # Who came by a code was not rung, and says nothing of how long ringing takes.
    request = actions.accept(by=scene.karim, request=scene.ask(scene.paul), invited=True)
    actions.close(request=request, by=None)
    assert sentence in searched(scene, as_person, scene.ask())


def test_assigned_page_says_who_comes_and_nothing_private(scene: Scene, as_person: Any) -> None:
    page = said(as_person(scene.jeanne).get(page_of(request_in(scene, "assigned"))), "main")
    assert "animateur·rice d’un espace public numérique, Avranches" in page
    assert "karim@example.org" not in page


def test_cancel_then_the_page_says_so(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    response = as_person(scene.jeanne).post(page_of(request, "cancel"), follow=True)
    assert title(response) == TITLES["cancelled"]
    assert HelpRequest.objects.get().state == "cancelled"


def test_cancel_of_what_is_over_says_so(scene: Scene, as_person: Any) -> None:
    response = as_person(scene.jeanne).post(page_of(request_in(scene, "expired"), "cancel"))
    assert (response.status_code, title(response)) == (409, "Cette demande est déjà terminée.")


def test_cancel_is_never_done_by_opening_an_address(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.jeanne).get(page_of(scene.ask(), "cancel")).status_code == 405


def test_asking_again_brings_back_every_answer(scene: Scene, as_person: Any) -> None:
    request = request_in(scene, "expired")
    response = as_person(scene.jeanne).post(page_of(request, "ask_again"), follow=True)
    assert response.redirect_chain == [(at("check"), 302)]
    page = said(response, "main")
    assert all(part in page for part in (request.text, "Mes e-mails", "Jeanne", "Saint-Lô"))


def test_guest_sees_her_link_after_a_reload_too(scene: Scene, client: Client) -> None:
    answer(client)
    address = client.post(at("check"))["Location"]
    links = [parsed(client.get(address)).select_one("input[readonly]") for _reload in range(2)]
    assert links[0] is not None
    assert str(links[0]["value"]).startswith("http://testserver/lien/")
    assert links[0] == links[1]


def test_person_with_an_account_is_given_no_link(scene: Scene, as_person: Any) -> None:
    assert not parsed(as_person(scene.jeanne).get(page_of(scene.ask()))).select("input[readonly]")


def test_page_shows_what_was_typed_and_never_as_markup(scene: Scene, as_person: Any) -> None:
    request = scene.ask(text="<b>Mes</b> mails", first_name="<i>Jeanne</i>")
    response = as_person(scene.jeanne).get(page_of(request))
    assert "<b>Mes</b> mails" in said(response)
    assert not parsed(response).select("main b, main i")


def test_guest_page_survives_a_new_visit_to_the_site(scene: Scene, client: Client) -> None:
    answer(client)
    address = client.post(at("check"))["Location"]
    assert TEXT in said(client.get(address))
    assert Person.objects.get(email=None).requests.get().is_open
