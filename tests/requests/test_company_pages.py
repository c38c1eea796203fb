"""« Mes aidants », « Mes accompagnés », never again, « Et vous ? »."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from epaule.people import actions as people_actions
from epaule.people.models import Block, Contact, Person
from epaule.requests import actions
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.test_company import helped
from tests.requests.test_few_queries import make_residents, queries_of

MINE, THEIRS, PASS_ON = "/mes-aidants/", "/aider/accompagnes/", "/transmettre/"


def to(name: str, person: Person) -> str:
    return reverse(f"requests:{name}", args=[person.public_id])


# --- After the visit


@pytest.mark.parametrize("page", ["visits:room", "replays:keepsake"])
def test_asked_after_the_visit_then_kept_then_no_more(scene: Scene, as_person: Any, page: str) -> None:
    visit = scene.visit()
    visits_actions.end_visit(participant=scene.participants(visit)[0])
    client, path = as_person(scene.jeanne), reverse(page, args=[visit.public_id])
    for asked in ("peut-il ou elle vous garder", "Et vous, que pourriez-vous transmettre ?"):
        assert asked in said(client.get(path))
        assert asked not in said(as_person(scene.karim).get(path))
    answer = client.post(to("keep_helper", scene.karim), {"answer": "yes", "next": path})
    assert answer["Location"] == path
    client.post(PASS_ON, {"next": path})
    after = said(client.get(path))
    assert "sera prévenu·e en premier la prochaine fois" in after
    assert "que pourriez-vous transmettre" not in after


def test_nothing_is_asked_after_an_alarm_and_the_contact_is_gone(scene: Scene, as_person: Any) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    visit = scene.visit()
    visits_actions.raise_alarm(by=scene.participants(visit)[0], kind=AlarmKind("card"))
    for page in ("visits:room", "replays:keepsake"):
        words = said(as_person(scene.jeanne).get(reverse(page, args=[visit.public_id])))
        assert "vous garder" not in words
        assert "transmettre" not in words
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_button_leads_to_no_other_site(scene: Scene, as_person: Any, elsewhere: str) -> None:
    helped(scene)
    client = as_person(scene.jeanne)
    assert client.post(to("keep_helper", scene.karim), {"next": elsewhere})["Location"] == MINE
    assert client.post(PASS_ON, {"next": elsewhere})["Location"] == "/"


# --- Lists


def test_empty_lists_say_how_they_fill(scene: Scene, as_person: Any) -> None:
    assert "Personne pour l’instant" in said(as_person(scene.paul).get(MINE))
    assert "Votre liste est vide" in said(as_person(scene.karim).get(THEIRS))


def test_home_leads_to_her_helpers_once_she_has_some(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.jeanne)
    assert not parsed(client.get("/")).select(f'main a[href="{MINE}"]')
    helped(scene)
    assert parsed(client.get("/")).select(f'main a[href="{MINE}"]')


def test_she_keeps_and_leaves_his_list_by_hers(scene: Scene, as_person: Any) -> None:
    helped(scene)
    jeanne, karim = as_person(scene.jeanne), as_person(scene.karim)
    jeanne.post(to("keep_helper", scene.karim), {"answer": "yes"})
    words = said(karim.get(THEIRS))
    for part in ("Jeanne", "Saint-Lô", "Dernière visite le", "Mes e-mails"):
        assert part in words, part
    assert "Ne plus être dans sa liste" in said(jeanne.get(MINE))
    jeanne.post(to("keep_helper", scene.karim), {"answer": "no"})
    assert "Votre liste est vide" in said(karim.get(THEIRS))


def test_helper_takes_her_out_of_his_own_list_only(scene: Scene, as_person: Any) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    as_person(scene.sophie).post(to("drop_accompanied", scene.jeanne))
    assert Contact.objects.exists()
    as_person(scene.karim).post(to("drop_accompanied", scene.jeanne))
    assert not Contact.objects.exists()


def test_list_of_accompanied_is_for_helpers_only(scene: Scene, as_person: Any, client: Any) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    for other in (guest, scene.paul, scene.claire):
        page = as_person(other).get(THEIRS)
        assert page.status_code == 403
        assert "Jeanne" not in said(page, "main")
    assert "Jeanne" not in said(as_person(scene.sophie).get(THEIRS), "main")
    assert client.get(THEIRS)["Location"].startswith("/compte/connexion/")
    people_actions.suspend(by=scene.paul, helper=scene.karim)
    assert as_person(Person.objects.get(pk=scene.karim.pk)).get(THEIRS).status_code == 403


def test_stranger_is_neither_kept_nor_blocked(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.paul)
    assert client.post(to("keep_helper", scene.karim), {"answer": "yes"}).status_code == 404
    for name in ("stop_meeting", "meet_again"):
        assert client.post(to(name, scene.karim)).status_code == 404
    assert client.get(to("stop_meeting", scene.karim)).status_code == 404
    assert not Contact.objects.exists()
    assert not Block.objects.exists()


# --- Never again


@pytest.mark.parametrize("by_helper", [False, True])
def test_never_again_is_asked_done_and_undone(scene: Scene, as_person: Any, by_helper: bool) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    by, other = (scene.karim, scene.jeanne) if by_helper else (scene.jeanne, scene.karim)
    client, path = as_person(by), to("stop_meeting", other)
    assert title(client.get(path)) == f"Ne plus rencontrer {other.first_name} ?"
    assert not Block.objects.exists()
    done = client.post(path, follow=True)
    assert title(done) == f"Vous ne serez plus mis·e en relation avec {other.first_name}"
    assert not Contact.objects.exists()
    # The other one is told nothing, and finds nothing to undo.
    assert title(as_person(other).get(to("stop_meeting", by))) == f"Ne plus rencontrer {by.first_name} ?"
    as_person(other).post(to("meet_again", by))
    assert Block.objects.exists()
    client.post(to("meet_again", other))
    assert not Block.objects.exists()


def test_blocked_helper_stays_in_her_list_with_a_way_back(scene: Scene, as_person: Any) -> None:
    helped(scene)
    client = as_person(scene.jeanne)
    client.post(to("stop_meeting", scene.karim))
    page = client.get(MINE)
    assert "Vous ne serez plus mis·e en relation." in said(page)
    assert parsed(page).select(f'form[action="{to("meet_again", scene.karim)}"]')
    assert not parsed(page).select(f'form[action="{to("keep_helper", scene.karim)}"]')


# --- « Et vous ? »


def test_themes_lead_to_the_profile(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.paul)
    page = parsed(client.get(PASS_ON))
    form = page.select_one('main form[method="get"]')
    assert form["action"] == "/aider/profil/"
    theme = form.select_one('[name="theme"]')["value"]
    chosen = parsed(client.get("/aider/profil/", {"theme": theme})).select('[name="topics"][checked]')
    assert [one["value"] for one in chosen] == [theme]


def test_guest_is_told_how_to_make_an_account(scene: Scene, as_person: Any) -> None:
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    page = as_person(guest).get(PASS_ON)
    assert "Nous y envoyons un code" in said(page)
    assert not parsed(page).select('[name="theme"]')


def test_who_helps_already_is_thanked(scene: Scene, as_person: Any) -> None:
    assert "Vous aidez déjà, merci" in said(as_person(scene.karim).get(PASS_ON))


# --- Long lists


def test_long_lists_cost_no_more_queries(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    residents = make_residents(scene, 8)

    def meet(resident: Person) -> None:
        helped(scene, resident)
        actions.keep_helper(by=resident, helper=scene.karim)

    meet(residents[0])
    few = queries_of(karim, THEIRS)
    for resident in residents[1:]:
        meet(resident)
    assert queries_of(karim, THEIRS) == few <= 8
    helped(scene)
    jeanne = as_person(scene.jeanne)
    few = queries_of(jeanne, MINE)
    for helper in residents:
        helper.vouched_by, helper.vouched_at = scene.claire, scene.karim.vouched_at
        helper.save()
        scene.offer(helper, "email")
        helped(scene, helper=helper)
    assert queries_of(jeanne, MINE) == few <= 9
