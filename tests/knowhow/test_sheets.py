"""The life of a how-to sheet: who may do what in which state, what it keeps, and that it really goes."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client, TestCase
from django.utils import timezone
from PIL import Image

from epaule.kernel.errors import Refusal
from epaule.knowhow import actions, errors
from epaule.knowhow import files as sheet_files
from epaule.knowhow.models import SHEET_TRANSITIONS, Sheet, SheetState, SheetStep
from epaule.knowhow.rules import can_read_sheet, can_retire_sheet, can_review_sheet, can_withdraw_sheet
from epaule.knowhow.views import library
from epaule.safety.models import AuditEvent
from epaule.safety.throttle import CROWD, Limit
from tests.factories import Scene
from tests.knowhow.shelf import propose, publish, sheet_in
from tests.pages import parsed
from tests.replays.studio import files_kept

S = SheetState
DONE = {
    "publish": lambda by, sheet: actions.publish_sheet(by=by, sheet=sheet),
    "decline": lambda by, sheet: actions.decline_sheet(by=by, sheet=sheet, note="Pas clair."),
    "retire": lambda by, sheet: actions.retire_sheet(by=by, sheet=sheet, note="Le site a changé."),
    "withdraw": lambda by, sheet: actions.withdraw_sheet(by=by, sheet=sheet),
}
BECOMES = {
    # what, who, from: to. Everything else is refused.
    ("publish", "sophie", S.IN_REVIEW): S.PUBLISHED,
    ("publish", "sophie", S.TO_REVIEW): S.PUBLISHED,
    ("decline", "sophie", S.IN_REVIEW): S.DECLINED,
    ("retire", "sophie", S.TO_REVIEW): S.WITHDRAWN,
    ("retire", "claire", S.IN_REVIEW): S.WITHDRAWN,
    ("retire", "claire", S.PUBLISHED): S.WITHDRAWN,
    ("retire", "claire", S.TO_REVIEW): S.WITHDRAWN,
    ("withdraw", "jeanne", S.IN_REVIEW): S.WITHDRAWN,
    ("withdraw", "jeanne", S.PUBLISHED): S.WITHDRAWN,
    ("withdraw", "jeanne", S.TO_REVIEW): S.WITHDRAWN,
    ("withdraw", "jeanne", S.DECLINED): S.DECLINED,
    ("withdraw", "jeanne", S.WITHDRAWN): S.WITHDRAWN,
}
PERSONS = ("jeanne", "karim", "sophie", "claire", "paul")


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("what", DONE)
def test_each_state_and_person(scene: Scene, what: str, state: str) -> None:
    for who in PERSONS:
        sheet = sheet_in(scene, state)
        expected = BECOMES.get((what, who, S(state)))
        if expected is None:
            with pytest.raises(Refusal):
                DONE[what](getattr(scene, who), sheet)
            sheet.refresh_from_db()
            assert sheet.state == state, who
        else:
            assert DONE[what](getattr(scene, who), sheet).state == expected, who


def test_the_table_holds_every_state() -> None:
    assert set(SHEET_TRANSITIONS) == set(S.values)
    moves = {(source, to) for (_what, _who, source), to in BECOMES.items() if source != to}
    assert moves == {(source, to) for source, tos in SHEET_TRANSITIONS.items() for to in tos} - {
        (S.PUBLISHED, S.TO_REVIEW)
    }


def test_a_suspended_helper_or_one_of_another_territory_reviews_nothing(scene: Scene) -> None:
    sheet = propose(scene)
    scene.sophie.suspended_at = timezone.now()
    assert not can_review_sheet(scene.sophie, sheet)
    scene.sophie.suspended_at, scene.sophie.territory_id = None, scene.territory.pk + 1
    assert not can_review_sheet(scene.sophie, sheet)
    assert not can_retire_sheet(scene.sophie, sheet)


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_the_database_too_refuses_a_review_by_the_two_who_made_it(scene: Scene, who: str) -> None:
    sheet = propose(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(reviewer=getattr(scene, who))


def test_who_reads_what(scene: Scene) -> None:
    from django.contrib.auth.models import AnonymousUser

    everyone = [AnonymousUser(), *(getattr(scene, who) for who in PERSONS)]
    readers = {
        state: [getattr(one, "first_name", "") for one in everyone if can_read_sheet(one, sheet_in(scene, state))]
        for state in S.values
    }
    everyone_named = ["", "Jeanne", "Karim", "Sophie", "Claire", "Paul"]
    assert readers == {
        S.IN_REVIEW: ["Jeanne", "Karim", "Sophie"],
        S.PUBLISHED: everyone_named,
        S.TO_REVIEW: everyone_named,
        S.DECLINED: [],
        S.WITHDRAWN: [],
    }
    assert not can_withdraw_sheet(scene.karim, sheet_in(scene, S.PUBLISHED))


def test_a_picture_keeps_nothing_but_what_is_seen(scene: Scene) -> None:
    sheet = propose(scene)
    for step in sheet.steps.all():
        with step.picture.open("rb") as stored:
            body = stored.read()
        assert b"SecretCamera" not in body
        with Image.open(BytesIO(body)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (step.width, step.height))
            assert not picture.getexif()
        assert step.picture.name.startswith(f"fiches/{sheet.public_id}/")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": "  "}, errors.SheetIncomplete),
        ({"signature": ""}, errors.SheetIncomplete),
        ({"steps": []}, errors.SheetIncomplete),
        ({"topic": "magie"}, errors.UnknownTopic),
        ({"official_url": "http://impots.gouv.fr/"}, errors.OfficialAddressNotSafe),
        ({"official_url": "https://impots.gouv.fr@voleur.example/"}, errors.OfficialAddressNotSafe),
        ({"official_url": "https://impôts.gouv.fr/"}, errors.OfficialAddressNotSafe),
        ({"official_url": "javascript:alert(1)"}, errors.OfficialAddressNotSafe),
        ({"title": "Ma carte 4970 1012 3456 7893"}, errors.SheetHoldsSecret),
        ({"steps": [("Mot de passe : Minou1950", "", b"")]}, errors.SheetHoldsSecret),
        ({"steps": [("Cliquez.", "", b"not a picture")]}, errors.PictureUnreadable),
    ],
)
def test_what_may_not_be_proposed_leaves_nothing(scene: Scene, changes: dict[str, Any], refusal: Any) -> None:
    with pytest.raises(refusal):
        propose(scene, **changes)
    assert not Sheet.objects.exists()
    assert files_kept() == []


def test_one_memo_has_one_living_copy(scene: Scene) -> None:
    first = propose(scene, origin="memo:one")
    kept = files_kept()
    with pytest.raises(errors.SheetAlreadyThere):
        propose(scene, origin="memo:one")
    assert files_kept() == kept
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.withdraw_sheet(by=scene.jeanne, sheet=first)
    assert propose(scene, origin="memo:one").state == S.IN_REVIEW


def test_a_full_disk_leaves_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from epaule.kernel import files
    from epaule.kernel.errors import DiskFull

    kept: list[str] = []

    def second_fails(name: str, content: Any) -> str:
        if kept:
            raise DiskFull()
        kept.append(str(default_storage.save(name, content)))
        return kept[0]

    monkeypatch.setattr(files, "store", second_fails)
    with pytest.raises(DiskFull):
        propose(scene)
    assert kept
    assert files_kept() == []
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("what", ["decline", "retire", "withdraw"])
def test_what_ends_really_goes(scene: Scene, what: str) -> None:
    sheet = publish(scene) if what != "decline" else propose(scene)
    assert len(files_kept()) == 2
    by = {"decline": scene.sophie, "retire": scene.claire, "withdraw": scene.jeanne}[what]
    with TestCase.captureOnCommitCallbacks(execute=True):
        DONE[what](by, sheet)
    assert files_kept() == []
    assert not default_storage.exists(f"fiches/{sheet.public_id}")
    assert not SheetStep.objects.exists()
    sheet.refresh_from_db()
    assert sheet.signature == "Jeanne", "the proof of what she agreed to stays"
    if what == "withdraw":
        assert (sheet.title, sheet.procedure, sheet.official_url) == ("", "", "")
    page = Client().get(f"/savoir/{sheet.public_id}/")
    assert page.status_code == 404
    assert Client().get(f"/savoir/{sheet.public_id}/1/image.jpg").status_code == 404


def test_a_row_that_goes_takes_its_pictures(scene: Scene) -> None:
    sheet = propose(scene)
    with TestCase.captureOnCommitCallbacks(execute=True):
        sheet.delete()
    assert files_kept() == []


def test_twelve_months_later_it_is_to_be_looked_at_again(scene: Scene) -> None:
    with time_machine.travel("2027-02-10 12:00", tick=False):
        sheet = publish(scene)
        assert sheet.checked_on == date(2027, 2, 10)
    with time_machine.travel("2028-02-09 04:25", tick=False):
        assert actions.sheets_grow_old() == 0
    with time_machine.travel("2028-02-10 04:25", tick=False):
        assert actions.sheets_grow_old() == 1
        assert actions.sheets_grow_old() == 0
        page = Client().get(f"/savoir/{sheet.public_id}/")
        assert page.status_code == 200
        assert "À revoir" in page.content.decode()
        again = (
            actions.publish_sheet(by=scene.claire, sheet=sheet) if can_review_sheet(scene.claire, sheet) else None
        )
        assert again is None, "a coordinator whom nobody vouched for is no helper"
        again = actions.publish_sheet(by=scene.sophie, sheet=sheet)
        assert (again.state, again.checked_on) == (S.PUBLISHED, date(2028, 2, 10))
    assert AuditEvent.objects.filter(event="sheet.checked").count() == 1


def test_the_29th_of_february_grows_old_too(scene: Scene) -> None:
    with time_machine.travel("2027-02-28 12:00", tick=False):
        publish(scene)
    with time_machine.travel("2028-02-29 12:00", tick=False):
        assert actions.sheets_grow_old() == 1


def test_two_reviewers_at_once_are_one(played: Scene) -> None:
    sheet = propose(played)
    played.paul.vouched_at = timezone.now()
    played.paul.save()

    def answer(who: Any) -> str:
        try:
            if who == played.sophie:
                return str(actions.publish_sheet(by=who, sheet=sheet).state)
            return str(actions.decline_sheet(by=who, sheet=sheet, note="On voit un nom.").state)
        except errors.CheckedMeanwhile:
            return "meanwhile"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(answer, [played.sophie, played.paul]))
    sheet.refresh_from_db()
    assert sorted(answers) == sorted(["meanwhile", sheet.state])
    assert AuditEvent.objects.filter(event__in=["sheet.published", "sheet.declined"]).count() == 1


# --- Pages


def test_the_library_shows_no_name(scene: Scene) -> None:
    sheet = publish(scene)
    for path in ("/savoir/", "/savoir/?q=photo", "/savoir/?theme=email", f"/savoir/{sheet.public_id}/"):
        text = Client().get(path).content.decode()
        assert "Envoyer une photo par e-mail" in text, path
        for name in ("Jeanne", "Karim", "Sophie"):
            assert name not in text, path


def test_a_sheet_page_shows_steps_and_where_the_official_address_leads(scene: Scene) -> None:
    sheet = publish(scene)
    page = parsed(Client().get(f"/savoir/{sheet.public_id}/"))
    assert len(page.select(".sheet-step")) == 2
    (official,) = page.select(".official a")
    assert (official["href"], official.get_text()) == ("https://www.laposte.net/aide", "www.laposte.net")
    picture = Client().get(f"/savoir/{sheet.public_id}/1/image.jpg")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "public, max-age=3600"
    assert Client().get(f"/savoir/{sheet.public_id}/3/image.jpg").status_code == 404


def test_before_the_second_look_only_three_see_it(scene: Scene, as_person: Any) -> None:
    sheet = propose(scene)
    for path in (f"/savoir/{sheet.public_id}/", f"/savoir/{sheet.public_id}/1/image.jpg"):
        assert Client().get(path).status_code == 404
        assert as_person(scene.paul).get(path).status_code == 404
        for who in ("jeanne", "karim", "sophie"):
            assert as_person(getattr(scene, who)).get(path).status_code == 200, who
    picture = as_person(scene.sophie).get(f"/savoir/{sheet.public_id}/1/image.jpg")
    assert picture["Cache-Control"] == "private, no-store"
    assert "Envoyer une photo" not in Client().get("/savoir/?q=photo").content.decode().replace(
        "Pour « photo »", ""
    )


def test_who_reviews(scene: Scene, as_person: Any) -> None:
    sheet = propose(scene)
    path = f"/savoir/relire/{sheet.public_id}/"
    status = {who: as_person(getattr(scene, who)).get(path).status_code for who in PERSONS}
    assert status == {"jeanne": 404, "karim": 404, "sophie": 200, "claire": 200, "paul": 404}
    listed = {who: as_person(getattr(scene, who)).get("/savoir/relire/") for who in PERSONS}
    assert {who: page.status_code for who, page in listed.items()} == {
        "jeanne": 403,
        "karim": 200,
        "sophie": 200,
        "claire": 403,
        "paul": 403,
    }
    assert path in listed["sophie"].content.decode()
    assert path not in listed["karim"].content.decode()
    assert Client().get(path).status_code == 302


def test_a_reviewer_must_look_at_three_things(scene: Scene, as_person: Any) -> None:
    sheet = propose(scene)
    sophie, path = as_person(scene.sophie), f"/savoir/relire/{sheet.public_id}/"
    page = sophie.post(path, {"do": "publish", "nobody": "on", "works": "on"})
    assert page.status_code == 400
    assert "Ouvrez l’adresse officielle" in page.content.decode()
    done = sophie.post(path, {"do": "publish", "nobody": "on", "works": "on", "address": "on"})
    assert done.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reviewer) == (S.PUBLISHED, scene.sophie)
    again = sophie.post(path, {"do": "publish", "nobody": "on", "works": "on", "address": "on"})
    assert again.status_code == 409
    assert sophie.get(path).status_code == 409


def test_a_note_reaches_the_helper(scene: Scene, as_person: Any) -> None:
    sheet = propose(scene)
    sophie, path = as_person(scene.sophie), f"/savoir/relire/{sheet.public_id}/"
    assert sophie.post(path, {"do": "decline", "note": "  "}).status_code == 400
    assert sophie.post(path, {"do": "decline", "note": "Son code est 482913 reçu par SMS"}).status_code == 400
    assert sophie.post(path, {"do": "decline", "note": "On lit une adresse à l’image 2."}).status_code == 302
    assert "On lit une adresse" in as_person(scene.karim).get("/savoir/relire/").content.decode()
    assert sophie.post(path, {"do": "decline", "note": "Encore"}).status_code == 409


def test_the_desk_counts_what_is_to_be_looked_at(scene: Scene, as_person: Any) -> None:
    propose(scene)
    link = parsed(as_person(scene.sophie).get("/aider/")).select_one("a[href='/savoir/relire/']")
    assert link is not None
    assert link.get_text(" ", strip=True) == "Fiches à relire 1"
    link = parsed(as_person(scene.karim).get("/aider/")).select_one("a[href='/savoir/relire/']")
    assert link is not None
    assert link.get_text(" ", strip=True) == "Fiches à relire"


@pytest.mark.parametrize("path", ["/savoir/", "/savoir/?q=photo", "/savoir/relire/", "/aider/"])
def test_long_lists_cost_no_more(scene: Scene, as_person: Any, path: str) -> None:
    from tests.requests.test_few_queries import queries_of

    sophie = as_person(scene.sophie)
    propose(scene), publish(scene)
    sophie.get(path)
    few = queries_of(sophie, path)
    for _more in range(6):
        propose(scene), publish(scene)
    sophie.get(path)
    assert queries_of(sophie, path) == few
    assert few <= 15


def test_more_sheets_than_a_page_are_turned(scene: Scene) -> None:
    for number in range(23):
        publish(scene, title=f"Savoir {number}")
    first, second = (parsed(Client().get(f"/savoir/?page={page}")) for page in (1, 2))
    assert (len(first.select(".sheet-card")), len(second.select(".sheet-card"))) == (20, 3)
    assert Client().get("/savoir/?page=x").status_code == 200


def test_the_owner_takes_it_back_from_its_page(scene: Scene, as_person: Any) -> None:
    sheet = publish(scene)
    path = f"/savoir/{sheet.public_id}/retirer/"
    assert as_person(scene.karim).post(path).status_code == 404
    assert as_person(scene.jeanne).post(path).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == S.WITHDRAWN
    assert sheet.ended_at is not None
    assert sheet.ended_at > timezone.now() - timedelta(minutes=1)


def test_pictures_that_no_sheet_shows_go_once_they_are_old(scene: Scene, settings: Any) -> None:
    sheet = propose(scene)
    folder = Path(settings.MEDIA_ROOT) / "fiches"
    (folder / "left").mkdir()
    for name in (f"{sheet.public_id}/stray.jpg", "left/stray.jpg", "left/young.jpg"):
        (folder / name).write_bytes(b"a picture")
    before = time.time() - 2 * 24 * 3600
    for path in folder.rglob("*.jpg"):
        if path.name != "young.jpg":
            os.utime(path, (before, before))
    assert sheet_files.erase_strays() == 2
    assert len(list((folder / sheet.public_id).iterdir())) == 2
    assert [path.name for path in (folder / "left").iterdir()] == ["young.jpg"]


def test_nobody_searches_without_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "SEARCH_LIMIT", Limit("library-search", capacity=1, seconds_per_token=3600))
    answers = [Client().get("/savoir/", {"q": "photo"}).status_code for _again in range(CROWD + 1)]
    assert answers == [200] * CROWD + [429]
    assert Client().get("/savoir/").status_code == 200
