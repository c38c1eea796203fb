"""The coordination examines an alarm: the helper may resume, or helps no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from epaule.kernel.errors import Refusal
from epaule.people import actions as people_actions
from epaule.people.models import Person, Status
from epaule.people.rules import is_trusted_helper
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.errors import AlarmDecided, CannotDecideAlarm
from epaule.visits.models import ALARM_TRANSITIONS, Alarm, AlarmKind, AlarmState
from tests.factories import Scene, make_territory

Decision = Callable[..., Alarm]
DECISIONS: dict[str, Decision] = {"clear": actions.clear_alarm, "uphold": actions.uphold_alarm}
SAME = "same"
TABLE: dict[str, dict[str, str | type[Refusal]]] = {
    "open": {"clear": "cleared", "uphold": "upheld"},
    "cleared": {"clear": SAME, "uphold": AlarmDecided},
    "upheld": {"clear": AlarmDecided, "uphold": SAME},
}


def raised(scene: Scene, kind: AlarmKind = AlarmKind.PASSWORD) -> Alarm:
    return actions.raise_alarm(by=scene.participants(scene.visit())[0], kind=kind)


def alarm_in(scene: Scene, state: str) -> Alarm:
    alarm = raised(scene)
    ways = {"cleared": actions.clear_alarm, "upheld": actions.uphold_alarm}
    return ways[state](by=scene.claire, alarm=alarm) if state in ways else alarm


def karim(scene: Scene) -> Person:
    return Person.objects.get(pk=scene.karim.pk)


def anne(scene: Scene, slug: str = "") -> Person:
    """Another coordinator, of this territory or of the one named."""
    territory = make_territory(slug) if slug else scene.territory
    return scene._person(territory, "Anne", "50025", Status.COORDINATOR, scene.claire)


def test_table_is_whole() -> None:
    assert set(TABLE) == set(AlarmState.values) == set(ALARM_TRANSITIONS)
    for state, row in TABLE.items():
        reached = {to for to in row.values() if isinstance(to, str) and to != SAME}
        assert reached == set(ALARM_TRANSITIONS[state])


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("state", TABLE)
def test_decision_in_state(scene: Scene, state: str, decision: str) -> None:
    alarm = alarm_in(scene, state)
    before, helper = Alarm.objects.values().get(), Person.objects.filter(pk=scene.karim.pk).values().get()
    traces = AuditEvent.objects.count()
    expected = TABLE[state][decision]
    if isinstance(expected, str):
        DECISIONS[decision](by=scene.claire, alarm=alarm)
    else:
        with pytest.raises(expected):
            DECISIONS[decision](by=scene.claire, alarm=alarm)
    after = Alarm.objects.values().get()
    if expected in TABLE:
        assert (after["state"], after["decided_by_id"]) == (expected, scene.claire.pk)
        assert after["decided_at"] is not None
    else:
        assert after == before
        assert Person.objects.filter(pk=scene.karim.pk).values().get() == helper
        assert AuditEvent.objects.count() == traces


# --- Who decides


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul"])
def test_only_the_coordination_decides(scene: Scene, who: str, decision: str) -> None:
    with pytest.raises(CannotDecideAlarm):
        DECISIONS[decision](by=getattr(scene, who), alarm=raised(scene))


@pytest.mark.parametrize("decision", DECISIONS)
def test_coordination_of_another_territory_does_not(scene: Scene, decision: str) -> None:
    with pytest.raises(CannotDecideAlarm):
        DECISIONS[decision](by=anne(scene, "calvados"), alarm=raised(scene))


@pytest.mark.parametrize("role", ["helper", "by"])
@pytest.mark.parametrize("decision", DECISIONS)
def test_nobody_decides_about_herself_nor_what_she_raised(scene: Scene, decision: str, role: str) -> None:
    alarm = raised(scene)
    concerned = anne(scene)
    Alarm.objects.update(**{role: concerned})
    with pytest.raises(CannotDecideAlarm):
        DECISIONS[decision](by=concerned, alarm=alarm)
    assert Alarm.objects.get().state == "open"
    assert DECISIONS[decision](by=scene.claire, alarm=alarm).state != "open"


# --- What follows


def test_cleared_helper_may_help_again(scene: Scene) -> None:
    actions.clear_alarm(by=scene.claire, alarm=raised(scene))
    assert is_trusted_helper(karim(scene))


def test_upheld_helper_helps_no_more(scene: Scene) -> None:
    actions.uphold_alarm(by=scene.claire, alarm=raised(scene))
    stopped = karim(scene)
    assert (stopped.vouched_by, stopped.vouched_at) == (None, None)
    assert stopped.suspended_at is not None


def test_call_that_is_upheld_stops_him_from_where_he_is(scene: Scene) -> None:
    alarm = raised(scene, AlarmKind.CALLED)
    visit = scene.visit()
    actions.uphold_alarm(by=scene.claire, alarm=alarm)
    visit.refresh_from_db()
    assert visit.end_reason == "safety"
    assert not is_trusted_helper(karim(scene))


@pytest.mark.parametrize("other", ["open", "upheld"])
def test_another_alarm_still_stops_him(scene: Scene, other: str) -> None:
    first = raised(scene, AlarmKind.CALLED)
    second = raised(scene)
    if other == "upheld":
        actions.uphold_alarm(by=scene.claire, alarm=second)
    actions.clear_alarm(by=scene.claire, alarm=first)
    assert karim(scene).suspended_at is not None


def test_call_still_to_examine_does_not_stop_him(scene: Scene) -> None:
    raised(scene, AlarmKind.CALLED)
    actions.clear_alarm(by=scene.claire, alarm=raised(scene))
    assert karim(scene).suspended_at is None


def test_clearing_again_from_an_old_page_frees_nobody(scene: Scene) -> None:
    alarm = raised(scene)
    actions.clear_alarm(by=scene.claire, alarm=alarm)
    people_actions.suspend(by=scene.claire, helper=scene.karim)
    actions.clear_alarm(by=scene.claire, alarm=alarm)
    assert karim(scene).suspended_at is not None


@pytest.mark.parametrize(
    "change", [{"state": "forgotten"}, {"state": "cleared"}, {"decided_at": "2026-01-01T00:00Z"}]
)
def test_database_holds_the_states(scene: Scene, change: dict[str, Any]) -> None:
    alarm = raised(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(pk=alarm.pk).update(**change)
