"""Addresses of the alarm, its pages for the coordination, and what its people read elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from epaule.people.models import Person, Status
from epaule.territory.models import Territory
from epaule.visits import actions
from epaule.visits.models import Alarm, AlarmKind, Visit
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title

LIST = "/territoire/alarmes/"
SCRIPT = {"Accept": "application/json"}


def raise_url(visit: Visit) -> str:
    return reverse("visits:raise_alarm", args=[visit.public_id])


def room_url(visit: Visit) -> str:
    return reverse("visits:room", args=[visit.public_id])


def raised(scene: Scene, kind: AlarmKind = AlarmKind.PASSWORD) -> Alarm:
    return actions.raise_alarm(by=scene.participants(scene.visit())[0], kind=kind)


def decide_urls(alarm: Alarm) -> list[str]:
    return [reverse(name, args=[alarm.public_id]) for name in ("visits:clear_alarm", "visits:uphold_alarm")]


def by_script(client: Client, visit: Visit, body: Any) -> Any:
    return client.post(raise_url(visit), body, content_type="application/json", headers=SCRIPT)


# --- Giving it


def test_anonymous_is_led_to_sign_in(scene: Scene, client: Client) -> None:
    assert client.post(raise_url(scene.visit()), {"kind": "card"}).status_code == 302
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("who", ["sophie", "claire", "paul"])
def test_visit_of_others_does_not_exist(scene: Scene, as_person: Any, who: str) -> None:
    assert as_person(getattr(scene, who)).post(raise_url(scene.visit()), {"kind": "card"}).status_code == 404
    assert not Alarm.objects.exists()


def test_helper_is_refused(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.karim).post(raise_url(scene.visit()), {"kind": "card"}).status_code == 403
    assert not Alarm.objects.exists()


def test_another_site_cannot_send_it(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.jeanne, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(raise_url(scene.visit()), {"kind": "card"}).status_code == 403
    assert not Alarm.objects.exists()


def test_it_is_never_given_by_opening_an_address(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.jeanne).get(raise_url(scene.visit())).status_code == 405


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"kind": "king"}', b'{"kind": "card", "by": "x"}'])
def test_what_makes_no_sense_is_refused(scene: Scene, as_person: Any, body: bytes) -> None:
    visit = scene.visit()
    response = by_script(as_person(scene.jeanne), visit, body)
    assert (response.status_code, response.json()["code"]) == (400, "alarm_not_understood")
    assert as_person(scene.jeanne).post(raise_url(visit), {"kind": "king"}).status_code == 400
    assert not Alarm.objects.exists()


def test_script_gives_it_as_often_as_it_likes(scene: Scene, as_person: Any) -> None:
    visit, client = scene.visit(), as_person(scene.jeanne)
    for _again in range(3):
        response = by_script(client, visit, {"kind": "install"})
        assert (response.status_code, response.json()) == (200, {"received": True})
    assert Alarm.objects.get().kind == "install"


def test_form_of_the_page_of_a_visit_that_is_over(scene: Scene, as_person: Any) -> None:
    visit, client = scene.visit(), as_person(scene.jeanne)
    actions.end_visit(participant=scene.participants(visit)[1])
    page = client.get(room_url(visit))
    form = parsed(page).select_one(f'form[action="{raise_url(visit)}"]')
    assert form is not None
    kinds = [choice["value"] for choice in form.select("input[name=kind]")]
    assert kinds == AlarmKind.values
    after = client.post(form["action"], {"kind": kinds[-1]}, follow=True)
    assert "L’équipe du territoire est prévenue" in said(after)
    assert parsed(after).select_one(f'form[action="{raise_url(visit)}"]') is None


def test_page_of_the_helper_has_no_such_form(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[1])
    assert "Signaler" not in said(as_person(scene.karim).get(room_url(visit)))


# --- In the room


def test_room_of_the_helped_holds_all_of_it_from_the_start(scene: Scene, as_person: Any) -> None:
    page = parsed(as_person(scene.jeanne).get(room_url(scene.visit())))
    buttons = page.select("[data-ep-room=alarm-dialog] button")
    assert [one["value"] for one in buttons] == [*[k for k in AlarmKind.values if k != "called"], "no"]
    advice = page.select_one("[data-ep-room=what-to-do]")
    assert advice is not None
    assert "02 61 91 50 00" in advice.get_text()
    assert "17cyber.gouv.fr" in advice.get_text()


@pytest.mark.parametrize(
    ("role", "protected"), [("relative", True), ("interpreter", False), ("apprentice", False)]
)
def test_who_else_has_the_alarm(scene: Scene, as_person: Any, role: str, protected: bool) -> None:
    visit = scene.visit()
    scene.newcomer(visit, scene.paul, role)
    page = parsed(as_person(scene.paul).get(room_url(visit)))
    for name in ("alarm", "alarm-dialog", "what-to-do"):
        assert (page.select_one(f"[data-ep-room={name}]") is not None) is protected
    assert page.select_one("[data-ep-room=first-share-dialog]") is None


def test_room_of_the_helper_has_none_of_it(scene: Scene, as_person: Any) -> None:
    page = parsed(as_person(scene.karim).get(room_url(scene.visit())))
    for name in ("alarm", "alarm-dialog", "what-to-do", "first-share-dialog"):
        assert page.select_one(f"[data-ep-room={name}]") is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Claire, coordinateur·rice du territoire, répond de Karim."),
        ({"vouched_by": None}, "L’équipe de Épaule, tests répond de Karim."),
        ({"vouched_by": None, "vouched_at": None}, "Personne du territoire ne répond de Karim."),
    ],
)
def test_first_share_says_who_comes(scene: Scene, as_person: Any, changes: dict[str, Any], sentence: str) -> None:
    visit = scene.visit(known=False)
    Person.objects.filter(pk=scene.karim.pk).update(**changes)
    dialog = parsed(as_person(scene.jeanne).get(room_url(visit))).select_one("[data-ep-room=first-share-dialog]")
    assert dialog is not None
    words = " ".join(dialog.get_text().split())
    for part in ("Karim", "Animateur·rice d’un espace public numérique, Avranches", sentence):
        assert part in words
    assert "Un vrai aidant ne vous appelle jamais en premier." in words


# --- Afterwards


def test_helped_reads_what_to_do_and_the_helper_nothing_of_it(scene: Scene, as_person: Any) -> None:
    alarm = raised(scene)
    hers, his = (as_person(person).get(room_url(alarm.visit)) for person in (scene.jeanne, scene.karim))
    assert "Raccrochez." in said(hers)
    for page in (hers, his):
        assert title(page) == "La visite est arrêtée par précaution"
    assert "vous contactera" in said(his)
    for word in ("Jeanne a", "mot de passe", "Raccrochez", "alarme"):
        assert word not in said(his)


def test_desk_of_the_suspended_says_so_and_whom_to_call(scene: Scene, as_person: Any) -> None:
    alarm = raised(scene)
    desk = said(as_person(scene.karim).get("/aider/"))
    assert "Votre aide est arrêtée par précaution" in desk
    assert "02 61 91 50 00" in desk
    assert "Je suis disponible" not in desk
    assert as_person(scene.karim).post("/aider/disponible/", {"available": "1"}).status_code == 403
    actions.uphold_alarm(by=scene.claire, alarm=alarm)
    assert "Vous n’aidez plus sur Épaule" in said(as_person(scene.karim).get("/aider/"))


# --- The coordination


@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul"])
def test_only_the_coordination_reads_the_alarms(scene: Scene, as_person: Any, who: str) -> None:
    alarm = raised(scene)
    client = as_person(getattr(scene, who))
    for url in (LIST, *decide_urls(alarm)):
        assert client.get(url).status_code == 403
    for url in decide_urls(alarm):
        assert client.post(url).status_code == 403
    assert Alarm.objects.get().state == "open"


def test_alarm_of_another_territory_does_not_exist(scene: Scene, as_person: Any) -> None:
    alarm = raised(scene)
    Visit.objects.update(territory=make_territory("calvados"))
    claire = as_person(scene.claire)
    assert "Jeanne" not in said(claire.get(LIST), "main")
    for url in decide_urls(alarm):
        assert claire.post(url).status_code == 404
    assert Alarm.objects.get().state == "open"


def test_list_shows_what_when_who_and_since_when(scene: Scene, as_person: Any) -> None:
    raised(scene, AlarmKind.GIFT_CARD)
    page = said(as_person(scene.claire).get(LIST), "main")
    for part in ("Des cartes cadeaux", "Jeanne", "jeanne@example.org", "Karim", "karim@example.org", "depuis le"):
        assert part in page


def test_open_alarms_come_first_the_oldest_at_the_top(scene: Scene, as_person: Any) -> None:
    decided = raised(scene, AlarmKind.CALLED)
    actions.clear_alarm(by=scene.claire, alarm=decided)
    raised(scene, AlarmKind.CALLED)
    raised(scene, AlarmKind.CARD)
    headings = [one.get_text() for one in parsed(as_person(scene.claire).get(LIST)).select("main h3")]
    assert headings == [
        "On m’a appelée pour me le demander",
        "Ma carte bancaire",
        "On m’a appelée pour me le demander",
    ]


@pytest.mark.parametrize(("way", "state"), [(0, "cleared"), (1, "upheld")])
def test_decision_is_asked_once_more_then_done(scene: Scene, as_person: Any, way: int, state: str) -> None:
    alarm, claire = raised(scene), as_person(scene.claire)
    url = decide_urls(alarm)[way]
    assert url in [link["href"] for link in parsed(claire.get(LIST)).select("main a")]
    question = claire.get(url)
    assert "Karim" in title(question)
    assert Alarm.objects.get().state == "open"
    assert parsed(claire.post(url, follow=True)).select_one("main") is not None
    assert Alarm.objects.get().state == state
    assert claire.get(url).status_code == 409


def test_who_is_concerned_sees_it_without_the_decisions(scene: Scene, as_person: Any) -> None:
    alarm = raised(scene)
    Person.objects.filter(pk=scene.jeanne.pk).update(status=Status.COORDINATOR)
    scene.jeanne.refresh_from_db()
    jeanne = as_person(scene.jeanne)
    assert "une autre personne de la coordination décide" in said(jeanne.get(LIST), "main")
    for url in decide_urls(alarm):
        assert jeanne.get(url).status_code == 403
        assert jeanne.post(url).status_code == 403
    assert Alarm.objects.get().state == "open"


def test_pages_of_the_coordination_count_what_waits(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    assert "à examiner" not in said(claire.get("/aider/"), "main")
    raised(scene)
    assert "1 à examiner" in said(claire.get("/aider/"), "main")
    assert "1 alarme à examiner" in said(claire.get("/territoire/aidants/"), "main")
    assert "Alarmes" not in said(as_person(scene.sophie).get("/aider/"), "main")


def test_many_alarms_cost_no_more_queries(
    scene: Scene, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    for kind in (AlarmKind.CALLED,) * 6:
        raised(scene, kind)
    client = as_person(scene.claire)
    with django_assert_max_num_queries(12):
        client.get(LIST)


# --- Anyone


def test_page_about_scams_is_open_to_anyone(scene: Scene, client: Client) -> None:
    page = client.get("/arnaques/")
    assert page.status_code == 200
    text = said(page, "main")
    for part in ("02 61 91 50 00", "Épaule, tests", "17cyber.gouv.fr", "Portez plainte", "Ne rappelez pas"):
        assert part in text
    for address in ("/", "/aider/"):
        links = [link.get("href") for link in parsed(client.get(address, follow=True)).select("a")]
        assert "/arnaques/" in links


def test_page_about_scams_without_a_number(scene: Scene, client: Client) -> None:
    Territory.objects.update(phone="")
    assert "Appelez-nous" not in said(client.get("/arnaques/"), "main")
