"""What a helper says of herself and offers."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.people.models import Status
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.pages import checked, field, parsed, said

PROFILE = "/aider/profil/"
GIVEN = {
    "first_name": "Paul",
    "status": "volunteer",
    "languages": ["fr", "ar"],
    "topics": ["email", "argent_impots"],
    "commune": "50147",
    "charter": "on",
}
MISSING = {
    "first_name": "Écrivez votre prénom.",
    "status": "Choisissez ce que vous êtes.",
    "languages": "Cochez au moins une langue.",
    "topics": "Cochez au moins un thème.",
    "charter": "Lisez la charte et cochez la case",
}


@pytest.mark.parametrize("missing", MISSING)
def test_missing_answer_is_named_and_the_rest_is_kept(scene: Scene, as_person: Any, missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}
    response = as_person(scene.paul).post(PROFILE, given)
    assert response.status_code == 400
    assert MISSING[missing] in said(response)
    for name in {"status", "languages", "topics", "charter"} - {missing}:
        expected = given[name] if isinstance(given[name], list) else [given[name]]
        assert checked(response, name) == expected, name
    if missing != "first_name":
        assert field(response, "first_name") == "Paul"
    assert not scene.paul.offers.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "coordinator"), ("status", "roi"), ("languages", ["xx"]), ("topics", ["magie"])],
)
def test_answer_that_is_not_proposed_is_refused(scene: Scene, as_person: Any, name: str, value: Any) -> None:
    assert as_person(scene.paul).post(PROFILE, GIVEN | {name: value}).status_code == 400
    scene.paul.refresh_from_db()
    assert scene.paul.status == Status.RESIDENT
    assert not scene.paul.offers.exists()


def test_commune_typed_but_not_chosen_is_asked_for(scene: Scene, as_person: Any) -> None:
    response = as_person(scene.paul).post(PROFILE, GIVEN | {"q": "avranches"})
    assert response.status_code == 400
    assert "touchez-la dans la liste" in said(response)
    assert [str(box["value"]) for box in parsed(response).select("input[name=commune]")] == ["50025"]
    chosen = as_person(scene.paul).post(PROFILE, GIVEN | {"q": "avranches", "commune": "50025"})
    assert chosen.status_code == 302
    scene.paul.refresh_from_db()
    assert scene.paul.commune_id == "50025"


def test_profile_is_kept_and_thanked_once(scene: Scene, as_person: Any) -> None:
    response = as_person(scene.paul).post(PROFILE, GIVEN | {"first_name": "Paulo"}, follow=True)
    assert response.redirect_chain == [("/aider/", 302)]
    assert said(response).count("C’est noté, merci.") == 1
    scene.paul.refresh_from_db()
    assert (scene.paul.first_name, scene.paul.status, scene.paul.languages) == ("Paulo", "volunteer", ["fr", "ar"])
    (offer,) = scene.paul.offers.all()
    assert offer.territory == scene.territory
    assert {topic.code for topic in offer.topics.all()} == {"email", "argent_impots"}
    assert set(AuditEvent.objects.values_list("event", flat=True)) == {
        "person.helper_profile_changed",
        "offer.changed",
    }


def test_offering_does_not_make_one_trusted(scene: Scene, as_person: Any) -> None:
    as_person(scene.paul).post(PROFILE, GIVEN | {"vouched_at": "2026-01-01", "is_staff": "1"})
    scene.paul.refresh_from_db()
    assert (scene.paul.vouched_at, scene.paul.is_staff) == (None, False)


def test_profile_opens_as_it_was_left(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.paul)
    client.post(PROFILE, GIVEN)
    page = client.get(PROFILE)
    assert field(page, "first_name") == "Paul"
    for name in ("status", "languages", "topics", "commune", "charter"):
        expected = GIVEN[name] if isinstance(GIVEN[name], list) else [GIVEN[name]]
        assert checked(page, name) == expected, name


def test_first_profile_proposes_french_and_her_commune_and_no_promise(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.paul).get(PROFILE)
    assert (checked(page, "languages"), checked(page, "commune")) == (["fr"], ["50147"])
    assert checked(page, "topics") == checked(page, "charter") == checked(page, "status") == []


def test_coordinator_stays_one(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.claire)
    hidden = parsed(client.get(PROFILE)).select("input[name=status]")
    assert [box["type"] for box in hidden] == ["hidden"]
    assert client.post(PROFILE, GIVEN).status_code == 302
    scene.claire.refresh_from_db()
    assert scene.claire.status == Status.COORDINATOR
