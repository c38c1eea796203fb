"""« Pas de réponse » is told to the operator, and followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Status
from epaule.requests import actions
from epaule.requests.calling_hours import calling_hours
from epaule.requests.errors import AskIsOver, TheyAskAlready
from epaule.requests.models import HelpRequest
from epaule.requests.unanswered import unanswered_handled, unanswered_to_do
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory
from tests.pages import parsed, said
from tests.requests.diary import at
from tests.requests.states import WAYS, make_late, request_in

LIST = "/territoire/sans-reponse/"
MONDAY_TEN = at(23, 10, 20)


def page_of(request: HelpRequest, name: str) -> str:
    return reverse(f"requests:{name}", args=[request.public_id])


def to_do(scene: Scene) -> list[HelpRequest]:
    return list(unanswered_to_do(scene.territory))


# --- Told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["equipe@example.org", ""])
def test_operator_is_written_to_and_nobody_is_named(
    scene: Scene, django_capture_on_commit_callbacks: Any, email: str
) -> None:
    scene.territory.email = email
    scene.territory.save()
    request = scene.ask()
    make_late(request)
    with django_capture_on_commit_callbacks(execute=True):
        actions.expire_unanswered()
    assert [letter.to for letter in mail.outbox] == ([[email]] if email else [])
    for letter in mail.outbox:
        assert letter.subject == "Épaule\u00a0: une demande sans réponse"
        assert "«\u00a0Sans réponse\u00a0»" in letter.body
        assert request.first_name not in letter.body
        assert request.text not in letter.body


def test_badge_counts_them_at_the_desk_of_the_coordination(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    assert "à suivre" not in said(claire.get("/aider/"))
    request = request_in(scene, "expired")
    assert "Sans réponse 1 à suivre" in said(claire.get("/aider/"))
    actions.follow_up(by=scene.claire, request=request)
    assert "à suivre" not in said(claire.get("/aider/"))
    assert LIST not in as_person(scene.karim).get("/aider/").content.decode()


def test_page_says_who_what_and_how_many_were_rung(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(filled_in_by="sa fille Anne")
    make_late(request)
    actions.expire_unanswered()
    page = said(as_person(scene.claire).get(LIST), "main")
    assert all(part in page for part in ("Jeanne", request.text, "Saint-Lô", "Mes e-mails", "sa fille Anne"))
    assert "prévenue" in page
    assert not any(name in page for name in ("Karim", "Sophie")), "counts only"


# --- Followed ------------------------------------------------------------------------------------------------


def test_following_up(scene: Scene, as_person: Any) -> None:
    request = request_in(scene, "expired")
    claire = as_person(scene.claire)
    for _again in range(2):
        page = claire.post(page_of(request, "follow_up"), follow=True)
    assert "Claire s’en occupe" in said(page)
    assert AuditEvent.objects.filter(event="request.followed_up").count() == 1
    assert to_do(scene) == []
    assert list(unanswered_handled(scene.territory)) == [request]


@pytest.mark.parametrize("way", WAYS)
def test_follow_up_in_each_state(scene: Scene, way: str) -> None:
    request = request_in(scene, way)
    if way in {"expired", "withdrawn"}:
        assert actions.follow_up(by=scene.claire, request=request).followed_up_by == scene.claire
    else:
        with pytest.raises(AskIsOver):
            actions.follow_up(by=scene.claire, request=request)


def test_asked_again_for_her(scene: Scene, as_person: Any) -> None:
    request = request_in(scene, "expired")
    page = as_person(scene.claire).post(page_of(request, "publish_again"), follow=True)
    assert "les aidants voient cette demande" in said(page)
    again = scene.jeanne.requests.get(state="published")
    assert (again.text, again.urgency, again.person) == (request.text, "this_week", scene.jeanne)
    assert set(again.topics.all()) == set(request.topics.all())
    assert "Elle a demandé à nouveau : en attente d’une personne." in said(page)
    with pytest.raises(TheyAskAlready):
        actions.publish_again(by=scene.claire, request=request)
    assert "Vous avez demandé à nouveau" in said(as_person(scene.jeanne).get(page_of(request, "waiting")))


@time_machine.travel(MONDAY_TEN, tick=False)
def test_call_proposed_by_the_coordination(scene: Scene, as_person: Any) -> None:
    request, claire = request_in(scene, "expired"), as_person(scene.claire)
    wrong = claire.post(page_of(request, "propose_call"), {"phone": "12"})
    assert wrong.status_code == 400
    hour = calling_hours(scene.territory, MONDAY_TEN)[0]
    sent = {"phone": "06 39 98 00 01", "at": hour.isoformat()}
    page = claire.post(page_of(request, "propose_call"), sent, follow=True)
    assert "Un rappel est promis : aujourd’hui, entre 11 h et 12 h." in said(page)
    assert to_do(scene) == []
    assert "Jeanne" in said(claire.get("/aider/rappels/"))


def test_what_she_chose_herself_takes_it_off_the_list(scene: Scene) -> None:
    request = request_in(scene, "expired")
    assert to_do(scene) == [request]
    actions.redirect_to_place(by=scene.jeanne, request=request, place=scene.place())
    assert to_do(scene) == []
    assert list(unanswered_handled(scene.territory)) == [request]


def test_longest_left_alone_comes_first_and_old_ones_leave_what_is_handled(scene: Scene) -> None:
    first, second, third = (scene.ask(person) for person in (scene.jeanne, scene.paul, scene.sophie))
    for request in (second, first, third):
        make_late(request)
        actions.expire_unanswered()
    assert to_do(scene) == [second, first, third]
    actions.follow_up(by=scene.claire, request=first)
    assert list(unanswered_handled(scene.territory)) == [first]
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert to_do(scene) == [second, third], "never forgotten"
        assert not unanswered_handled(scene.territory)


# --- Who -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul", "elsewhere"])
def test_others_neither_read_nor_act(scene: Scene, as_person: Any, who: str) -> None:
    request = request_in(scene, "expired")
    person = getattr(scene, who, None) or scene._person(
        make_territory("calvados"), "Anne", "50025", Status.COORDINATOR
    )
    client = as_person(person)
    assert client.get(LIST).status_code == 403
    for name in ("follow_up", "publish_again", "propose_call"):
        assert client.post(page_of(request, name), {"phone": "06 39 98 00 01"}).status_code == 403
    for action in (actions.follow_up, actions.publish_again):
        with pytest.raises(NotAllowed):
            action(by=person, request=request)
    request.refresh_from_db()
    assert (request.followed_up_at, scene.jeanne.requests.count()) == (None, 1)


@pytest.mark.parametrize("way", sorted(set(WAYS) - {"expired"}))
def test_what_was_answered_is_not_on_the_list(scene: Scene, as_person: Any, way: str) -> None:
    request, claire = request_in(scene, way), as_person(scene.claire)
    assert request.text not in said(claire.get(LIST))
    assert claire.post(page_of(request, "follow_up")).status_code == 404


def test_list_costs_a_fixed_number_of_queries(
    scene: Scene, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    persons = [scene.jeanne, scene.paul, scene.karim, scene.sophie]
    for person in persons:
        make_late(scene.ask(person))
    actions.expire_unanswered()
    claire = as_person(scene.claire)
    with django_assert_max_num_queries(24):
        page = claire.get(LIST)
    assert len(parsed(page).select("main .card")) == len(persons)
