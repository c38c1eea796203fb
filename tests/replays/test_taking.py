"""The memo while the visit lasts: asked for, agreed to, filled with steps, closed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from epaule.kernel.errors import Refusal
from epaule.replays import actions
from epaule.replays.models import Memo, MemoState, Step
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.journal import moments
from epaule.visits.models import AlarmKind, Consent, Right
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH, STEPS_MAX
from tests.consistency.tour import signed_in
from tests.factories import Scene
from tests.replays.studio import JSON, Studio, files_kept
from tests.visits.documents import jpeg, jpeg_of_a_telephone, pdf

pytestmark = pytest.mark.django_db
STEP = "clientid-000000001"


def send(studio: Studio, client: Client, body: bytes, **query: Any) -> Any:
    given = {"client_id": STEP, "sentence": "Cliquez ici.", "x": "0.5", "y": "0.5"} | query
    given = {name: value for name, value in given.items() if value is not None}
    address = studio.url("memo_take")
    return client.post(address, body, content_type="image/jpeg", headers=JSON, query_params=given)


def word(studio: Studio, client: Client, step_id: str, body: Any) -> Any:
    address = studio.url("memo_word", step_id)
    return client.post(address, json.dumps(body), content_type="application/json", headers=JSON)


def refused(code: str, do: Any, **given: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        do(**given)
    assert refusal.value.code == code


# --- Asking and agreeing


def test_the_helper_asks_and_the_helped_person_agrees(studio: Studio) -> None:
    assert actions.ask_for_memo(by=studio.karim).asked_by == studio.karim
    assert not Consent.objects.filter(right=Right.MEMO).exists()
    memo = actions.agree_to_memo(by=studio.jeanne)
    assert (memo.asked_by, memo.state) == (None, MemoState.OPEN)
    consent = Consent.objects.get(right=Right.MEMO)
    assert (consent.person, consent.to, consent.text_version) == (
        studio.jeanne.person,
        None,
        visits_actions.CONSENT_TEXT_VERSION,
    )


def test_asking_and_agreeing_twice_is_once(studio: Studio) -> None:
    for _again in range(2):
        actions.ask_for_memo(by=studio.karim)
    assert Memo.objects.get().times_asked == 1
    for _again in range(2):
        actions.agree_to_memo(by=studio.jeanne)
    assert Consent.objects.filter(right=Right.MEMO).count() == 1
    assert AuditEvent.objects.filter(event="memo.agreed").count() == 1


def test_a_no_is_not_asked_over_and_over(studio: Studio) -> None:
    for _time in range(actions.TIMES_ASKED_MOST):
        actions.ask_for_memo(by=studio.karim)
        actions.stop_memo(by=studio.jeanne)
    refused("asked_enough", actions.ask_for_memo, by=studio.karim)


def test_only_the_helped_person_agrees_and_only_the_helper_asks(studio: Studio) -> None:
    refused("memo_is_hers", actions.agree_to_memo, by=studio.karim)
    refused("memo_is_hers", actions.ask_for_memo, by=studio.jeanne)
    guest = studio.let_in(studio.scene.paul)
    for deed in (actions.ask_for_memo, actions.agree_to_memo, actions.stop_memo):
        refused("memo_is_hers", deed, by=guest)


def test_after_she_stops_no_step_is_taken_and_those_there_stay(studio: Studio) -> None:
    studio.agree_to_memo()
    studio.step()
    actions.stop_memo(by=studio.jeanne)
    assert Consent.objects.get(right=Right.MEMO).withdrawn_at is not None
    refused("no_memo_agreed", studio.step)
    assert Step.objects.count() == 1


def test_the_helper_takes_his_question_back_but_not_her_yes(studio: Studio) -> None:
    actions.ask_for_memo(by=studio.karim)
    assert actions.stop_memo(by=studio.karim).asked_by is None
    actions.agree_to_memo(by=studio.jeanne)
    refused("memo_is_hers", actions.stop_memo, by=studio.karim)


# --- Taking a step


def test_a_step_holds_the_picture_the_place_and_the_sentence(studio: Studio, told: list[dict[str, Any]]) -> None:
    studio.agree_to_memo()
    step = studio.step("  Cliquez \n ici. ", jpeg_of_a_telephone())
    assert (step.sentence, step.zone, step.place) == ("Cliquez ici.", "bottom_left", "en bas à gauche")
    with step.picture.open("rb") as kept:
        assert b"SecretCamera" not in kept.read()
    assert told == []
    assert [moment.sentence for moment in moments(studio.visit)][-1] == "Karim garde une image pour le mémo."


@pytest.mark.django_db(transaction=True)
def test_the_room_is_told_of_each_step(open_studio: Studio, told: list[dict[str, Any]]) -> None:
    open_studio.agree_to_memo()
    step = open_studio.step()
    memo = told[-1]
    assert (memo["type"], memo["state"]) == ("memo", "on")
    assert memo["steps"] == [
        {
            "id": step.public_id,
            "number": 1,
            "sentence": "Cliquez ici.",
            "zone": "bottom_left",
            "url": f"/etape/{step.public_id}/image.jpg",
        }
    ]


def test_the_same_step_again_is_the_same(studio: Studio) -> None:
    studio.agree_to_memo()
    first = studio.step(client_id=STEP)
    kept = files_kept()
    assert studio.step(client_id=STEP).pk == first.pk
    assert files_kept() == kept


def test_nothing_is_taken_without_her_yes(studio: Studio) -> None:
    visits_actions.set_sharing(participant=studio.jeanne, on=True, surface="window")
    refused("no_memo_agreed", studio.step)
    actions.ask_for_memo(by=studio.karim)
    refused("no_memo_agreed", studio.step)
    assert files_kept() == []


def test_a_hidden_screen_makes_no_step(studio: Studio) -> None:
    studio.agree_to_memo()
    visits_actions.set_hidden(participant=studio.jeanne, on=True)
    refused("screen_is_hidden", studio.step)
    visits_actions.set_hidden(participant=studio.jeanne, on=False)
    assert studio.step()


def test_nothing_shown_makes_no_step(studio: Studio) -> None:
    actions.agree_to_memo(by=studio.jeanne)
    refused("nothing_to_keep", studio.step)


def test_newcomers_take_and_remove_no_step(studio: Studio) -> None:
    studio.agree_to_memo()
    step = studio.step()
    guest = studio.let_in(studio.scene.paul)
    refused("memo_is_hers", studio.step, by=guest)
    refused("memo_is_hers", actions.drop_step, by=guest, step_id=step.public_id)


def test_a_memo_has_an_end(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.agree_to_memo()
    monkeypatch.setattr("epaule.replays.actions.taking.STEPS_MAX", 2)
    studio.step()
    studio.step()
    refused("too_many_steps", studio.step)
    assert len(files_kept()) == 2
    assert STEPS_MAX > 2


@pytest.mark.django_db(transaction=True)
def test_either_changes_the_sentence_and_the_room_is_told(open_studio: Studio, told: list[dict[str, Any]]) -> None:
    open_studio.agree_to_memo()
    step = open_studio.step()
    for by, sentence in ((open_studio.karim, " Cliquez  sur\nSuivant "), (open_studio.jeanne, "Le bouton bleu")):
        actions.word_step(by=by, step_id=step.public_id, sentence=sentence)
    assert [memo["steps"][0]["sentence"] for memo in told[-2:]] == ["Cliquez sur Suivant", "Le bouton bleu"]
    before = len(told)
    actions.word_step(by=open_studio.karim, step_id=step.public_id, sentence="Le  bouton bleu ")
    assert len(told) == before
    assert AuditEvent.objects.filter(event="memo.step_worded").count() == 2


def test_the_sentence_is_changed_by_the_two_while_the_visit_lasts(studio: Studio, scene: Scene) -> None:
    studio.agree_to_memo()
    step = studio.step()
    guest = studio.let_in(scene.paul)
    refused("memo_is_hers", actions.word_step, by=guest, step_id=step.public_id, sentence="Payez")
    refused("step_unknown", actions.word_step, by=studio.karim, step_id="inconnue", sentence="Ici")
    actions.word_step(by=studio.karim, step_id=step.public_id, sentence="a" * 500)
    step.refresh_from_db()
    assert step.sentence == "a" * STEP_SENTENCE_MAX_LENGTH
    studio.end()
    with pytest.raises(Refusal):
        actions.word_step(by=studio.karim, step_id=step.public_id, sentence="Trop tard")


def test_a_step_removed_is_really_gone(studio: Studio, django_capture_on_commit_callbacks: Any) -> None:
    studio.agree_to_memo()
    step = studio.step()
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_step(by=studio.jeanne, step_id=step.public_id)
    assert files_kept() == []
    refused("step_unknown", actions.drop_step, by=studio.jeanne, step_id=step.public_id)


# --- The end of the visit


def test_the_end_makes_a_draft_with_a_title(studio: Studio) -> None:
    memo = studio.draft()
    assert (memo.state, memo.title) == (MemoState.DRAFT, "Je n’arrive pas à envoyer une photo")
    assert memo.delete_on is not None
    assert Consent.objects.get(right=Right.MEMO).withdrawn_at is not None
    refused("visit_over", studio.step)


def test_a_memo_without_step_is_no_memo(studio: Studio) -> None:
    studio.agree_to_memo()
    studio.end()
    assert not Memo.objects.exists()


def test_a_memo_left_open_is_closed_by_the_sweep(studio: Studio) -> None:
    studio.agree_to_memo()
    studio.step()
    visits_actions.end_visit(participant=studio.jeanne)
    assert actions.close_memos_of_ended_visits() == 1
    assert Memo.objects.get().state == MemoState.DRAFT
    assert actions.close_memos_of_ended_visits() == 0


# --- The addresses


def test_the_page_asks_agrees_takes_and_removes(studio: Studio, scene: Scene) -> None:
    jeanne, karim = signed_in(scene.jeanne), signed_in(scene.karim)
    asked = karim.post(studio.url("memo_ask"), headers=JSON)
    assert asked.json()["memo"]["state"] == "asked"
    jeanne.post(studio.url("memo_agree"), headers=JSON)
    visits_actions.set_sharing(participant=studio.jeanne, on=True, surface="window")
    answer = send(studio, karim, jpeg()).json()
    taken, step_id = answer["memo"], answer["step"]
    assert [(step["id"], step["sentence"]) for step in taken["steps"]] == [(step_id, "Cliquez ici.")]
    worded = word(studio, jeanne, step_id, {"sentence": "Le bouton « Suivant »"})
    assert worded.json()["memo"]["steps"][0]["sentence"] == "Le bouton « Suivant »"
    picture = jeanne.get(taken["steps"][0]["url"])
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert picture["Cache-Control"] == "private, no-store"
    gone = jeanne.post(studio.url("memo_drop", step_id), headers=JSON)
    assert gone.json()["memo"]["steps"] == []
    assert jeanne.get(studio.url("memo_state")).json()["memo"]["state"] == "on"


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": "court"},
        {"client_id": "../../../etc/passwd"},
        {"sentence": "a" * 1001},
        {"x": "2"},
        {"x": "nan"},
        {"x": "a"},
        {"y": None},
    ],
)
def test_what_makes_no_sense_is_refused(studio: Studio, scene: Scene, query: dict[str, Any]) -> None:
    studio.agree_to_memo()
    answer = send(studio, signed_in(scene.karim), jpeg(), **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "step_not_understood")
    assert not Step.objects.exists()


@pytest.mark.parametrize("body", [None, [], {}, {"sentence": 3}, {"sentence": "a" * 1001}, "Cliquez"])
def test_a_sentence_that_makes_no_sense_is_refused(studio: Studio, scene: Scene, body: Any) -> None:
    studio.agree_to_memo()
    step = studio.step()
    answer = word(studio, signed_in(scene.karim), step.public_id, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "step_not_understood")
    step.refresh_from_db()
    assert step.sentence == "Cliquez ici."


@pytest.mark.parametrize("body", [b"", b"<svg/>", b"GIF89a", pdf(), b"\xff\xd8\xff" + bytes(100)])
def test_what_is_no_picture_is_refused(studio: Studio, scene: Scene, body: bytes) -> None:
    studio.agree_to_memo()
    answer = send(studio, signed_in(scene.karim), body)
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]
    assert not Step.objects.exists()
    assert files_kept() == []


def test_strangers_reach_nothing(studio: Studio, scene: Scene) -> None:
    studio.agree_to_memo()
    step = studio.step()
    addresses = [
        studio.url("memo_state"),
        studio.url("memo_ask"),
        studio.url("memo_take"),
        studio.url("memo_drop", step.public_id),
        studio.url("memo_word", step.public_id),
        reverse("replays:step_picture", args=[step.public_id]),
    ]
    for address in addresses:
        for person in (scene.paul, scene.sophie, scene.claire):
            for method in ("get", "post"):
                assert getattr(signed_in(person), method)(address).status_code in {404, 405}
        assert Client().get(address).status_code == 302


def test_newcomers_read_no_step(studio: Studio, scene: Scene) -> None:
    studio.agree_to_memo()
    step = studio.step("Cliquez ici.")
    studio.let_in(scene.paul)
    told = signed_in(scene.paul).get(studio.url("memo_state"), headers=JSON)
    assert (told.status_code, told.json()["code"]) == (403, "memo_is_hers")
    assert "Cliquez" not in told.content.decode()
    assert signed_in(scene.paul).get(reverse("replays:step_picture", args=[step.public_id])).status_code == 404


def test_no_secret_and_no_invisible_sign_is_kept_in_a_sentence(studio: Studio) -> None:
    studio.agree_to_memo()
    step = studio.step("Tapez\0 4111 1111 1111 1111\x1b ici.")
    assert "4111" not in step.sentence
    assert (step.sentence[:5], step.sentence[-4:]) == ("Tapez", "ici.")
    assert step.sentence.isprintable()
    worded = actions.word_step(by=studio.karim, step_id=step.public_id, sentence="mot de passe : Soleil1958!")
    assert "Soleil" not in worded.sentence


def test_after_an_alarm_the_pictures_are_for_the_helped_person_alone(studio: Studio, scene: Scene) -> None:
    studio.agree_to_memo()
    address = reverse("replays:step_picture", args=[studio.step().public_id])
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    assert signed_in(scene.karim).get(address).status_code == 404
    assert signed_in(scene.jeanne).get(address).status_code == 200


def test_the_page_of_a_visit_that_is_over_leads_the_two_to_their_memo(studio: Studio, scene: Scene) -> None:
    studio.let_in(scene.paul)
    memo = studio.draft()
    room = reverse("visits:room", args=[studio.visit.public_id])
    for person, is_offered in ((scene.jeanne, True), (scene.karim, True), (scene.paul, False)):
        page = signed_in(person).get(room).content.decode()
        assert ("Voir le mémo" in page) is is_offered
        assert (f"/memo/{memo.public_id}/" in page) is is_offered


def test_a_visit_without_memo_offers_none(studio: Studio, scene: Scene) -> None:
    studio.end()
    page = signed_in(scene.jeanne).get(reverse("visits:room", args=[studio.visit.public_id]))
    assert "Voir le mémo" not in page.content.decode()
