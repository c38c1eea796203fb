"""Accepting helpers: the coordination of the territory answers for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from epaule.people import actions
from epaule.people.errors import CannotVouch
from epaule.people.models import Person, Status
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title

LIST = "/territoire/aidants/"


def accept(person: Person) -> str:
    return reverse("people:vouch", args=[person.public_id])


def waiting_names(page: Any) -> list[str]:
    return [heading.get_text() for heading in parsed(page).select("main .card h2")]


def test_anonymous_is_led_to_sign_in(scene: Scene, client: Client) -> None:
    assert client.get(LIST).status_code == 302
    assert client.post(accept(scene.paul)).status_code == 302
    scene.paul.refresh_from_db()
    assert scene.paul.vouched_at is None


@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul"])
def test_only_the_coordination_may(scene: Scene, as_person: Any, who: str) -> None:
    scene.offer(scene.paul, "email")
    client = as_person(getattr(scene, who))
    page, post = client.get(LIST), client.post(accept(scene.paul))
    for response in (page, post):
        assert response.status_code == 403
        assert title(response) == "Seule la coordination du territoire peut accepter un aidant."
    assert "paul@example.org" not in page.content.decode()
    scene.paul.refresh_from_db()
    assert scene.paul.vouched_at is None


def test_coordination_of_another_territory_may_not(scene: Scene) -> None:
    stranger = scene._person(make_territory("calvados"), "Anne", "50025", Status.COORDINATOR)
    with pytest.raises(CannotVouch):
        actions.vouch(by=stranger, helper=scene.paul)


def test_coordination_may_not_answer_for_itself(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.claire).post(accept(scene.claire)).status_code == 403
    scene.claire.refresh_from_db()
    assert scene.claire.vouched_at is None


def test_nobody_answers_for_a_guest(scene: Scene, as_person: Any) -> None:
    guest = actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    assert as_person(scene.claire).post(accept(guest)).status_code == 403
    guest.refresh_from_db()
    assert guest.vouched_at is None


def test_unknown_person_is_not_found(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.claire).post("/territoire/aidants/01J/accepter/").status_code == 404


def test_accepting_is_never_done_by_opening_an_address(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.claire).get(accept(scene.paul)).status_code == 405


def test_database_refuses_a_voucher_without_a_date(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=scene.paul.pk).update(vouched_by=scene.claire)


def test_list_shows_who_offers_help_here_the_first_to_come_first(scene: Scene, as_person: Any) -> None:
    stranger = scene._person(make_territory("calvados"), "Anne", "50025", Status.VOLUNTEER)
    closed = scene._person(scene.territory, "Fermée", "50025", Status.VOLUNTEER)
    closed.is_active = False
    closed.save()
    for person in (scene.jeanne, scene.paul, closed):
        scene.offer(person, "email", "argent_impots")
    page = as_person(scene.claire).get(LIST)
    assert waiting_names(page) == ["Jeanne", "Paul"]
    assert stranger.first_name not in said(page, "main")
    text = said(page, "main")
    for part in ("habitant·e, Saint-Lô", "jeanne@example.org", "Argent - Impôts", "Karim", "Sophie"):
        assert part in text, part


def test_empty_list_says_so(scene: Scene, as_person: Any) -> None:
    assert "Personne n’attend de réponse" in said(as_person(scene.claire).get(LIST))


def test_accepted_helper_leaves_the_list_and_may_help(scene: Scene, as_person: Any) -> None:
    scene.offer(scene.paul, "email")
    page = as_person(scene.claire).post(accept(scene.paul), follow=True)
    assert said(page).count("Paul peut maintenant aider.") == 1
    assert waiting_names(page) == []
    scene.paul.refresh_from_db()
    assert scene.paul.vouched_by == scene.claire
    assert scene.paul.vouched_at is not None
    trace = AuditEvent.objects.get(event="person.vouched")
    assert (trace.by, trace.target) == (scene.claire.public_id, f"person:{scene.paul.public_id}")


def test_accepting_again_is_the_same(scene: Scene) -> None:
    first = actions.vouch(by=scene.claire, helper=scene.paul)
    again = actions.vouch(by=scene.claire, helper=scene.paul)
    assert again.vouched_at == first.vouched_at
    assert AuditEvent.objects.filter(event="person.vouched").count() == 1
