"""« J’ai un code »: digits or a link that the helped person gives to a helper she knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.people.models import Person, Status
from epaule.requests import actions as requests_actions
from epaule.requests.errors import NoLongerWaiting, OwnRequest
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.safety.throttle import spend
from epaule.visits import actions
from epaule.visits.actions import invitations
from epaule.visits.errors import InvitationOver, NotYourVisit
from epaule.visits.models import Invitation, Role, Visit
from epaule.visits.views.invitations import CODE_LIMIT, GUESS_LIMIT, GUESSES_LIMIT
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title
from tests.requests.test_accept_race import together

CODE_PAGE = "/code/"


def code_of(scene: Scene, request: HelpRequest | None = None) -> str:
    request = request or scene.ask()
    return actions.invite(by=request.person, request=request).code


def show_url(request: HelpRequest) -> str:
    return reverse("visits:show_code", args=[request.public_id])


def invitation_of(scene: Scene, request: HelpRequest | None = None) -> Invitation:
    request = request or scene.ask()
    return actions.invite(by=request.person, request=request)


def link_of(invitation: Invitation) -> str:
    return reverse("visits:invitation", args=[invitation.token])


def type_code(client: Client, code: str) -> Any:
    return client.post(CODE_PAGE, {"code": code})


# --- Asking for the digits


def test_anonymous_gets_no_code(scene: Scene, client: Client) -> None:
    assert client.post(show_url(scene.ask())).status_code == 302
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", ["karim", "claire", "paul"])
def test_only_who_asks_invites(scene: Scene, as_person: Any, who: str) -> None:
    request, other = scene.ask(), getattr(scene, who)
    with pytest.raises(NotYourVisit):
        actions.invite(by=other, request=request)
    assert as_person(other).post(show_url(request)).status_code == 404
    assert not Invitation.objects.exists()


def test_code_is_not_given_by_following_a_link(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.jeanne).get(show_url(scene.ask())).status_code == 405


@pytest.mark.parametrize("way", ["accept", "cancel"])
def test_request_that_no_longer_waits_has_no_code(scene: Scene, way: str) -> None:
    request = scene.ask()
    by = scene.karim if way == "accept" else scene.jeanne
    getattr(requests_actions, way)(by=by, request=request)
    with pytest.raises(NoLongerWaiting):
        actions.invite(by=scene.jeanne, request=request)


def test_page_shows_the_digits_in_pairs_with_a_link_and_its_picture(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    page = as_person(scene.jeanne).post(show_url(request))
    code = Invitation.objects.get(request=request).code
    assert code.isdecimal()
    assert len(code) == 6
    assert f"{code[:2]} {code[2:4]} {code[4:]}" in said(page)
    link = f"http://testserver{link_of(Invitation.objects.get())}"
    assert parsed(page).select_one("input[readonly]")["value"] == link  # type: ignore[index]
    drawing = parsed(page).select_one(".qr svg")
    assert drawing is not None
    assert not drawing.select("[style]"), "the content security policy forbids it"


def test_asking_again_gives_the_same_digits(scene: Scene) -> None:
    request = scene.ask()
    assert code_of(scene, request) == code_of(scene, request)
    assert AuditEvent.objects.filter(event="invitation.created").count() == 1


def test_digits_in_use_are_drawn_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["123456", "123456", "123456", "654321"])
    monkeypatch.setattr(invitations, "new_digits", lambda length: next(drawn))
    assert code_of(scene) == "123456"
    assert code_of(scene, scene.ask(scene.paul)) == "654321"


def test_old_digits_are_replaced(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["123456", "654321"])
    monkeypatch.setattr(invitations, "new_digits", lambda length: next(drawn))
    request = scene.ask()
    code_of(scene, request)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert code_of(scene, request) == "654321"
    assert Invitation.objects.get().code == "654321"


def test_asking_in_two_tabs_gives_the_same_digits(played: Scene) -> None:
    request = played.ask()
    assert together(*[lambda: actions.invite(by=played.jeanne, request=request)] * 4) == {"done": 4}
    assert Invitation.objects.count() == 1


# --- Using them


@pytest.fixture
def guest(scene: Scene) -> Person:
    """Somebody who asked for help without an account."""
    return Person.objects.create_user(first_name="Odette", territory=scene.territory, vouched_at=timezone.now())


@pytest.fixture
def denis(scene: Scene) -> Person:
    """A helper of another territory."""
    return scene._person(make_territory("calvados"), "Denis", "50025", Status.VOLUNTEER, scene.claire)


@pytest.mark.parametrize("who", ["nobody", "paul", "guest", "denis"])
def test_who_may_not_help_here_learns_nothing_of_codes(
    scene: Scene, guest: Person, denis: Person, client: Client, as_person: Any, who: str
) -> None:
    persons = {"paul": scene.paul, "guest": guest, "denis": denis}
    typing = as_person(persons[who]) if who in persons else client
    code = code_of(scene)
    answers = [type_code(typing, typed) for typed in (code, "000000")]
    assert [answer.status_code for answer in answers] == [400, 400]
    said_both = [said(answer).replace(code, "").replace("000000", "") for answer in answers]
    assert said_both[0] == said_both[1]
    assert not Visit.objects.exists()
    assert Invitation.objects.get().used_at is None


def test_link_asks_who_one_is_first(scene: Scene, client: Client) -> None:
    link = link_of(invitation_of(scene))
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?next={link}")
    assert not Visit.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("paul", 403), ("denis", 403), ("jeanne", 409)])
def test_link_is_for_helpers_of_the_territory(
    scene: Scene, denis: Person, as_person: Any, who: str, status: int
) -> None:
    invitation = invitation_of(scene)
    person = denis if who == "denis" else getattr(scene, who)
    assert as_person(person).post(link_of(invitation)).status_code == status
    assert not Visit.objects.exists()


@pytest.mark.parametrize("token", ["x", "é", "0" * 43, "%00"])
def test_link_that_is_none_says_so(scene: Scene, client: Client, token: str) -> None:
    invitation_of(scene)
    answer = client.get(f"/invitation/{token}/")
    assert answer.status_code == 404


def test_opening_the_link_does_nothing_yet(scene: Scene, as_person: Any) -> None:
    """Programs that preview messages open links too."""
    invitation = invitation_of(scene)
    page = as_person(scene.karim).get(link_of(invitation))
    assert "Jeanne vous attend" in title(page)
    assert not Visit.objects.exists()
    answer = as_person(scene.karim).post(link_of(invitation))
    assert answer["Location"] == reverse("visits:room", args=[Visit.objects.get().public_id])


def test_one_does_not_help_oneself(scene: Scene) -> None:
    invitation = invitation_of(scene, scene.ask(scene.karim))
    with pytest.raises(OwnRequest):
        actions.join_request(by=scene.karim, invitation=invitation)


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "1234567", "abcdef", "12 34 5", "１２３４５６", "٣٣٣٣٣٣", "123456\x00", "1" * 500, "-12345"],
)
def test_what_is_no_code_is_asked_again(scene: Scene, as_person: Any, typed: str) -> None:
    answer = type_code(as_person(scene.karim), typed)
    assert answer.status_code == 400
    assert "J’ai un code" in said(answer, "h1")


def test_wrong_code_says_what_to_do(scene: Scene, as_person: Any) -> None:
    answer = type_code(as_person(scene.karim), "000000")
    assert answer.status_code == 400
    assert "Ce code n’est pas, ou plus, valable. Demandez à la personne de vous relire" in said(answer)


def test_it_lives_a_quarter_of_an_hour(scene: Scene, as_person: Any) -> None:
    invitation = invitation_of(scene)
    karim = as_person(scene.karim)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert type_code(karim, invitation.code).status_code == 400
        assert karim.post(link_of(invitation)).status_code == 404
        with pytest.raises(InvitationOver):
            actions.join_request(by=scene.karim, invitation=invitation)
    assert actions.join_request(by=scene.karim, invitation=invitation).state == "open"


def test_it_is_good_for_one_use(scene: Scene, as_person: Any) -> None:
    invitation = invitation_of(scene)
    visit = actions.join_request(by=scene.karim, invitation=invitation)
    assert type_code(as_person(scene.sophie), invitation.code).status_code == 400
    assert as_person(scene.sophie).post(link_of(invitation)).status_code == 404
    with pytest.raises(InvitationOver):
        actions.join_request(by=scene.sophie, invitation=invitation)
    # Who used it finds the room again: a page reloaded, a link opened twice.
    room = reverse("visits:room", args=[visit.public_id])
    assert type_code(as_person(scene.karim), invitation.code)["Location"] == room
    assert as_person(scene.karim).get(link_of(invitation))["Location"] == room


def test_code_of_a_request_somebody_took_says_so(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    code = code_of(scene, request)
    requests_actions.accept(by=scene.sophie, request=request)
    answer = type_code(as_person(scene.karim), code)
    assert answer.status_code == 409
    assert "Quelqu’un d’autre y va, merci !" in said(answer)


def test_code_of_a_cancelled_request_opens_nothing(scene: Scene) -> None:
    request = scene.ask()
    invitation = invitation_of(scene, request)
    requests_actions.cancel(by=scene.jeanne, request=request)
    with pytest.raises(NoLongerWaiting):
        actions.join_request(by=scene.karim, invitation=invitation)


@pytest.mark.parametrize("spaced", ["{}{}", "{} {}", "{}\u00a0{}", "{}\u202f{}", "{}-{}", "{}.{}", "  {} {}  "])
def test_right_code_however_spaced_opens_the_room(scene: Scene, as_person: Any, spaced: str) -> None:
    code = code_of(scene)
    answer = type_code(as_person(scene.karim), spaced.format(code[:3], code[3:]))
    visit = Visit.objects.get()
    assert answer["Location"] == reverse("visits:room", args=[visit.public_id])
    assert set(visit.participants.values_list("role", "person")) == {
        ("helped", scene.jeanne.pk),
        ("helper", scene.karim.pk),
    }
    assert AuditEvent.objects.filter(event="invitation.used", by=scene.karim.public_id).count() == 1


def test_two_helpers_using_it_at_once_get_one_room(played: Scene) -> None:
    invitation = invitation_of(played)
    outcomes = together(
        lambda: actions.join_request(by=played.karim, invitation=invitation),
        lambda: actions.join_request(by=played.sophie, invitation=invitation),
    )
    assert outcomes == {"done": 1, "invitation_over": 1}
    assert Visit.objects.count() == 1


# --- Guessing them


def test_a_helper_who_tries_codes_is_slowed_down(scene: Scene, as_person: Any) -> None:
    karim, code = as_person(scene.karim), code_of(scene)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tried = [type_code(karim, f"{n:06}").status_code for n in range(CODE_LIMIT.capacity)]
        assert set(tried) == {400}
        refused = type_code(karim, code)
        assert refused.status_code == 429
        assert "Attendez une minute" in said(refused)
        assert not Visit.objects.exists()
        # Another helper is not slowed down by hers.
        assert type_code(as_person(scene.sophie), "000000").status_code == 400
        clock.shift(CODE_LIMIT.seconds_per_token + 1)
        assert type_code(karim, code).status_code == 302


def test_accounts_do_not_buy_more_guesses(scene: Scene, guest: Person, client: Client, as_person: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for typing in [client, as_person(guest), as_person(scene.paul)] * (GUESS_LIMIT.capacity // 3):
            assert type_code(typing, "000000").status_code == 400
        for typing in (client, as_person(guest), as_person(scene.jeanne)):
            assert type_code(typing, "000000").status_code == 429
        assert client.post(CODE_PAGE, {"code": "000000"}, REMOTE_ADDR="192.0.2.7").status_code == 400


def test_many_addresses_together_have_few_guesses_too(scene: Scene, client: Client, as_person: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for _try in range(GUESSES_LIMIT.capacity):
            spend(GUESSES_LIMIT, "everyone")
        assert type_code(client, "000000").status_code == 429
    # Helpers go on, and so do links.
    invitation = invitation_of(scene)
    assert type_code(as_person(scene.karim), invitation.code).status_code == 302
    more = actions.invite_more(by=scene.participants(Visit.objects.get())[0], role=Role.RELATIVE)
    assert client.get(link_of(more)).status_code == 200


def test_a_code_is_found_once_in_thousands_of_lives_at_most() -> None:
    life = actions.INVITATION_LIFE.total_seconds()
    tries = GUESSES_LIMIT.capacity + life / GUESSES_LIMIT.seconds_per_token
    assert tries / 10**6 < 1 / 1000
