"""Who reaches which address of a film, by method; and the page of what stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from epaule.people.models import Person
from epaule.replays.models import Recording
from epaule.replays.urls import film_addresses, watch_addresses
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind
from tests.pages import parsed, said
from tests.replays.footage import in_pieces, take
from tests.replays.studio import JSON, Studio, files_kept
from tests.replays.test_states import recording_in

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
ADDRESSES = {
    "keepsake": "get",
    "state": "get",
    "propose": "post",
    "accept": "post",
    "decline": "post",
    "cancel": "post",
    "stop": "post",
    "segment": "post",
    "close_segment": "post",
    "piece": "put",
    "done": "post",
    "finish_now": "post",
    "delete": "post",
    "keep_for": "post",
    "watch": "get",
    "film_address": "get",
    "download": "get",
    "chapters": "get",
    "poster": "get",
}
"""The one method each takes."""
OF_ONE_FILM = ["delete", "keep_for", "watch", "film_address", "download", "chapters", "poster"]
METHODS = ["get", "post", "put", "patch", "delete"]


def address(studio: Studio, name: str, recording: Recording, visit_id: str | None = None) -> str:
    args: dict[str, tuple[Any, ...]] = {
        "segment": (recording.public_id,),
        "close_segment": (recording.public_id, 0),
        "piece": (recording.public_id, 0, 0),
        "done": (recording.public_id,),
        "finish_now": (recording.public_id,),
        **{name: (recording.public_id,) for name in OF_ONE_FILM},
    }
    return studio.url(name, *args.get(name, ())).replace(
        studio.visit.public_id, visit_id or studio.visit.public_id
    )


def ask(client: Client, method: str, where: str) -> Any:
    if method == "get":
        return client.get(where, headers=JSON)
    return getattr(client, method)(where, b"{}", content_type="application/json", headers=JSON)


@pytest.fixture
def recording(studio: Studio) -> Recording:
    return studio.finish()


def test_every_address_is_in_the_table() -> None:
    elsewhere = {"film_file", "keeping"}
    by_visit = [one.name for one in [*film_addresses, *watch_addresses] if one.name not in elsewhere]
    assert by_visit == list(ADDRESSES)


@pytest.mark.parametrize("method", METHODS)
def test_anonymous_is_sent_to_sign_in(studio: Studio, recording: Recording, client: Client, method: str) -> None:
    kept = files_kept()
    for name in ADDRESSES:
        answer = ask(client, method, address(studio, name, recording))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/compte/")
    assert files_kept() == kept


@pytest.mark.parametrize(("who", "state"), [("sophie", "open"), ("claire", "ended"), ("paul", "open")])
def test_third_person_finds_nothing_whether_or_not_it_exists(
    studio: Studio, recording: Recording, as_person: Any, who: str, state: str
) -> None:
    if state == "ended":
        visits_actions.end_visit(participant=studio.jeanne)
    third = as_person(getattr(studio.scene, who))
    for name, method in ADDRESSES.items():
        answers = [ask(third, method, address(studio, name, recording, visit_id)) for visit_id in (None, NOWHERE)]
        assert [answer.status_code for answer in answers] == [404, 404], name
        assert answers[0].content == answers[1].content
    recording.refresh_from_db()
    assert (recording.state, Recording.objects.count()) == ("ready", 1)


def test_participants_by_the_wrong_method_change_nothing(
    studio: Studio, recording: Recording, as_person: Any
) -> None:
    karim = as_person(studio.scene.karim)
    for name, right in ADDRESSES.items():
        for method in METHODS:
            if method != right:
                answer = ask(karim, method, address(studio, name, recording))
                assert answer.status_code == 405, (name, method)
    recording.refresh_from_db()
    assert (recording.state, Recording.objects.count()) == ("ready", 1)


def test_another_site_cannot_act_for_her(studio: Studio, recording: Recording) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(studio.karim.person, "django.contrib.auth.backends.ModelBackend")
    for name, method in ADDRESSES.items():
        if method != "get":
            assert ask(client, method, address(studio, name, recording)).status_code == 403
    recording.refresh_from_db()
    assert (recording.state, Recording.objects.count()) == ("ready", 1)


@pytest.mark.parametrize("visit_id", ["%00", "x" * 400])
def test_visit_that_is_none_is_not_found(
    studio: Studio, recording: Recording, as_person: Any, visit_id: str
) -> None:
    jeanne = as_person(studio.scene.jeanne)
    for name, method in ADDRESSES.items():
        assert ask(jeanne, method, address(studio, name, recording, visit_id)).status_code == 404


def test_film_that_is_none_is_not_found(studio: Studio, recording: Recording, as_person: Any) -> None:
    jeanne = as_person(studio.scene.jeanne)
    for recording_id in (NOWHERE, "%00", "é"):
        for name in OF_ONE_FILM:
            film = studio.url(name, recording.public_id).replace(recording.public_id, recording_id)
            assert ask(jeanne, str(ADDRESSES[name]), film).status_code == 404, name


# --- By the pages of both, from the proposal to the film


def test_journey_of_a_film_by_its_addresses(
    studio: Studio, as_person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, karim = as_person(studio.scene.jeanne), as_person(studio.scene.karim)

    def state_for(client: Client) -> str | None:
        recording = client.get(studio.url("state"), headers=JSON).json()["recording"]
        return recording and str(recording["state"])

    assert state_for(jeanne) is None
    assert studio.post(karim, "propose").json()["recording"]["proposed_by"] == studio.karim.public_id
    assert studio.post(karim, "accept").status_code == 403
    assert state_for(jeanne) == "proposed"
    assert studio.post(jeanne, "accept").json()["recording"]["state"] == "recording"
    assert studio.post(karim, "segment", {"page": "one"}).json() == {"segment": 0}
    pieces = in_pieces(take(), 3)
    for number, body in enumerate(pieces):
        assert studio.put(karim, body, number).status_code == 200
    assert studio.post(jeanne, "stop").json()["recording"]["state"] == "uploading"
    with django_capture_on_commit_callbacks(execute=True):
        studio.post(karim, "done", {"segments": [{"segment": 0, "pieces": 3}]})
    assert state_for(jeanne) == state_for(karim) == "ready"
    page = jeanne.get(studio.url("keepsake"))
    again = parsed(page).select_one(f"a.button[href='{studio.url('watch', Recording.objects.get().public_id)}']")
    assert again is not None
    player = parsed(jeanne.get(str(again["href"]))).select_one("video")
    assert player is not None
    assert int(str(player["data-duration-ms"])) == pytest.approx(2000, abs=60)
    assert jeanne.get(str(player["src"])).status_code == 200


# --- « Souvenir »

SAID = {
    "proposed": "Aucun film n’a été gardé",
    "recording": "Aucun film n’a été gardé",
    "paused": "Aucun film n’a été gardé",
    "declined": "Aucun film n’a été gardé",
    "cancelled": "Aucun film n’a été gardé",
    "uploading": "Le film se range…",
    "finishing": "Le film se prépare…",
    "ready": "Supprimer ce film",
    "failed": "Le film n’a pas pu être préparé",
    "deleted": "Aucun film n’a été gardé",
}


@pytest.mark.parametrize("state", SAID)
def test_page_of_what_stays_in_each_state(studio: Studio, as_person: Any, state: str) -> None:
    recording_in(studio, state)
    for person, other in ((studio.scene.jeanne, "Karim"), (studio.scene.karim, "Jeanne")):
        page = as_person(person).get(studio.url("keepsake"))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert SAID[state] in said(page)
        assert f"Votre visite avec {other}" in said(page)
        asks_again = parsed(page).select_one("[hx-get]") is not None
        assert asks_again == (state in {"uploading", "finishing"})


def test_page_that_asks_again_gets_the_films_alone(studio: Studio, as_person: Any) -> None:
    studio.finish()
    fragment = as_person(studio.scene.jeanne).get(studio.url("keepsake"), headers={"HX-Request": "true"})
    assert parsed(fragment).select_one("section.film") is not None
    assert parsed(fragment).select_one("html, body, h1") is None


def test_person_who_left_no_film_is_told_how(studio: Studio, as_person: Any) -> None:
    person: Person = studio.scene.jeanne
    assert "« Enregistrer » garde un film" in said(as_person(person).get(studio.url("keepsake")))


def test_after_an_alarm_the_film_is_the_helped_persons_alone(studio: Studio, as_person: Any) -> None:
    """It may be a proof: the helper neither sees it nor makes it disappear."""
    recording = studio.finish()
    addresses = {who: studio.signed_url(recording, getattr(studio, who)) for who in ("jeanne", "karim")}
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    jeanne, karim = as_person(studio.scene.jeanne), as_person(studio.scene.karim)
    assert karim.get(addresses["karim"]).status_code == 404
    assert "Revoir" not in said(karim.get(studio.url("keepsake")), "main")
    karim.post(studio.url("delete", recording.public_id))
    assert jeanne.get(addresses["jeanne"]).status_code == 200
