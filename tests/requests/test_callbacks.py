"""« Un autre jour »: a promised call, and who may read the telephone numbers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from epaule.people.models import Status
from epaule.requests import actions
from epaule.requests.errors import TextHoldsSecret
from epaule.requests.models import CallbackRequest
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory
from tests.pages import field, parsed, said, title
from tests.requests.states import kept
from tests.requests.wizard import TEXT, answer, at

LIST = "/aider/rappels/"
GIVEN = {"first_name": "Odette", "phone": "06 39 98 00 01", "moment": "mardi matin"}

RIGHT_PHONES = {
    "06 39 98 00 01": "+33639980001",
    "0639980001": "+33639980001",
    "06.39.98.00.01": "+33639980001",
    "06-39-98-00-01": "+33639980001",
    " 06 39\u00a098 00 01 ": "+33639980001",
    "+33 6 39 98 00 01": "+33639980001",
    "+33 (0)6 39 98 00 01": "+33639980001",
    "0033639980001": "+33639980001",
    "02 61 91 50 00": "+33261915000",
    "+44 20 7946 0018": "+442079460018",
}
WRONG_PHONES = [
    "12",
    "112",
    "3949",
    "06 39 98 00",
    "06 39 98 00 01 02",
    "demain",
    "jeanne@exemple.fr",
    "+",
    "0" * 30,
]


def done_at(callback: CallbackRequest) -> str:
    return reverse("requests:callback_done", args=[callback.public_id])


# --- Asking --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", WRONG_PHONES)
def test_wrong_phone_is_refused_and_stays_in_the_page(scene: Scene, client: Client, phone: str) -> None:
    answer(client, "ask")
    response = client.post(at("ask_callback"), GIVEN | {"phone": phone})
    assert response.status_code == 400
    assert "Un numéro français a dix chiffres." in said(response)
    assert (field(response, "phone"), field(response, "moment")) == (phone, "mardi matin")
    assert not CallbackRequest.objects.exists()


@pytest.mark.parametrize("missing", ["first_name", "phone"])
def test_missing_answer_is_asked_for(scene: Scene, client: Client, missing: str) -> None:
    answer(client, "ask")
    response = client.post(at("ask_callback"), GIVEN | {missing: ""})
    assert response.status_code == 400
    assert parsed(response).select(f"[name={missing}][aria-invalid=true]")


def test_secret_in_the_moment_is_refused(scene: Scene, client: Client) -> None:
    answer(client, "ask")
    response = client.post(at("ask_callback"), GIVEN | {"moment": "mon mot de passe : Minou1950"})
    assert response.status_code == 400
    assert "mot de passe" in said(response)
    assert not CallbackRequest.objects.exists()


@pytest.mark.parametrize("where", ["text", "moment"])
def test_secret_is_refused_even_without_the_form(scene: Scene, where: str) -> None:
    with pytest.raises(TextHoldsSecret):
        kept(scene, **{where: "Ma carte 4970 1012 3456 7893"})
    assert not CallbackRequest.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("phone", RIGHT_PHONES)
def test_phone_is_understood_however_it_is_written(scene: Scene, client: Client, phone: str) -> None:
    answer(client, "ask")
    response = client.post(at("ask_callback"), GIVEN | {"phone": phone}, follow=True)
    assert title(response) == "C’est noté"
    callback = CallbackRequest.objects.get()
    assert callback.phone == RIGHT_PHONES[phone]
    assert (callback.first_name, callback.text, callback.moment) == ("Odette", TEXT, "mardi matin")
    assert (callback.territory, callback.done_at) == (scene.territory, None)
    assert field(client.get(at("ask")), "text") == "", "the draft is done with"


def test_asking_leaves_a_trace_without_the_number(scene: Scene) -> None:
    callback = kept(scene)
    trace = AuditEvent.objects.get()
    assert (trace.event, trace.by) == ("callback.asked", "")
    assert trace.target == f"callbackrequest:{callback.public_id}"
    assert "639980001" not in str(trace.data)


def test_one_answer_of_the_wizard_leads_to_the_number(scene: Scene, client: Client) -> None:
    answer(client, "ask", "ask_topics")
    response = client.post(at("ask_when"), {"when": "callback"}, follow=True)
    assert response.redirect_chain == [(at("ask_callback"), 302)]
    assert "une personne de votre territoire vous appelle" in said(response)
    assert TEXT in said(response)


def test_changing_ones_mind_leads_back_to_now(scene: Scene, client: Client) -> None:
    answer(client, "ask", "ask_topics", "ask_when", ask_when={"when": "callback"})
    assert client.get(at("check"))["Location"] == at("ask_when")
    assert client.post(at("ask_when"), {"when": "now"})["Location"] == at("ask_who")


# --- Answering -----------------------------------------------------------------------------------------------


def test_list_is_not_for_anonymous(scene: Scene, client: Client) -> None:
    callback = kept(scene)
    assert client.get(LIST).status_code == 302
    assert client.post(done_at(callback)).status_code == 302
    callback.refresh_from_db()
    assert callback.done_at is None


@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul"])
def test_list_is_for_the_coordination_only(scene: Scene, as_person: Any, who: str) -> None:
    callback = kept(scene)
    client = as_person(getattr(scene, who))
    for response in (client.get(LIST), client.post(done_at(callback))):
        assert response.status_code == 403
        assert title(response) == "Cette page est réservée à d’autres personnes."
        assert "639980001" not in response.content.decode()
    callback.refresh_from_db()
    assert callback.done_at is None


def test_list_is_closed_to_the_coordination_of_another_territory(scene: Scene, as_person: Any) -> None:
    callback = kept(scene)
    stranger = scene._person(make_territory("calvados"), "Anne", "50025", Status.COORDINATOR)
    client = as_person(stranger)
    assert client.get(LIST).status_code == 403
    assert client.post(done_at(callback)).status_code == 403


def test_list_shows_the_calls_of_the_territory_the_oldest_first(scene: Scene, as_person: Any) -> None:
    new, old, elsewhere = (kept(scene, first_name=name) for name in ("Nouvelle", "Ancienne", "Ailleurs"))
    kept(scene, first_name="Faite")
    actions.mark_callback_done(by=scene.claire, callback=CallbackRequest.objects.get(first_name="Faite"))
    CallbackRequest.objects.filter(pk=old.pk).update(asked_at=new.asked_at - timedelta(days=1))
    CallbackRequest.objects.filter(pk=elsewhere.pk).update(territory=make_territory("calvados"))
    response = as_person(scene.claire).get(LIST)
    assert [card.get_text() for card in parsed(response).select("main .card h2")] == ["Ancienne", "Nouvelle"]
    assert parsed(response).select('a[href="tel:+33639980001"]')


def test_empty_list_says_so(scene: Scene, as_person: Any) -> None:
    assert "Personne n’attend d’appel" in said(as_person(scene.claire).get(LIST))


def test_done_leaves_the_list(scene: Scene, as_person: Any) -> None:
    callback = kept(scene)
    response = as_person(scene.claire).post(done_at(callback), follow=True)
    assert "Odette" not in said(response, "main")
    callback.refresh_from_db()
    assert callback.done_by == scene.claire
    assert callback.done_at is not None


def test_done_again_is_the_same(scene: Scene) -> None:
    callback = actions.mark_callback_done(by=scene.claire, callback=kept(scene))
    assert actions.mark_callback_done(by=scene.claire, callback=callback).done_at == callback.done_at
    assert AuditEvent.objects.filter(event="callback.done").count() == 1


def test_done_is_never_said_by_opening_an_address(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.claire).get(done_at(kept(scene))).status_code == 405
