"""Its helper proposes other moments for an appointment: nothing changes until the person takes one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from epaule.kernel.errors import NotAllowed, Refusal
from epaule.requests import actions, errors
from epaule.requests.models import Appointment, Proposal, Urgency
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.pages import parsed, said
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.test_booking_pages import page_of

HOUR, OTHER = at(24, 14), at(25, 14)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def booked(scene: Scene) -> Appointment:
    gives_hours(scene, scene.karim)
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    return actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=HOUR)


@pytest.fixture
def sent(scene: Scene, booked: Appointment) -> Proposal:
    return actions.propose_move(by=scene.karim, appointment=booked, moments=[OTHER, at(26, 14)])


def late() -> None:
    with time_machine.travel(MONDAY + timedelta(hours=72, seconds=1), tick=False):
        actions.expire_proposals()


ACTIONS: dict[str, Callable[[Scene, Proposal], Any]] = {
    "take": lambda scene, one: actions.take_move(by=scene.jeanne, proposal=one, starts_at=OTHER),
    "keep": lambda scene, one: actions.refuse_proposal(by=scene.jeanne, proposal=one),
    "withdraw": lambda scene, one: actions.withdraw_proposal(by=scene.karim, proposal=one),
    "time": lambda scene, one: late(),
    "she moves it": lambda scene, one: actions.move(
        by=scene.jeanne, appointment=one.appointment, starts_at=at(27, 14)
    ),
    "cancel": lambda scene, one: actions.cancel_appointment(by=scene.jeanne, appointment=one.appointment),
}
OVER = errors.ProposalOver
MOVED: dict[str, str | type[Refusal]] = {"she moves it": "same", "cancel": "same", "time": "same"}
TABLE: dict[str, dict[str, str | type[Refusal]]] = {
    "sent": {
        "take": "accepted",
        "keep": "refused",
        "withdraw": "withdrawn",
        "time": "expired",
        "she moves it": "void",
        "cancel": "expired",
    },
    "accepted": {"take": "same", "keep": OVER, "withdraw": OVER} | MOVED,
    "refused": {"take": OVER, "keep": "same", "withdraw": OVER} | MOVED,
    "withdrawn": {"take": OVER, "keep": OVER, "withdraw": "same"} | MOVED,
    "expired": {"take": OVER, "keep": OVER, "withdraw": OVER} | MOVED,
    "void": {"take": OVER, "keep": OVER, "withdraw": OVER} | MOVED,
}
WAY = {"accepted": "take", "refused": "keep", "withdrawn": "withdraw", "expired": "time", "void": "she moves it"}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", TABLE)
def test_action_in_state(scene: Scene, sent: Proposal, state: str, action: str) -> None:
    if state in WAY:
        ACTIONS[WAY[state]](scene, sent)
    one = Proposal.objects.select_related("request", "helper", "appointment").get()
    assert one.state == state
    expected = TABLE[state][action]
    if isinstance(expected, str):
        ACTIONS[action](scene, one)
    else:
        with pytest.raises(expected):
            ACTIONS[action](scene, one)
    one.refresh_from_db()
    assert one.state == (state if expected == "same" or not isinstance(expected, str) else expected)


def test_nothing_moves_until_she_takes_one(scene: Scene, booked: Appointment, sent: Proposal) -> None:
    booked.refresh_from_db()
    assert (booked.starts_at, booked.sequence) == (HOUR, 0)
    for again in range(2):
        moved = actions.take_move(by=scene.jeanne, proposal=sent, starts_at=OTHER)
        assert (moved.pk, moved.starts_at, moved.sequence) == (booked.pk, OTHER, 1), again
    assert AuditEvent.objects.filter(event__in=["proposal.move", "appointment.moved"]).count() == 2


def test_who_may_what(scene: Scene, booked: Appointment, sent: Proposal) -> None:
    for stranger in (scene.jeanne, scene.paul, scene.sophie, scene.claire):
        with pytest.raises(NotAllowed):
            actions.propose_move(by=stranger, appointment=booked, moments=[OTHER])
    for stranger in (scene.karim, scene.paul, scene.sophie, scene.claire):
        with pytest.raises(NotAllowed):
            actions.take_move(by=stranger, proposal=sent, starts_at=OTHER)
        with pytest.raises(NotAllowed):
            actions.refuse_proposal(by=stranger, proposal=sent)
    for wrong in (HOUR, at(27, 14)):
        with pytest.raises(errors.ProposalOver):
            actions.take_move(by=scene.jeanne, proposal=sent, starts_at=wrong)
    with pytest.raises(errors.ProposalOver):
        actions.take_proposal(by=scene.jeanne, proposal=sent, starts_at=OTHER)
    scene.karim.suspended_at = MONDAY
    scene.karim.save()
    with pytest.raises(errors.HelperNotFree):
        actions.take_move(by=scene.jeanne, proposal=sent, starts_at=OTHER)


@pytest.mark.parametrize(
    "moments", [[], [HOUR], [at(24, 9)], [at(23, 7)], [OTHER, at(26, 14), at(27, 14), at(24, 15)]]
)
def test_only_other_free_moments(scene: Scene, booked: Appointment, moments: list[Any]) -> None:
    with pytest.raises(errors.NothingProposed):
        actions.propose_move(by=scene.karim, appointment=booked, moments=moments)
    with pytest.raises(errors.TextSaysWho):
        actions.propose_move(by=scene.karim, appointment=booked, moments=[OTHER], message="06 39 98 00 01")


def test_not_for_ever(scene: Scene, booked: Appointment, sent: Proposal) -> None:
    with pytest.raises(errors.MoveAlreadyProposed):
        actions.propose_move(by=scene.karim, appointment=booked, moments=[OTHER])
    for _again in range(2):
        actions.refuse_proposal(by=scene.jeanne, proposal=Proposal.objects.get(state="sent"))
        actions.propose_move(by=scene.karim, appointment=booked, moments=[OTHER])
    actions.refuse_proposal(by=scene.jeanne, proposal=Proposal.objects.get(state="sent"))
    with pytest.raises(errors.EnoughMoves):
        actions.propose_move(by=scene.karim, appointment=booked, moments=[OTHER])


def test_moment_that_somebody_else_took(scene: Scene, booked: Appointment, sent: Proposal) -> None:
    other = scene.ask(scene.paul, urgency=Urgency.THIS_WEEK)
    actions.book(by=scene.paul, request=other, helper=scene.karim, starts_at=OTHER)
    with pytest.raises(errors.SlotTaken):
        actions.take_move(by=scene.jeanne, proposal=sent, starts_at=OTHER)
    sent.refresh_from_db()
    booked.refresh_from_db()
    assert (sent.state, booked.starts_at) == ("sent", HOUR)


def test_on_the_pages(scene: Scene, booked: Appointment, as_person: Any) -> None:
    karim, jeanne, page = as_person(scene.karim), as_person(scene.jeanne), page_of("appointment", booked)
    moments = [str(box["value"]) for box in parsed(karim.get(page)).select("[name=moments]")]
    wrong = karim.post(page, {"do": "propose", "moments": ["hier"], "message": "Je préfère"})
    assert wrong.status_code == 400
    assert parsed(wrong).select_one("textarea").get_text().strip() == "Je préfère"  # type: ignore[union-attr]
    assert jeanne.post(page, {"do": "propose", "moments": moments[:1]}).status_code == 403
    done = karim.post(page, {"do": "propose", "moments": moments[:2], "message": "Je préfère"}, follow=True)
    assert "jusque-là, rien ne change" in said(done)
    shown = jeanne.get(page)
    assert "Karim préférerait un autre moment" in said(shown)
    proposal = Proposal.objects.get()
    kept = {"do": "keep", "proposal": proposal.public_id}
    for forged in ({**kept, "proposal": "x"}, {"do": "keep"}, {"do": "take", "proposal": proposal.public_id}):
        assert jeanne.post(page, forged).status_code == 409
    jeanne.post(page, kept)
    assert "Jeanne garde l’heure prévue" in said(karim.get(page))
    karim.post(page, {"do": "propose", "moments": moments[:1]})
    taken = {"do": "take", "proposal": Proposal.objects.get(state="sent").public_id, "starts_at": moments[0]}
    assert "est déplacé" in said(jeanne.post(page, taken, follow=True))
    booked.refresh_from_db()
    assert booked.starts_at.isoformat() == moments[0]
    karim.post(page, {"do": "propose", "moments": moments[1:2]})
    karim.post(page, {"do": "withdraw", "proposal": Proposal.objects.get(state="sent").public_id})
    assert "préférerait" not in said(jeanne.get(page))
