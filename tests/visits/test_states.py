"""Every action in each state of a visit: what comes of it, or how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.errors import TooEarlyToProlong, VisitOver
from epaule.visits.models import TRANSITIONS, Consent, Participant, Right, Visit, VisitState
from tests.factories import Scene

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"


def helper_of(jeanne: Participant) -> Participant:
    return jeanne.visit.participants.get(role="helper")


def sweep(jeanne: Participant) -> Any:
    Participant.objects.filter(visit=jeanne.visit_id).update(seen_at="2026-01-01T00:00:00Z")
    return actions.end_abandoned()


ACTIONS: dict[str, Callable[[Participant], Any]] = {
    "enter": lambda jeanne: actions.enter(participant=jeanne, connection=PAGE),
    "leave": lambda jeanne: actions.leave(participant=jeanne, connection=PAGE),
    "say": lambda jeanne: actions.say(participant=jeanne, client_id="line-0001", text="Bonjour"),
    "share": lambda jeanne: actions.set_sharing(participant=jeanne, on=True),
    "hide": lambda jeanne: actions.set_hidden(participant=jeanne, on=False),
    "ask": lambda jeanne: actions.ask_hand(participant=helper_of(jeanne), rung="point"),
    "give": lambda jeanne: actions.set_hand(participant=jeanne, to=helper_of(jeanne).public_id, rung="point"),
    "prolong": lambda jeanne: actions.prolong(participant=jeanne),
    "open": lambda jeanne: actions.open_visit(by=jeanne.person, request=jeanne.visit.request),
    "end": lambda jeanne: actions.end_visit(participant=jeanne),
    "end_with_request": lambda jeanne: actions.end_with_request(request=jeanne.visit.request),
    "sweep": sweep,
}
SAME = "same"
TABLE: dict[str, dict[str, str | type[Refusal]]] = {
    "open": {
        "enter": SAME,
        "leave": SAME,
        "say": SAME,
        "share": SAME,
        "hide": SAME,
        "ask": SAME,
        "give": SAME,
        "prolong": TooEarlyToProlong,
        "open": SAME,
        "end": "ended",
        "end_with_request": "ended",
        "sweep": "ended",
    },
    "ended": {
        "enter": VisitOver,
        "leave": SAME,
        "say": VisitOver,
        "share": VisitOver,
        "hide": VisitOver,
        "ask": VisitOver,
        "give": VisitOver,
        "prolong": VisitOver,
        "open": SAME,
        "end": SAME,
        "end_with_request": SAME,
        "sweep": SAME,
    },
}


def test_table_is_whole() -> None:
    assert set(TABLE) == set(VisitState.values) == set(TRANSITIONS)
    assert all(list(row) == list(ACTIONS) for row in TABLE.values())


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", TABLE)
def test_action_in_state(scene: Scene, state: str, action: str) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    if state == "ended":
        actions.end_visit(participant=karim)
    expected = TABLE[state][action]
    rows = Visit.objects.values("state", "ended_at", "end_reason")
    before, ends = rows.get(), AuditEvent.objects.filter(event="visit.ended").count()
    if isinstance(expected, str):
        ACTIONS[action](jeanne)
    else:
        with pytest.raises(expected):
            ACTIONS[action](jeanne)
    after = rows.get()
    if expected == "ended":
        assert after["state"] == "ended"
        assert AuditEvent.objects.filter(event="visit.ended").count() == ends + 1
    else:
        assert after == before
        assert AuditEvent.objects.filter(event="visit.ended").count() == ends


ILLEGAL: dict[str, dict[str, Any]] = {
    "unknown state": {"state": "lost"},
    "open with an end": {"ended_at": timezone.now()},
    "open with a reason": {"end_reason": "finished"},
    "ended without a date": {"state": "ended", "end_reason": "finished"},
    "ended without a reason": {"state": "ended", "ended_at": timezone.now()},
}


@pytest.mark.parametrize("case", ILLEGAL)
def test_database_refuses_illegal_row(scene: Scene, case: str) -> None:
    visit = scene.visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**ILLEGAL[case])


def test_database_refuses_two_rooms_of_one_request(scene: Scene) -> None:
    visit = scene.visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(request=visit.request, territory=scene.territory, opened_at=timezone.now())


def test_database_refuses_a_person_twice_in_a_visit(scene: Scene) -> None:
    visit = scene.visit()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(visit=visit, person=scene.karim, role="helped", seen_at=timezone.now())


def test_database_refuses_two_current_consents_to_one_right(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    actions.give_consent(participant=jeanne, right=Right.SEE)
    actions.give_consent(participant=jeanne, right=Right.SEE)
    kept = Consent.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(visit=kept.visit, person=kept.person, right="see", given_at=timezone.now())


def test_database_refuses_a_consent_withdrawn_before_it_was_given(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    actions.give_consent(participant=jeanne, right=Right.SEE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(withdrawn_at="2026-01-01T00:00:00Z")
