"""« Qui a vu quoi, et quand »: the page of the timeline and of the consents, for those of the visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from epaule.replays import actions as replays_actions
from epaule.safety.audit import EVENTS
from epaule.visits import actions
from epaule.visits.journal import SENTENCES, agreements, moments
from epaule.visits.models import Participant, Visit
from tests.factories import Scene
from tests.pages import parsed, said


def page_of(client: Client, visit: Visit) -> Any:
    return client.get(reverse("visits:journal", args=[visit.public_id]))


def sentences(visit: Visit) -> list[str]:
    return [moment.sentence for moment in moments(visit)]


def play(scene: Scene, visit: Visit) -> tuple[Participant, Participant]:
    """Jeanne shows a window, lets Karim point, agrees to a film, and says good-bye."""
    jeanne, karim = scene.participants(visit)
    actions.set_sharing(participant=jeanne, on=True, surface="window")
    actions.ask_hand(participant=karim, rung="point")
    actions.set_hand(participant=jeanne, to=karim.public_id, rung="point")
    actions.set_hidden(participant=jeanne, on=True)
    replays_actions.propose(by=karim)
    return jeanne, karim


# --- Who reads it


@pytest.mark.parametrize("ended", [False, True])
def test_those_of_the_visit_read_it_and_nobody_else(
    scene: Scene, client: Client, as_person: Any, ended: bool
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    scene.newcomer(visit, scene.sophie)
    scene.newcomer(visit, scene.paul, inside=False)
    if ended:
        actions.end_visit(participant=jeanne)
    found = {
        who: page_of(as_person(getattr(scene, who)), visit).status_code
        for who in scene.__dict__
        if who != "territory"
    }
    assert found == {"jeanne": 200, "karim": 200, "sophie": 200, "paul": 404, "claire": 404}
    assert page_of(client, visit).status_code == 302


def test_shown_out_is_out_of_it(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    sophie = scene.newcomer(visit, scene.sophie)
    actions.admit(by=jeanne, participant_id=sophie.public_id, yes=False)
    assert page_of(as_person(scene.sophie), visit).status_code == 404


def test_nothing_is_written_by_it(scene: Scene, as_person: Any) -> None:
    address = reverse("visits:journal", args=[scene.visit().public_id])
    assert as_person(scene.jeanne).post(address).status_code == 405


# --- What it says


def test_visit_is_told_in_sentences(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = play(scene, visit)
    actions.set_hand(participant=jeanne, to=karim.public_id, rung="see")
    actions.set_sharing(participant=jeanne, on=False)
    actions.end_visit(participant=jeanne)
    assert sentences(visit) == [
        "Karim ouvre la visite.",
        "Jeanne montre son écran (une fenêtre).",
        "Karim demande à montrer.",
        "Jeanne laisse Karim montrer.",
        "Jeanne cache son écran.",
        "Karim ne peut plus montrer.",
        "Jeanne ne montre plus rien.",
        "Fin de la visite.",
    ]


def test_consents_say_who_what_to_whom_and_until_when(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = play(scene, visit)
    actions.set_sharing(participant=jeanne, on=False)
    assert [(one.who, one.what, one.whom, one.withdrawn_at is None) for one in agreements(visit)] == [
        ("Jeanne", "voir l’écran", "", False),
        ("Jeanne", "montrer sur l’écran", "Karim", True),
        ("Karim", "enregistrer", "", True),
    ]


def test_page_gives_hours_of_here(scene: Scene, as_person: Any) -> None:
    with time_machine.travel("2026-11-23T13:02:00Z", tick=False):
        visit = scene.visit()
        play(scene, visit)
        page = page_of(as_person(scene.karim), visit)
    words = said(page, "main")
    assert "La visite du lundi 23 novembre 2026." in words
    assert "14:02 — Jeanne montre son écran (une fenêtre)." in words
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")] for row in parsed(page).select("tbody tr")
    ]
    assert rows[1] == [
        "Jeanne",
        "montrer sur l’écran",
        "Karim",
        "14:02",
        "toujours donné",
        actions.CONSENT_TEXT_VERSION,
    ]


def test_nobody_agreed_to_anything(scene: Scene, as_person: Any) -> None:
    page = page_of(as_person(scene.jeanne), scene.visit())
    assert "Personne n’a rien permis" in said(page, "main")
    assert not parsed(page).select("table")


def test_lease_that_ended_by_itself_is_nobody_s_doing(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    actions.set_sharing(participant=jeanne, on=True, surface="companion")
    actions.set_hand(participant=jeanne, to=karim.public_id, rung="act")
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        actions.end_leases()
    assert sentences(visit)[-3:] == [
        "Jeanne laisse Karim montrer.",
        "Jeanne laisse Karim agir sur l’écran.",
        "Karim ne peut plus agir sur l’écran.",
    ]


def test_every_moment_has_a_sentence(scene: Scene) -> None:
    """One that has none of its own reads as the audit does."""
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    for event in EVENTS:
        visit.timeline.create(at=timezone.now(), event=event, person=jeanne.person)
    assert all(sentences(visit))
    assert {event for event, _detail in SENTENCES} <= set(EVENTS)


def test_long_visit_costs_no_more_queries(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    jeanne, karim = play(scene, visit)
    client = as_person(scene.karim)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page_of(client, visit).status_code == 200
        return len(queries)

    few = count()
    for rung in ("see", "point") * 10:
        actions.set_hand(participant=jeanne, to=karim.public_id, rung=rung)
    assert count() == few
