"""Every action in every state: where it leads, or how it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.requests import actions
from epaule.requests.errors import AlreadyTaken, CannotCancel, NoLongerWaiting
from epaule.requests.models import OVER, TRANSITIONS, HelpRequest, RequestState
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.requests.states import WAYS, make_late, request_in


def expire(scene: Scene, request: HelpRequest) -> None:
    make_late(request)
    actions.expire_unanswered()


ACTIONS: dict[str, Callable[[Scene, HelpRequest], Any]] = {
    "accept": lambda scene, request: actions.accept(by=scene.sophie, request=request),
    "accept_again": lambda scene, request: actions.accept(by=scene.karim, request=request),
    "pass_on": lambda scene, request: actions.pass_on(by=scene.sophie, request=request),
    "cancel": lambda scene, request: actions.cancel(by=scene.jeanne, request=request),
    "close": lambda scene, request: actions.close(by=scene.jeanne, request=request),
    "expire": expire,
    "stop_helping": lambda scene, request: actions.stop_helping(by=scene.jeanne, helper=scene.karim),
}

SAME = "same"
TABLE: dict[str, dict[str, str | type[Refusal]]] = {
    "published": {
        "accept": "assigned",
        "accept_again": "assigned",
        "pass_on": SAME,
        "cancel": "cancelled",
        "close": CannotCancel,
        "expire": "expired",
        "stop_helping": SAME,
    },
    "booked": {
        "accept": AlreadyTaken,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": "cancelled",
        "close": CannotCancel,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "assigned": {
        "accept": AlreadyTaken,
        "accept_again": SAME,
        "pass_on": SAME,
        "cancel": "cancelled",
        "close": "closed",
        "expire": SAME,
        "stop_helping": "withdrawn",
    },
    "closed": {
        "accept": AlreadyTaken,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": CannotCancel,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "expired": {
        "accept": NoLongerWaiting,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": CannotCancel,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "cancelled": {
        "accept": NoLongerWaiting,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": SAME,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "cancelled_after_accept": {
        "accept": AlreadyTaken,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": SAME,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "withdrawn": {
        "accept": AlreadyTaken,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": CannotCancel,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
    "redirected": {
        "accept": NoLongerWaiting,
        "accept_again": NoLongerWaiting,
        "pass_on": SAME,
        "cancel": CannotCancel,
        "close": SAME,
        "expire": SAME,
        "stop_helping": SAME,
    },
}


def test_table_is_whole() -> None:
    assert list(TABLE) == WAYS
    assert {way.split("_")[0] for way in WAYS} == set(RequestState.values) == set(TRANSITIONS)
    assert all(list(row) == list(ACTIONS) for row in TABLE.values())


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("way", WAYS)
def test_action_in_state(scene: Scene, way: str, action: str) -> None:
    request = request_in(scene, way)
    before = HelpRequest.objects.values("state", "helper", "assigned_at", "ended_at").get()
    traces = AuditEvent.objects.count()
    expected = TABLE[way][action]
    if isinstance(expected, str):
        ACTIONS[action](scene, request)
    else:
        with pytest.raises(expected):
            ACTIONS[action](scene, request)
    after = HelpRequest.objects.values("state", "helper", "assigned_at", "ended_at").get()
    if expected == SAME or not isinstance(expected, str):
        assert after == before
    else:
        assert after["state"] == expected
        assert after["state"] in TRANSITIONS[before["state"]]
    told = AuditEvent.objects.exclude(event="appointment.cancelled").count() - traces
    assert told == (0 if not isinstance(expected, str) or (expected == SAME and action != "pass_on") else 1)


@pytest.mark.parametrize("way", WAYS)
def test_refused_action_rings_nobody_and_tells_nobody(
    scene: Scene, way: str, django_capture_on_commit_callbacks: Any
) -> None:
    request = request_in(scene, way)
    refused = [name for name, outcome in TABLE[way].items() if not isinstance(outcome, str)]
    with django_capture_on_commit_callbacks() as told:
        for name in refused:
            with pytest.raises(Refusal):
                ACTIONS[name](scene, request)
    assert told == []


NOW = timezone.now()
ILLEGAL: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown state": ("published", {"state": "lost"}),
    "published with an end": ("published", {"ended_at": NOW}),
    "published with a date of accept": ("published", {"assigned_at": NOW}),
    "assigned without a helper": ("published", {"state": "assigned"}),
    "assigned without its date": ("assigned", {"assigned_at": None}),
    "booked without a helper": ("published", {"state": "booked"}),
    "booked with an end": ("booked", {"ended_at": NOW}),
    "redirected without an end": ("published", {"state": "redirected"}),
    "assigned with an end": ("assigned", {"ended_at": NOW}),
    "published with a helper": ("assigned", {"state": "published"}),
    "expired without an end": ("assigned", {"state": "expired"}),
    "rung while assigned": ("assigned", {"next_wave_at": NOW}),
    "unknown urgency": ("published", {"urgency": "yesterday"}),
    "closed without an end": ("assigned", {"state": "closed"}),
    "closed without a helper": ("published", {"state": "closed", "ended_at": NOW}),
    "cancelled without an end": ("published", {"state": "cancelled"}),
    "withdrawn without an end": ("published", {"state": "withdrawn"}),
}


@pytest.mark.parametrize("case", ILLEGAL)
def test_database_refuses_illegal_row(scene: Scene, case: str) -> None:
    way, change = ILLEGAL[case]
    request = request_in(scene, way)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.filter(pk=request.pk).update(**change)


def test_database_refuses_helping_oneself(scene: Scene) -> None:
    request = request_in(scene, "assigned")
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.filter(pk=request.pk).update(helper=scene.jeanne)


@pytest.mark.parametrize("way", ["published", "assigned"])
def test_database_refuses_two_open_requests_of_one_person(scene: Scene, way: str) -> None:
    first = request_in(scene, way)
    again = {"person": scene.jeanne, "territory": scene.territory, "commune_id": "50502", "published_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.create(**again)
    actions.cancel(by=scene.jeanne, request=first)
    assert HelpRequest.objects.create(**again).is_open


def test_only_the_states_that_lead_nowhere_are_over() -> None:
    assert set(OVER) == {"closed", "expired", "cancelled", "withdrawn", "redirected"}
