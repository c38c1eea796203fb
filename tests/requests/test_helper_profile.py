"""What a helper says of herself and offers."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.errors import AboutNotFit
from epaule.knowhow.models import Procedure
from epaule.people.models import Status
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.pages import checked, field, parsed, said
from tests.requests.test_few_queries import queries_of

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


def test_usual_languages_and_hers_are_seen_at_once_the_others_unfolded(scene: Scene, as_person: Any) -> None:
    scene.karim.languages = ["fr", "uk"]
    scene.karim.save()
    page = parsed(as_person(scene.karim).get("/aider/profil/"))
    folded = {str(box["value"]) for box in page.select("details input[name=languages]")}
    seen = {str(box["value"]) for box in page.select("input[name=languages]")} - folded
    assert seen == {"fr", "en", "ar", "es", "uk"}
    assert {"pl", "pt", "tr"} < folded


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


# --- What she offers, in full


FULL: dict[str, Any] = GIVEN | {
    "level-email": "3",
    "level-argent_impots": "1",
    "procedures": ["declarer", "passeport"],
    "needs": ["deaf", "reading"],
    "fee": "both",
    "about": "J’étais institutrice. J’aime prendre le temps.",
    "phone": "06 12 34 56 78",
}


def make_procedures() -> None:
    for rank, (code, topic) in enumerate({"declarer": "argent_impots", "passeport": "email"}.items(), start=1001):
        Procedure.objects.create(code=code, plain_label=f"Faire {code}", topic_id=topic, rank=rank)


def test_everything_said_is_kept_and_shown_again(scene: Scene, as_person: Any) -> None:
    make_procedures()
    client = as_person(scene.paul)
    assert client.post(PROFILE, FULL)["Location"] == "/aider/"
    offer = scene.paul.offers.get()
    assert dict(offer.lines.values_list("topic", "level")) == {"email": 3, "argent_impots": 1}
    assert set(offer.procedures.values_list("pk", flat=True)) == {"declarer", "passeport"}
    assert (offer.needs, offer.fee, offer.about) == (["deaf", "reading"], "both", FULL["about"])
    scene.paul.refresh_from_db()
    assert scene.paul.phone == "+33612345678"
    page = client.get(PROFILE)
    for name in ("topics", "procedures", "needs"):
        assert sorted(checked(page, name)) == sorted(FULL[name]), name
    assert checked(page, "fee") == ["both"]
    assert (field(page, "about"), field(page, "phone")) == (FULL["about"], "06 12 34 56 78")
    assert parsed(page).select_one('[name="level-email"] option[selected]')["value"] == "3"


def test_procedure_of_a_theme_that_is_not_ticked_is_left_out(scene: Scene, as_person: Any) -> None:
    make_procedures()
    as_person(scene.paul).post(PROFILE, FULL | {"topics": ["email"]})
    assert [one.pk for one in scene.paul.offers.get().procedures.all()] == ["passeport"]


REFUSED = {
    "about": {
        "Mon mot de passe est Soleil2024": "mot de passe",
        "Ma carte : 4111 1111 1111 1111": "carte",
        "Appelez-moi au 06 12 34 56 78": "un numéro de téléphone ou une adresse e-mail",
        "Écrivez à paul@example.org": "un numéro de téléphone ou une adresse e-mail",
        "x" * 301: "C’est un peu long.",
    },
    "phone": {"12": "n’est pas complet", "02 33 12 34 56": "téléphone fixe", "abc": "n’est pas complet"},
    "level-email": {"9": "", "roi": ""},
    "needs": {"magie": ""},
    "procedures": {"magie": ""},
    "fee": {"or": ""},
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values]
)
def test_what_may_not_be_said_is_named_and_nothing_is_lost(
    scene: Scene, as_person: Any, name: str, value: str
) -> None:
    make_procedures()
    response = as_person(scene.paul).post(PROFILE, FULL | {name: value})
    assert response.status_code == 400
    assert REFUSED[name][value] in said(response)
    assert checked(response, "topics") == FULL["topics"]
    if name in {"about", "phone"}:
        assert field(response, name) == value
    assert not scene.paul.offers.exists()
    scene.paul.refresh_from_db()
    assert (scene.paul.status, scene.paul.phone) == ("resident", "")


def test_action_refuses_a_presentation_that_says_how_to_reach_her(scene: Scene) -> None:
    with pytest.raises(AboutNotFit):
        knowhow_actions.set_offer(
            by=scene.karim, territory=scene.territory, topics=["email"], about="karim@example.org"
        )


def test_themes_may_be_proposed_to_her(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.paul).get(PROFILE, {"theme": ["email", "magie"]})
    assert checked(page, "topics") == ["email"]
    assert checked(as_person(scene.sophie).get(PROFILE), "topics") == ["email"]


def test_page_costs_the_same_with_more_procedures(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    few = queries_of(client, PROFILE)
    make_procedures()
    assert queries_of(client, PROFILE) == few <= 12
