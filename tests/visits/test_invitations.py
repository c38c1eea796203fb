"""« J’ai un code »: six digits the person reads to a helper she knows, never the reverse."""

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
from epaule.requests.errors import AlreadyTaken, NoLongerWaiting, NotYetVouched, OwnRequest
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.actions import invitations
from epaule.visits.errors import CodeUnknown, NotYourVisit
from epaule.visits.models import Invitation, Visit
from tests.factories import Scene
from tests.pages import said
from tests.requests.test_accept_race import together

CODE_PAGE = "/code/"


def code_of(scene: Scene, request: HelpRequest | None = None) -> str:
    request = request or scene.ask()
    return actions.invite(by=request.person, request=request).code


def show_url(request: HelpRequest) -> str:
    return reverse("visits:show_code", args=[request.public_id])


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


def test_page_shows_the_digits_in_two_groups(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    page = as_person(scene.jeanne).post(show_url(request))
    code = Invitation.objects.get(request=request).code
    assert code.isdecimal()
    assert len(code) == 6
    assert f"{code[:3]} {code[3:]}" in said(page)


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


# --- Typing them


def test_anonymous_types_nothing(scene: Scene, client: Client) -> None:
    code = code_of(scene)
    assert client.get(CODE_PAGE).status_code == 302
    assert type_code(client, code).status_code == 302
    assert not Visit.objects.exists()


@pytest.fixture
def guest(scene: Scene) -> Person:
    """Somebody who asked for help without an account."""
    return Person.objects.create_user(first_name="Odette", territory=scene.territory, vouched_at=timezone.now())


@pytest.mark.parametrize("code_exists", [True, False])
@pytest.mark.parametrize("who", ["paul", "guest"])
def test_who_may_not_help_learns_nothing_of_codes(
    scene: Scene, guest: Person, as_person: Any, who: str, code_exists: bool
) -> None:
    code = code_of(scene) if code_exists else "000000"
    person = guest if who == "guest" else scene.paul
    with pytest.raises(NotYetVouched):
        actions.arrive_by_code(by=person, code=code)
    answer = type_code(as_person(person), code)
    assert answer.status_code == 403
    assert str(NotYetVouched.message) in said(answer)
    assert not Visit.objects.exists()


def test_one_does_not_help_oneself(scene: Scene) -> None:
    code = code_of(scene, scene.ask(scene.karim))
    with pytest.raises(OwnRequest):
        actions.arrive_by_code(by=scene.karim, code=code)


def test_helper_of_another_territory_does_not_enter(scene: Scene) -> None:
    from tests.factories import make_territory

    elsewhere = make_territory("calvados")
    other = scene._person(elsewhere, "Denis", "50025", Status.VOLUNTEER, scene.claire)
    with pytest.raises(NotYetVouched):
        actions.arrive_by_code(by=other, code=code_of(scene))
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "1234567", "abcdef", "12 34 5", "１２３４５６", "٣٣٣٣٣٣", "123456\x00", "1" * 500, "-123456"],
)
def test_what_is_no_code_is_asked_again(scene: Scene, as_person: Any, typed: str) -> None:
    if typed == "-123456":
        code_of(scene)
        typed = "-12345"
    answer = type_code(as_person(scene.karim), typed)
    assert answer.status_code == 400
    assert "J’ai un code" in said(answer, "h1")
    assert not Visit.objects.exists()


def test_wrong_code_says_what_to_do(scene: Scene, as_person: Any) -> None:
    answer = type_code(as_person(scene.karim), "000000")
    assert answer.status_code == 400
    assert "Ce code n’est pas, ou plus, valable. Demandez à la personne de vous relire" in said(answer)


def test_code_lives_half_an_hour(scene: Scene) -> None:
    code = code_of(scene)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        with pytest.raises(CodeUnknown):
            actions.arrive_by_code(by=scene.karim, code=code)
    assert actions.arrive_by_code(by=scene.karim, code=code).request.helper == scene.karim


def test_code_of_a_request_somebody_took_says_so(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    code = code_of(scene, request)
    requests_actions.accept(by=scene.sophie, request=request)
    with pytest.raises(AlreadyTaken):
        actions.arrive_by_code(by=scene.karim, code=code)
    answer = type_code(as_person(scene.karim), code)
    assert answer.status_code == 409
    assert "Quelqu’un d’autre y va, merci !" in said(answer)


def test_code_of_a_cancelled_request_opens_nothing(scene: Scene) -> None:
    request = scene.ask()
    code = code_of(scene, request)
    requests_actions.cancel(by=scene.jeanne, request=request)
    with pytest.raises(NoLongerWaiting):
        actions.arrive_by_code(by=scene.karim, code=code)


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


def test_typing_it_again_leads_to_the_same_room(scene: Scene) -> None:
    code = code_of(scene)
    first = actions.arrive_by_code(by=scene.karim, code=code)
    assert actions.arrive_by_code(by=scene.karim, code=code).visit == first.visit


def test_trying_codes_is_slowed_down(scene: Scene, as_person: Any) -> None:
    karim, code = as_person(scene.karim), code_of(scene)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tried = [type_code(karim, f"{n:06}").status_code for n in range(8)]
        assert set(tried) == {400}
        refused = type_code(karim, code)
        assert refused.status_code == 429
        assert "Attendez une minute" in said(refused)
        assert not Visit.objects.exists()
        # Another account is not slowed down by hers.
        assert type_code(as_person(scene.sophie), "000000").status_code == 400
        clock.shift(21)
        assert type_code(karim, code).status_code == 302


def test_two_helpers_typing_it_at_once_get_one_room(played: Scene) -> None:
    code = code_of(played)
    outcomes = together(
        lambda: actions.arrive_by_code(by=played.karim, code=code),
        lambda: actions.arrive_by_code(by=played.sophie, code=code),
    )
    assert outcomes == {"done": 1, "already_taken": 1}
    assert Visit.objects.count() == 1
