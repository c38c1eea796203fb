"""Somebody more at the door of a visit: invited, let in or not, shown out. Nothing before the yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.people.models import Person, Status
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.errors import (
    InvitationOver,
    NotLetInYet,
    NotYourVisit,
    OnlyHelpersLearn,
    OnlyTheHelpedAdmits,
    OnlyTheTwoEnd,
    OnlyTheTwoInvite,
    RoomFull,
    UnknownParticipant,
    VisitOver,
)
from epaule.visits.models import Consent, Hand, Invitation, Participant, Right, Role, TimelineEntry, Visit
from epaule.visits.queries import lines_after, participant_of
from epaule.visits.snapshot import room_snapshot
from tests.factories import Scene, make_territory
from tests.pages import parsed, said, title
from tests.requests.test_accept_race import together
from tests.visits.wire import Told

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"


@pytest.fixture
def visit(scene: Scene) -> Visit:
    return scene.visit()


@pytest.fixture
def jeanne(scene: Scene, visit: Visit) -> Participant:
    return scene.participants(visit)[0]


@pytest.fixture
def karim(scene: Scene, visit: Visit) -> Participant:
    return scene.participants(visit)[1]


def invite(by: Participant, role: Role = Role.RELATIVE) -> Invitation:
    return actions.invite_more(by=by, role=role)


def knock(by: Participant, person: Person, role: Role = Role.RELATIVE) -> Participant:
    return actions.knock(by=person, invitation=invite(by, role))


def admit(by: Participant, newcomer: Participant, yes: bool = True) -> Participant:
    return actions.admit(by=by, participant_id=newcomer.public_id, yes=yes)


def inside(by: Participant, person: Person, role: Role = Role.RELATIVE) -> Participant:
    return admit(by, knock(by, person, role))


def guest(scene: Scene, first_name: str = "Odette") -> Person:
    return Person.objects.create_user(first_name=first_name, territory=scene.territory)


def link_of(invitation: Invitation) -> str:
    return reverse("visits:invitation", args=[invitation.token])


def room_of(visit: Visit) -> str:
    return reverse("visits:room", args=[visit.public_id])


# --- Inviting


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_either_of_the_two_invites(scene: Scene, visit: Visit, as_person: Any, who: str) -> None:
    answer = as_person(getattr(scene, who)).post(f"{room_of(visit)}inviter/", {"role": "interpreter"})
    invitation = Invitation.objects.get()
    assert (invitation.visit, invitation.role) == (visit, "interpreter")
    code = invitation.code
    assert f"{code[:2]} {code[2:4]} {code[4:]}" in said(answer)
    assert parsed(answer).select_one("html, body") is None


def test_newcomers_invite_nobody(scene: Scene, visit: Visit, jeanne: Participant, as_person: Any) -> None:
    paul = inside(jeanne, scene.paul)
    with pytest.raises(OnlyTheTwoInvite):
        invite(paul)
    answer = as_person(scene.paul).post(f"{room_of(visit)}inviter/", {"role": "relative"})
    assert answer.status_code == 422
    assert "Seules la personne aidée et celle qui l’aide" in said(answer)


def test_strangers_invite_nobody(scene: Scene, visit: Visit, client: Client, as_person: Any) -> None:
    where = f"{room_of(visit)}inviter/"
    assert client.post(where, {"role": "relative"}).status_code == 302
    for person in (scene.sophie, scene.paul):
        assert as_person(person).post(where, {"role": "relative"}).status_code == 404
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["", "helped", "helper", "roi"])
def test_nobody_is_invited_as_one_of_the_two(scene: Scene, visit: Visit, as_person: Any, role: str) -> None:
    assert as_person(scene.jeanne).post(f"{room_of(visit)}inviter/", {"role": role}).status_code == 400
    assert not Invitation.objects.exists()


def test_each_role_has_its_own_digits_and_they_stay_the_same(jeanne: Participant) -> None:
    assert invite(jeanne) == invite(jeanne)
    assert invite(jeanne, Role.INTERPRETER) != invite(jeanne)


# --- Knocking


def test_without_account_she_says_her_first_name_and_waits(
    scene: Scene, visit: Visit, jeanne: Participant, client: Client
) -> None:
    invitation = invite(jeanne)
    assert client.post("/code/", {"code": invitation.code})["Location"] == link_of(invitation)
    page = client.get(link_of(invitation))
    assert title(page) == "Jeanne vous invite dans une visite"
    assert client.post(link_of(invitation), {"first_name": ""}).status_code == 400
    assert not Person.objects.filter(email=None).exists()
    answer = client.post(link_of(invitation), {"first_name": "Odette"})
    assert answer["Location"] == room_of(visit)
    newcomer = Participant.objects.get(role="relative")
    assert (newcomer.person.first_name, newcomer.person.is_guest) == ("Odette", True)
    assert (newcomer.admitted_at, newcomer.colour) == (None, 2)
    waiting = client.get(room_of(visit))
    assert title(waiting) == "On vous ouvre…"
    assert "Karim" not in said(waiting)


def test_the_two_are_told_who_knocks(
    scene: Scene, jeanne: Participant, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        knock(jeanne, scene.paul)
    (news,) = [one.message["participant"] for one in told if one.kind == "participant"]
    assert (news["first_name"], news["role"], news["admitted"]) == ("Paul", "relative", False)
    assert TimelineEntry.objects.get(event="visit.knocked").about.person == scene.paul  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["paul", "guest", "denis"])
def test_only_a_helper_of_the_territory_comes_to_learn(
    scene: Scene, jeanne: Participant, client: Client, as_person: Any, who: str
) -> None:
    person = scene.paul if who == "paul" else guest(scene)
    if who == "denis":
        person = scene._person(make_territory("calvados"), "Denis", "50025", Status.VOLUNTEER, scene.claire)
    invitation = invite(jeanne, Role.APPRENTICE)
    with pytest.raises(OnlyHelpersLearn):
        actions.knock(by=person, invitation=invitation)
    assert as_person(person).post(link_of(invitation)).status_code == 403
    assert client.post(link_of(invitation), {"first_name": "Odette"})["Location"].startswith("/compte/")
    assert as_person(scene.sophie).post(link_of(invitation))["Location"] == room_of(jeanne.visit)


def test_one_use(scene: Scene, jeanne: Participant) -> None:
    invitation = invite(jeanne)
    first = actions.knock(by=scene.paul, invitation=invitation)
    assert actions.knock(by=scene.paul, invitation=invitation) == first
    with pytest.raises(InvitationOver):
        actions.knock(by=scene.sophie, invitation=invitation)
    assert Client().post(link_of(invitation), {"first_name": "Odette"}).status_code == 404


def test_too_old(scene: Scene, jeanne: Participant) -> None:
    invitation = invite(jeanne)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        with pytest.raises(InvitationOver):
            actions.knock(by=scene.paul, invitation=invitation)


def test_after_the_end_nobody_knocks(scene: Scene, jeanne: Participant) -> None:
    invitation = invite(jeanne)
    actions.end_visit(participant=jeanne)
    with pytest.raises(VisitOver):
        actions.knock(by=scene.paul, invitation=invitation)
    with pytest.raises(VisitOver):
        invite(jeanne)


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_the_two_who_open_their_own_link_are_in_the_room_already(
    scene: Scene, visit: Visit, jeanne: Participant, as_person: Any, who: str
) -> None:
    invitation = invite(jeanne)
    assert as_person(getattr(scene, who)).get(link_of(invitation))["Location"] == room_of(visit)
    assert actions.knock(by=scene.jeanne, invitation=invitation).role == Role.HELPED
    assert Participant.objects.count() == 2


def test_there_is_no_fifth_person(scene: Scene, jeanne: Participant) -> None:
    early = [invite(jeanne, role) for role in (Role.RELATIVE, Role.INTERPRETER, Role.APPRENTICE)]
    assert actions.knock(by=scene.paul, invitation=early[0]).colour == 2
    assert actions.knock(by=scene.claire, invitation=early[1]).colour == 3
    with pytest.raises(RoomFull):
        actions.knock(by=scene.sophie, invitation=early[2])
    with pytest.raises(RoomFull):
        invite(jeanne)
    early[2].refresh_from_db()
    assert early[2].used_at is None
    # A place that is free again has its colour back.
    admit(jeanne, Participant.objects.get(person=scene.paul), yes=False)
    assert actions.knock(by=scene.sophie, invitation=early[2]).colour == 2


def test_database_refuses_a_fifth_person(scene: Scene, jeanne: Participant) -> None:
    for colour in (4, 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.create(
                visit=jeanne.visit, person=scene.paul, role="relative", colour=colour, seen_at=timezone.now()
            )


def test_database_lets_neither_of_the_two_be_gone(jeanne: Participant) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=jeanne.pk).update(gone_at=timezone.now())


def test_two_at_once_take_the_last_place_once(played: Scene) -> None:
    jeanne = played.participants(played.visit())[0]
    knock(jeanne, played.claire, Role.INTERPRETER)
    waiting = [invite(jeanne), invite(jeanne, Role.APPRENTICE)]
    outcomes = together(
        lambda: actions.knock(by=played.paul, invitation=waiting[0]),
        lambda: actions.knock(by=played.sophie, invitation=waiting[1]),
    )
    assert outcomes == {"done": 1, "room_full": 1}


# --- Before the yes, nothing

BEFORE: dict[str, Callable[[Participant], Any]] = {
    "enter": lambda one: actions.enter(participant=one, connection=PAGE),
    "say": lambda one: actions.say(participant=one, client_id="line-0001", text="Bonjour"),
    "share": lambda one: actions.set_sharing(participant=one, on=True),
    "ask for the hand": lambda one: actions.ask_hand(participant=one, rung=Hand.POINT),
    "invite": lambda one: actions.invite_more(by=one, role=Role.RELATIVE),
    "let himself in": lambda one: actions.admit(by=one, participant_id=one.public_id, yes=True),
    "end": lambda one: actions.end_visit(participant=one),
}


@pytest.mark.parametrize("deed", BEFORE)
@pytest.mark.parametrize("when", ["at the door", "turned away", "shown out"])
def test_who_is_not_inside_does_nothing(scene: Scene, jeanne: Participant, when: str, deed: str) -> None:
    sophie = knock(jeanne, scene.sophie, Role.APPRENTICE)
    if when == "shown out":
        admit(jeanne, sophie)
    if when != "at the door":
        admit(jeanne, sophie, yes=False)
    before = AuditEvent.objects.count()
    with pytest.raises((NotLetInYet, NotYourVisit, OnlyTheTwoEnd, Refusal)) as refused:
        BEFORE[deed](sophie)
    assert refused.value.status in {403, 404}
    assert AuditEvent.objects.count() == before
    jeanne.visit.refresh_from_db()
    assert jeanne.visit.state == "open"


@pytest.mark.parametrize("when", ["at the door", "gone"])
def test_pages_of_the_visit_are_closed_to_who_is_not_inside(
    scene: Scene, visit: Visit, jeanne: Participant, as_person: Any, when: str
) -> None:
    paul = knock(jeanne, scene.paul)
    if when == "gone":
        admit(jeanne, paul, yes=False)
    assert participant_of(scene.paul, visit.public_id) is None
    client = as_person(scene.paul)
    for name in ("replays:keepsake", "replays:state"):
        assert client.get(reverse(name, args=[visit.public_id])).status_code == 404
    assert client.post(reverse("replays:propose", args=[visit.public_id])).status_code == 404
    assert "room-config" not in client.get(room_of(visit)).content.decode()


# --- The helped person answers


@pytest.mark.parametrize("yes", [True, False])
def test_only_she_lets_in_and_out(scene: Scene, jeanne: Participant, karim: Participant, yes: bool) -> None:
    paul = knock(jeanne, scene.paul)
    claire = inside(jeanne, scene.claire, Role.INTERPRETER)
    for by in (karim, claire):
        for newcomer in (paul, claire):
            with pytest.raises(OnlyTheHelpedAdmits):
                admit(by, newcomer, yes)


def test_she_answers_for_newcomers_of_her_visit_only(
    scene: Scene, jeanne: Participant, karim: Participant
) -> None:
    for unknown in (karim.public_id, jeanne.public_id, "01J00000000000000000000000"):
        for yes in (True, False):
            with pytest.raises(UnknownParticipant):
                actions.admit(by=jeanne, participant_id=unknown, yes=yes)


def test_yes_opens_the_room(
    scene: Scene,
    visit: Visit,
    jeanne: Participant,
    as_person: Any,
    told: list[Told],
    django_capture_on_commit_callbacks: Any,
) -> None:
    paul = knock(jeanne, scene.paul)
    client = as_person(scene.paul)
    poll = {"HX-Request": "true"}
    assert client.get(room_of(visit), headers=poll).status_code == 204
    with django_capture_on_commit_callbacks(execute=True):
        admit(jeanne, paul)
        admit(jeanne, paul)
    assert [one.message["participant"]["admitted"] for one in told] == [True]
    assert client.get(room_of(visit), headers=poll)["HX-Refresh"] == "true"
    room = client.get(room_of(visit))
    assert parsed(room).select_one("[data-ep-room=root]")["data-role"] == "relative"  # type: ignore[index]
    assert parsed(room).select_one("[data-ep-room=share]") is None
    assert AuditEvent.objects.filter(event="visit.admitted").count() == 1


@pytest.mark.parametrize(
    ("was_inside", "event", "words"),
    [
        (False, "visit.turned_away", "préfère continuer sans quelqu’un de plus"),
        (True, "visit.shown_out", "Vous en êtes sorti·e"),
    ],
)
def test_no_is_polite_and_at_once(
    scene: Scene,
    visit: Visit,
    jeanne: Participant,
    as_person: Any,
    told: list[Told],
    django_capture_on_commit_callbacks: Any,
    was_inside: bool,
    event: str,
    words: str,
) -> None:
    paul = inside(jeanne, scene.paul) if was_inside else knock(jeanne, scene.paul)
    with django_capture_on_commit_callbacks(execute=True):
        admit(jeanne, paul, yes=False)
    assert [(one.group, one.kind, one.close) for one in told] == [
        (f"visit.{visit.public_id}", "participant.gone", 0),
        (f"participant.{paul.public_id}", "participant.gone", 4404),
    ]
    assert AuditEvent.objects.filter(event=event).count() == 1
    client = as_person(scene.paul)
    assert client.get(room_of(visit), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert words in said(client.get(room_of(visit)))
    with pytest.raises(UnknownParticipant):
        admit(jeanne, paul, yes=False)
    assert [one.id for one in room_snapshot(jeanne, 0).participants] == [
        jeanne.public_id,
        scene.participants(visit)[1].public_id,
    ]


def test_shown_out_loses_what_was_given(scene: Scene, jeanne: Participant) -> None:
    sophie = inside(jeanne, scene.sophie, Role.APPRENTICE)
    actions.set_hand(participant=jeanne, to=sophie.public_id, rung=Hand.POINT)
    actions.give_consent(participant=sophie, right=Right.RECORD)
    admit(jeanne, sophie, yes=False)
    sophie.refresh_from_db()
    assert (sophie.hand, sophie.connection) == ("see", "")
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_shown_out_by_mistake_may_be_invited_again(scene: Scene, jeanne: Participant) -> None:
    paul = inside(jeanne, scene.paul)
    actions.say(participant=paul, client_id="line-0001", text="Bonjour")
    admit(jeanne, paul, yes=False)
    again = knock(jeanne, scene.paul, Role.INTERPRETER)
    assert (again.pk, again.role, again.admitted_at) == (paul.pk, "interpreter", None)
    assert admit(jeanne, again).gone_at is None
    assert [line.text for line in lines_after(jeanne.visit, 0)] == ["Bonjour"]


def test_newcomer_reads_what_is_written_from_then_on(scene: Scene, jeanne: Participant) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        actions.say(participant=jeanne, client_id="line-0001", text="Entre nous")
        clock.shift(1)
        paul = inside(jeanne, scene.paul)
        actions.say(participant=jeanne, client_id="line-0002", text="Bonjour Paul")
    assert [line.text for line in room_snapshot(paul, 0).lines] == ["Bonjour Paul"]
    assert len(room_snapshot(jeanne, 0).lines) == 2


# --- Newcomers come and go


def test_newcomer_leaves_and_the_visit_goes_on(scene: Scene, visit: Visit, jeanne: Participant) -> None:
    paul = inside(jeanne, scene.paul)
    with pytest.raises(OnlyTheTwoEnd):
        actions.end_visit(participant=paul)
    actions.step_out(participant=paul)
    actions.step_out(participant=paul)
    visit.refresh_from_db()
    assert visit.state == "open"
    assert AuditEvent.objects.filter(event="visit.stepped_out").count() == 1


def test_visit_begins_when_the_two_are_there_whoever_waits_at_the_door(
    scene: Scene, visit: Visit, jeanne: Participant, karim: Participant
) -> None:
    knock(jeanne, scene.paul)
    for one in (jeanne, karim):
        actions.enter(participant=one, connection=one.public_id)
    visit.refresh_from_db()
    assert visit.started_at is not None


@pytest.mark.parametrize("is_inside", [True, False])
def test_absent_newcomer_ends_no_visit_and_frees_the_place(
    scene: Scene, visit: Visit, jeanne: Participant, karim: Participant, is_inside: bool
) -> None:
    for one in (jeanne, karim):
        actions.enter(participant=one, connection=one.public_id)
    paul = inside(jeanne, scene.paul) if is_inside else knock(jeanne, scene.paul)
    Participant.objects.filter(pk=paul.pk).update(seen_at="2026-01-01T00:00:00Z")
    assert actions.end_abandoned() == 0
    assert actions.forget_absent_newcomers() == 1
    assert actions.forget_absent_newcomers() == 0
    paul.refresh_from_db()
    assert paul.gone_at is not None


def test_who_asks_again_at_the_door_is_there(
    scene: Scene, visit: Visit, jeanne: Participant, as_person: Any
) -> None:
    paul = knock(jeanne, scene.paul)
    Participant.objects.filter(pk=paul.pk).update(seen_at="2026-01-01T00:00:00Z")
    as_person(scene.paul).get(room_of(visit), headers={"HX-Request": "true"})
    assert actions.forget_absent_newcomers() == 0


def test_after_the_end_newcomers_find_no_film(
    scene: Scene, visit: Visit, jeanne: Participant, as_person: Any
) -> None:
    inside(jeanne, scene.paul)
    knock(jeanne, scene.sophie, Role.APPRENTICE)
    actions.end_visit(participant=jeanne)
    too_late = as_person(scene.sophie).get(room_of(visit))
    assert "Elle s’est terminée avant qu’on vous ouvre." in said(too_late)
    page = as_person(scene.paul).get(room_of(visit))
    assert title(page) == "La visite est terminée"
    assert parsed(page).select_one(f"a[href='{reverse('replays:keepsake', args=[visit.public_id])}']") is None
