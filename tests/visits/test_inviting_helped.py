"""A helper known in real life invites the person he is going to help: who she is, two questions, no account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.people.models import Person, Status
from epaule.requests import actions as requests_actions
from epaule.requests.errors import HelperBusy, NotYetVouched
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.territory.models import Commune, Territory
from epaule.visits import actions
from epaule.visits.errors import InvitationOver, OwnInvitation
from epaule.visits.models import Invitation, Visit
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title
from tests.requests.test_accept_race import together

DESK = "/aider/inviter/"
GOOD = {"first_name": "Odette", "asked": "yes", "called": "no", "commune": "50025"}


@pytest.fixture
def invitation(scene: Scene) -> Invitation:
    return actions.invite_helped(by=scene.karim)


def link_of(invitation: Invitation) -> str:
    return reverse("visits:invitation", args=[invitation.token])


# --- Giving it


@pytest.mark.parametrize("who", ["jeanne", "paul", "claire"])
def test_who_may_not_help_invites_nobody(scene: Scene, as_person: Any, who: str) -> None:
    person = getattr(scene, who)
    with pytest.raises(NotYetVouched):
        actions.invite_helped(by=person)
    for method in ("get", "post"):
        assert getattr(as_person(person), method)(DESK).status_code == 403
    assert not Invitation.objects.exists()


def test_anonymous_is_sent_to_sign_in(scene: Scene, client: Client) -> None:
    assert client.post(DESK).status_code == 302
    assert not Invitation.objects.exists()


def test_helper_of_another_territory_invites_at_home_only(scene: Scene, as_person: Any) -> None:
    denis = scene._person(make_territory("calvados"), "Denis", "50025", Status.VOLUNTEER, scene.claire)
    assert as_person(denis).post(DESK).status_code == 403


def test_opening_the_page_gives_nothing_yet(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.karim).get(DESK)
    assert "Si elle répond oui, tout s’arrête." in said(page)
    assert not Invitation.objects.exists()


def test_page_shows_digits_link_and_drawing_then_waits(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    page = karim.post(DESK, follow=True)
    invitation = Invitation.objects.get()
    code = invitation.code
    assert f"{code[:2]} {code[2:4]} {code[4:]}" in said(page)
    assert parsed(page).select_one(".qr svg") is not None
    assert parsed(page).select_one(f"input[value='http://testserver{link_of(invitation)}']") is not None
    asks_again = karim.get(DESK, headers={"HX-Request": "true"})
    assert (asks_again.status_code, asks_again.content) == (204, b"")


def test_asking_again_gives_the_same_digits(scene: Scene, invitation: Invitation) -> None:
    assert actions.invite_helped(by=scene.karim) == invitation


def test_once_used_the_helper_is_taken_to_the_room(scene: Scene, as_person: Any, invitation: Invitation) -> None:
    karim = as_person(scene.karim)
    Client().post(link_of(invitation), GOOD)
    entrance = reverse("visits:enter_for_request", args=[HelpRequest.objects.get().public_id])
    assert karim.get(DESK)["Location"] == entrance
    assert karim.get(DESK, headers={"HX-Request": "true"})["HX-Redirect"] == entrance


def test_helper_in_a_visit_invites_nobody_else(scene: Scene) -> None:
    scene.visit()
    with pytest.raises(HelperBusy):
        actions.invite_helped(by=scene.karim)


def test_after_one_that_was_stopped_or_is_too_old_he_may_give_another(
    scene: Scene, as_person: Any, invitation: Invitation
) -> None:
    actions.stop_invitation(by=None, invitation=invitation, was_called=True)
    page = as_person(scene.karim).get(DESK, headers={"HX-Request": "true"})
    assert "Ce code ne sert plus" in said(page)
    again = actions.invite_helped(by=scene.karim)
    assert again.code != invitation.code or again.token != invitation.token
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert as_person(scene.karim).get(DESK, headers={"HX-Request": "true"}).status_code == 200
        assert actions.invite_helped(by=scene.karim).token != again.token


# --- Using it, without account


def test_digits_and_link_lead_to_the_same_page(client: Client, invitation: Invitation) -> None:
    assert client.post("/code/", {"code": invitation.code})["Location"] == link_of(invitation)
    page = client.get(link_of(invitation))
    assert title(page) == "Karim va vous aider"
    assert "Avez-vous demandé cette aide vous-même ?" in said(page)
    assert "Quelqu’un vous a-t-il appelé pour vous donner ce code ?" in said(page)
    assert not Person.objects.filter(email=None).exists()
    assert not HelpRequest.objects.exists()


def test_she_enters_as_a_guest_who_can_come_back(scene: Scene, client: Client, invitation: Invitation) -> None:
    answer = client.post(link_of(invitation), GOOD)
    visit = Visit.objects.get()
    assert answer["Location"] == reverse("visits:room", args=[visit.public_id])
    assert client.get(answer["Location"]).status_code == 200
    helped, helper = scene.participants(visit)
    assert (helped.person.first_name, helped.person.commune_id, helped.person.is_guest) == (
        "Odette",
        "50025",
        True,
    )
    assert helper.person == scene.karim
    assert (visit.request.state, visit.request.commune_id) == ("assigned", "50025")
    waiting = client.get(reverse("requests:waiting", args=[visit.request.public_id]))
    own_link = parsed(waiting).select_one("input[readonly]")
    assert own_link is not None
    assert Client().post(str(own_link["value"]).replace("http://testserver", "")).status_code == 302
    assert AuditEvent.objects.filter(event="invitation.used").count() == 1


def test_who_has_an_account_is_not_made_a_guest(scene: Scene, as_person: Any, invitation: Invitation) -> None:
    jeanne = as_person(scene.jeanne)
    page = jeanne.get(link_of(invitation))
    assert parsed(page).select_one("input[name=first_name][value=Jeanne]") is not None
    jeanne.post(link_of(invitation), {**GOOD, "first_name": "Jeanne"})
    assert Visit.objects.get().request.person == scene.jeanne
    assert not Person.objects.filter(email=None).exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"called": "yes"},
        {"asked": "no"},
        {"asked": "yes", "called": "yes"},
        {**GOOD, "called": "yes"},
        {**GOOD, "asked": "no"},
        {**GOOD, "called": "yes", "first_name": ""},
    ],
)
def test_who_was_called_or_asked_nothing_is_stopped(
    scene: Scene,
    client: Client,
    invitation: Invitation,
    answers: dict[str, str],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    Territory.objects.update(email="equipe@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(link_of(invitation), answers)
    assert [(mail.to, "Karim" in mail.body) for mail in mailoutbox] == [(["equipe@example.org"], True)]
    assert answer["Location"] == reverse("scams")
    assert not Visit.objects.exists()
    assert not Person.objects.filter(email=None).exists()
    # Nobody may use it any more, not even with better answers.
    assert client.post(link_of(invitation), GOOD).status_code == 404
    assert client.post("/code/", {"code": invitation.code}).status_code == 400
    assert not HelpRequest.objects.exists()
    told = AuditEvent.objects.get(event="invitation.refused")
    assert told.target == f"person:{scene.karim.public_id}"
    assert told.data == {"why": "called" if answers.get("called") == "yes" else "not_asked"}


@pytest.mark.parametrize("missing", ["first_name", "asked", "called", "commune"])
def test_every_answer_is_needed(client: Client, invitation: Invitation, missing: str) -> None:
    answers = {name: value for name, value in GOOD.items() if name != missing}
    assert client.post(link_of(invitation), answers).status_code == 400
    assert not Person.objects.filter(email=None).exists()


def test_without_script_the_commune_is_searched_on_the_page(client: Client, invitation: Invitation) -> None:
    answers = {**GOOD, "q": "avranches"}
    answers.pop("commune")
    page = client.post(link_of(invitation), answers)
    assert page.status_code == 200
    assert parsed(page).select_one("input[name=commune][value='50025']") is not None
    assert parsed(page).select_one("input[name=asked][value=yes][checked]") is not None


def test_helper_does_not_use_his_own(scene: Scene, as_person: Any, invitation: Invitation) -> None:
    assert as_person(scene.karim).post(link_of(invitation), GOOD).status_code == 409
    with pytest.raises(OwnInvitation):
        actions.meet_helper(
            by=scene.karim, invitation=invitation, first_name="Karim", commune=Commune.objects.get(pk="50025")
        )
    assert not HelpRequest.objects.exists()


def test_helper_who_may_not_help_any_more_opens_nothing(
    scene: Scene, client: Client, invitation: Invitation
) -> None:
    Person.objects.filter(pk=scene.karim.pk).update(vouched_at=None, vouched_by=None)
    assert client.post(link_of(invitation), GOOD).status_code == 404
    assert not Person.objects.filter(email=None).exists()


def test_helper_who_is_in_another_visit_meanwhile(scene: Scene, client: Client, invitation: Invitation) -> None:
    requests_actions.accept(by=scene.karim, request=scene.ask())
    answer = client.post(link_of(invitation), GOOD)
    assert answer.status_code == 409
    assert "est dans une autre visite" in said(answer)
    assert not Person.objects.filter(email=None).exists()
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_site_of_another_territory_knows_nothing_of_it(
    scene: Scene, client: Client, invitation: Invitation
) -> None:
    other = make_territory("calvados")
    other.hosts = ["calvados.example.org"]
    other.save(update_fields=["hosts"])
    there = {"HTTP_HOST": "calvados.example.org"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.ALLOWED_HOSTS", ["*"])
        assert client.post("/code/", {"code": invitation.code}, **there).status_code == 400
        assert client.post(link_of(invitation), GOOD, **there).status_code == 404
    assert not Visit.objects.exists()


def test_it_is_good_for_one_person(scene: Scene, invitation: Invitation) -> None:
    first, second = Client(), Client()
    room = first.post(link_of(invitation), GOOD)["Location"]
    assert second.post(link_of(invitation), GOOD).status_code == 404
    assert second.post("/code/", {"code": invitation.code}).status_code == 400
    # She finds her room again by it.
    assert first.get(link_of(invitation))["Location"] == room
    assert first.post("/code/", {"code": invitation.code})["Location"] == room


def test_too_old_it_opens_nothing(client: Client, invitation: Invitation) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert client.post(link_of(invitation), GOOD).status_code == 404
    assert not Person.objects.filter(email=None).exists()


def test_two_persons_at_once_make_one_visit(played: Scene) -> None:
    invitation = actions.invite_helped(by=played.karim)

    def meet(person: Person) -> Visit:
        return actions.meet_helper(
            by=person,
            invitation=invitation,
            first_name=person.first_name,
            commune=Commune.objects.get(pk="50025"),
        )

    outcomes = together(lambda: meet(played.jeanne), lambda: meet(played.paul))
    assert outcomes == {"done": 1, InvitationOver.code: 1}
    assert Visit.objects.count() == 1
