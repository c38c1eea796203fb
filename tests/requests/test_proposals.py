"""What a helper proposes: every action in every state, and what it may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from epaule.kernel.errors import NotAllowed, Refusal
from epaule.requests import actions, errors
from epaule.requests.models import PROPOSAL_TRANSITIONS, HelpRequest, Proposal, ProposalState, Urgency
from tests.factories import Scene
from tests.requests.diary import MONDAY, at, gives_hours

WHEN = at(27, 14)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def asked(scene: Scene) -> HelpRequest:
    gives_hours(scene, scene.karim)
    gives_hours(scene, scene.sophie)
    return scene.ask(urgency=Urgency.THIS_WEEK)


def send(scene: Scene, asked: HelpRequest, **changes: Any) -> Proposal:
    given: dict[str, Any] = {"by": scene.karim, "request": asked, "moments": [WHEN]}
    return actions.send_proposal(**(given | changes))


def late() -> int:
    with time_machine.travel(MONDAY + timedelta(hours=72, seconds=1), tick=False):
        return actions.expire_proposals()


ACTIONS: dict[str, Callable[[Scene, Proposal], Any]] = {
    "take": lambda scene, one: actions.take_proposal(by=scene.jeanne, proposal=one, starts_at=WHEN),
    "refuse": lambda scene, one: actions.refuse_proposal(by=scene.jeanne, proposal=one),
    "withdraw": lambda scene, one: actions.withdraw_proposal(by=scene.karim, proposal=one),
    "time": lambda scene, one: late(),
    "another is chosen": lambda scene, one: actions.book(
        by=scene.jeanne, request=one.request, helper=scene.sophie, starts_at=WHEN
    ),
}
OVER, GONE = errors.ProposalOver, errors.AlreadyBooked
TABLE: dict[str, dict[str, str | type[Refusal]]] = {
    "sent": {
        "take": "accepted",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "time": "expired",
        "another is chosen": "void",
    },
    "accepted": {
        "take": "same",
        "refuse": OVER,
        "withdraw": OVER,
        "time": "same",
        "another is chosen": errors.AlreadyBooked,
    },
    "refused": {"take": OVER, "refuse": "same", "withdraw": OVER, "time": "same", "another is chosen": "same"},
    "withdrawn": {"take": OVER, "refuse": OVER, "withdraw": "same", "time": "same", "another is chosen": "same"},
    "expired": {"take": OVER, "refuse": OVER, "withdraw": OVER, "time": "same", "another is chosen": "same"},
    "void": {"take": GONE, "refuse": OVER, "withdraw": OVER, "time": "same", "another is chosen": "same"},
}
WAY = {
    "accepted": "take",
    "refused": "refuse",
    "withdrawn": "withdraw",
    "expired": "time",
    "void": "another is chosen",
}


def test_table_is_whole() -> None:
    assert set(TABLE) == set(ProposalState) == set(PROPOSAL_TRANSITIONS)
    assert all(list(row) == list(ACTIONS) for row in TABLE.values())


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", TABLE)
def test_action_in_state(scene: Scene, asked: HelpRequest, state: str, action: str) -> None:
    proposal = send(scene, asked)
    if state in WAY:
        ACTIONS[WAY[state]](scene, proposal)
    proposal = Proposal.objects.select_related("request", "helper").get()
    assert proposal.state == state
    expected = TABLE[state][action]
    if isinstance(expected, str):
        ACTIONS[action](scene, proposal)
    else:
        with pytest.raises(expected):
            ACTIONS[action](scene, proposal)
    proposal.refresh_from_db()
    after = state if not isinstance(expected, str) or expected == "same" else expected
    assert proposal.state == after
    assert after == state or after in PROPOSAL_TRANSITIONS[state]
    assert (proposal.ended_at is None) == (after == "sent")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"moments": []}, errors.NothingProposed),
        ({"moments": [at(27, 14), at(27, 14, 15), at(27, 14, 30), at(27, 15)]}, errors.NothingProposed),
        ({"moments": [at(27, 9)]}, errors.NothingProposed),
        ({"moments": [at(23, 7)]}, errors.NothingProposed),
        ({"moments": [at(27, 14, year=2028)]}, errors.NothingProposed),
        ({"message": "Appelez-moi au 06 39 98 00 01"}, errors.TextSaysWho),
        ({"message": "karim@example.org"}, errors.TextSaysWho),
        ({"message": "Mon mot de passe : Soleil2026!"}, errors.TextHoldsSecret),
    ],
)
def test_what_is_not_proposed(
    scene: Scene, asked: HelpRequest, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        send(scene, asked, **changes)
    assert not Proposal.objects.exists()


def test_who_does_not_propose(scene: Scene, asked: HelpRequest) -> None:
    with pytest.raises(errors.NotYetVouched):
        send(scene, asked, by=scene.paul)
    with pytest.raises(errors.OwnRequest):
        send(scene, scene.ask(scene.karim, urgency=Urgency.THIS_WEEK))
    with pytest.raises(errors.NoLongerWaiting):
        send(scene, scene.ask(scene.paul))
    proposal = send(scene, asked)
    with pytest.raises(errors.AlreadyProposed):
        send(scene, asked)
    for stranger in (scene.paul, scene.sophie, scene.karim):
        with pytest.raises(NotAllowed):
            actions.take_proposal(by=stranger, proposal=proposal, starts_at=WHEN) if stranger != scene.karim else (
                actions.refuse_proposal(by=stranger, proposal=proposal)
            )
    with pytest.raises(NotAllowed):
        actions.withdraw_proposal(by=scene.sophie, proposal=proposal)
    with pytest.raises(errors.ProposalOver):
        actions.take_proposal(by=scene.jeanne, proposal=proposal, starts_at=at(27, 15))


def test_moment_taken_meanwhile_by_somebody_else(scene: Scene, asked: HelpRequest) -> None:
    proposal = send(scene, asked)
    other = scene.ask(scene.paul, urgency=Urgency.THIS_WEEK)
    actions.book(by=scene.paul, request=other, helper=scene.karim, starts_at=WHEN)
    with pytest.raises(errors.SlotTaken):
        actions.take_proposal(by=scene.jeanne, proposal=proposal, starts_at=WHEN)
    proposal.refresh_from_db()
    assert proposal.state == "sent"


def test_proposals_end_with_the_ask(scene: Scene, asked: HelpRequest) -> None:
    proposal = send(scene, asked)
    actions.cancel(by=scene.jeanne, request=asked)
    proposal.refresh_from_db()
    assert proposal.state == "expired"
