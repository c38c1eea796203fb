"""A kept memo is given to everyone: by her alone, in writing, without her name; and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, TestCase

from epaule.knowhow.models import Sheet
from epaule.replays import actions
from epaule.replays.errors import MemoUnknown
from epaule.replays.models import Memo, MemoState
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind, TimelineEntry
from tests.pages import parsed
from tests.replays.studio import Studio, files_kept


def kept(studio: Studio, *sentences: str) -> Memo:
    memo = studio.draft(*sentences)
    memo = actions.keep(by=studio.jeanne, memo=memo)
    assert memo.state == MemoState.KEPT
    return memo


def path(memo: Memo) -> str:
    return f"/memo/{memo.public_id}/partager/"


def filled(client: Client, memo: Memo, **changes: Any) -> dict[str, Any]:
    """What the page proposes, agreed to."""
    page = parsed(client.get(path(memo)))
    sent: dict[str, Any] = {}
    for field in page.select("main form.share :is(input, textarea, select)"):
        name = str(field["name"])
        if field.name == "textarea":
            sent[name] = field.get_text().strip()
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        elif field["type"] == "checkbox":
            if field.has_attr("checked"):
                sent[name] = "on"
        else:
            sent[name] = field.get("value", "")
    return {
        k: v for k, v in (sent | {"looked": "on", "signature": "Jeanne", "do": "share"} | changes).items() if v
    }


def test_she_sees_everything_signs_and_it_waits_for_another_helper(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    page = parsed(jeanne.get(path(memo)))
    assert len(page.select(".sheet-step img")) == 3
    before = list(memo.steps.values_list("sentence", "picture"))
    given = filled(jeanne, memo, official_url="https://www.laposte.net/", title="Envoyer une photo")
    given[f"sentence_{memo.steps.first().public_id}"] = "Ouvrez votre messagerie."  # type: ignore[union-attr]
    assert jeanne.post(path(memo), given).status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.owner, sheet.helper, sheet.state) == (studio.scene.jeanne, studio.scene.karim, "in_review")
    assert (sheet.signature, sheet.text_version) == ("Jeanne", actions.SHARE_TEXT_VERSION)
    assert sheet.topic_id == "email"
    assert sheet.steps.get(number=1).sentence == "Ouvrez votre messagerie."
    assert [step.place for step in sheet.steps.all()] == ["bottom_left"] * 3
    assert list(memo.steps.values_list("sentence", "picture")) == before, "the memo stays as it was"
    assert "Un autre aidant la regarde" in jeanne.get(path(memo)).content.decode()
    assert TimelineEntry.objects.filter(visit=studio.visit, event="memo.shared").count() == 1
    assert jeanne.post(path(memo), given).status_code == 200
    assert Sheet.objects.count() == 1


def test_a_step_may_be_left_out(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    second = memo.steps.all()[1]
    assert jeanne.post(path(memo), filled(jeanne, memo, **{f"with_{second.public_id}": ""})).status_code == 302
    assert Sheet.objects.get().steps.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"looked": ""}, "Regardez chaque image"),
        ({"signature": ""}, "Écrivez votre prénom"),
        ({"signature": "Paul"}, "Écrivez votre prénom comme vous l’avez donné\u00a0: Jeanne."),
        ({"title": ""}, "Donnez un titre"),
        ({"title": "Payer avec 4970 1012 3456 7893"}, "numéro de carte bancaire"),
        ({"official_url": "http://impots.gouv.fr"}, "Cette adresse ne peut pas être gardée"),
        ({"topic": "magie"}, "Choisissez le sujet qui ressemble le plus."),
        ({"title": "Le compte de jeanne"}, "Remplacez-les"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    studio: Studio, as_person: Any, changes: dict[str, str], said: str
) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    page = jeanne.post(path(memo), filled(jeanne, memo, procedure="Ma démarche", **changes))
    assert page.status_code == 400
    text = page.content.decode()
    assert said in text
    assert "Ma démarche" in text
    assert not Sheet.objects.exists()


def test_names_are_pointed_out_and_replaced(studio: Studio, as_person: Any) -> None:
    memo = kept(
        studio, "Jeanne ouvre le site.", "Cliquez sur le compte d’JEANNE, avec Karim.", "Écrivez à j@free.fr"
    )
    jeanne = as_person(studio.scene.jeanne)
    page = jeanne.get(path(memo)).content.decode()
    for word in ("«\u00a0Jeanne\u00a0»", "«\u00a0JEANNE\u00a0»", "«\u00a0Karim\u00a0»", "«\u00a0j@free.fr\u00a0»"):
        assert word in page
    replaced = parsed(jeanne.post(path(memo), filled(jeanne, memo, do="replace", title="Payer")))
    words = [field.get_text().strip() for field in replaced.select("textarea")]
    assert words == [
        "La personne ouvre le site.",
        "Cliquez sur le compte de la personne, avec l’aidant.",
        "Écrivez à votre adresse e-mail",
    ]
    assert not Sheet.objects.exists()
    given = filled(jeanne, memo, title="Payer", not_names="on")
    assert jeanne.post(path(memo), given).status_code == 302, "a name that is also a word may be kept"


def test_pictures_that_changed_since_she_looked_are_refused(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    given = filled(jeanne, memo)
    memo.steps.first().delete()  # type: ignore[union-attr]
    assert jeanne.post(path(memo), given).status_code == 409
    assert not Sheet.objects.exists()


def test_who_may_share(studio: Studio, as_person: Any) -> None:
    memo = studio.draft()
    scene = studio.scene
    assert as_person(scene.jeanne).get(path(memo)).status_code == 409, "not kept yet"
    memo = actions.keep(by=studio.jeanne, memo=memo)
    for method in ("get", "post"):
        status = {
            who: getattr(as_person(getattr(scene, who)), method)(path(memo)).status_code
            for who in ("jeanne", "karim", "sophie", "claire", "paul")
        }
        hers = 200 if method == "get" else 400
        assert status == {"jeanne": hers, "karim": 403, "sophie": 404, "claire": 404, "paul": 404}
        assert getattr(Client(), method)(path(memo)).status_code == 302
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    for who in (scene.jeanne, scene.karim):
        assert as_person(who).get(path(memo)).status_code == 404, "it may be a proof"
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete_memo(by=studio.jeanne, memo=memo)
    assert as_person(scene.jeanne).get(path(memo)).status_code == 404


def test_what_may_be_a_proof_is_not_shared(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    page = path(memo)
    assert as_person(studio.jeanne.person).get(page).status_code == 200
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    client = as_person(studio.jeanne.person)
    for method in ("get", "post"):
        assert getattr(client, method)(page).status_code == 404
    shared = actions.Shared(
        title="Ouvrir",
        topic="email",
        procedure="",
        official_url="",
        sentences={step.public_id: "Ouvrez." for step in memo.steps.all()},
        signature="Jeanne",
        seen=actions.seal(list(memo.steps.all())),
    )
    with pytest.raises(MemoUnknown):
        actions.share_memo(by=studio.jeanne, memo=memo, shared=shared)
    assert not Sheet.objects.exists()


def test_she_takes_it_back_and_the_memo_stays(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    before = files_kept()
    jeanne.post(path(memo), filled(jeanne, memo))
    assert len(files_kept()) == 2 * len(before)
    assert as_person(studio.scene.karim).post(path(memo) + "retirer/").status_code == 403
    for _again in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert jeanne.post(path(memo) + "retirer/").status_code == 302
    assert files_kept() == before
    assert Sheet.objects.get().state == "withdrawn"
    assert "Vous avez retiré la copie" in jeanne.get(path(memo)).content.decode()
    assert TimelineEntry.objects.filter(visit=studio.visit, event="memo.unshared").count() == 1
    assert jeanne.post(path(memo), filled(jeanne, memo)).status_code == 302, "she may share again"


def test_the_copy_outlives_the_memo(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    jeanne.post(path(memo), filled(jeanne, memo))
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete_memo(by=studio.jeanne, memo=memo)
    sheet = Sheet.objects.get()
    assert sheet.steps.count() == 3
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert jeanne.post(f"/savoir/{sheet.public_id}/retirer/").status_code == 302
    assert files_kept() == []


def test_a_note_of_the_reviewer_is_read_by_her(studio: Studio, as_person: Any) -> None:
    memo = kept(studio)
    jeanne = as_person(studio.scene.jeanne)
    jeanne.post(path(memo), filled(jeanne, memo))
    review = f"/savoir/relire/{Sheet.objects.get().public_id}/"
    as_person(studio.scene.sophie).post(review, {"do": "decline", "note": "On lit un nom à l’image 2."})
    assert "On lit un nom à l’image 2." in jeanne.get(path(memo)).content.decode()
