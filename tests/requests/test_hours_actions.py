"""When a helper has time: what is written, merged and refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.people import actions as people_actions
from epaule.requests import actions, errors
from epaule.requests.actions.hours import EXCEPTIONS_MAX, RANGES_A_DAY
from epaule.requests.models import Availability, Candidate, HoursException, Rhythm, WeeklyHours
from epaule.requests.queries import is_available
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory

RHYTHM: dict[str, Any] = {
    "weekly_cap": 3,
    "visit_minutes": 60,
    "quiet_from": time(20),
    "quiet_until": time(9),
    "ring_by_mail": True,
    "ring_by_sms": False,
}


def add(scene: Scene, starts: str, ends: str, weekday: int = 1) -> WeeklyHours:
    return actions.add_hours(
        by=scene.karim,
        territory=scene.territory,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
    )


def week() -> list[tuple[int, str, str]]:
    rows = WeeklyHours.objects.values_list("weekday", "starts", "ends")
    return [(day, f"{starts:%H:%M}", f"{ends:%H:%M}") for day, starts, ends in rows]


# --- The week


MERGED = {
    "apart": [("09:00", "10:00"), ("11:00", "12:00")],
    "touching": [("09:00", "10:00"), ("10:00", "12:00")],
    "overlapping": [("09:00", "11:00"), ("10:00", "12:00")],
    "inside": [("09:00", "12:00"), ("10:00", "11:00")],
    "around": [("10:00", "11:00"), ("09:00", "12:00")],
    "joining two": [("09:00", "10:00"), ("11:00", "12:00"), ("09:30", "11:30")],
}


@pytest.mark.parametrize("case", MERGED)
def test_ranges_that_touch_become_one(scene: Scene, case: str) -> None:
    for starts, ends in MERGED[case]:
        add(scene, starts, ends)
    one = [(1, "09:00", "12:00")]
    assert week() == ([(1, "09:00", "10:00"), (1, "11:00", "12:00")] if case == "apart" else one)


def test_other_days_and_other_helpers_are_not_merged(scene: Scene) -> None:
    add(scene, "09:00", "11:00")
    add(scene, "10:00", "12:00", weekday=2)
    actions.add_hours(by=scene.sophie, territory=scene.territory, weekday=1, starts=time(10), ends=time(12))
    assert len(week()) == 3


WRONG: dict[str, tuple[tuple[str, str, int], type[Refusal]]] = {
    "upside down": (("12:00", "09:00", 1), errors.HoursUpsideDown),
    "empty": (("09:00", "09:00", 1), errors.HoursUpsideDown),
    "short": (("09:00", "09:20", 1), errors.HoursTooShort),
    "no such day": (("09:00", "12:00", 7), errors.RhythmOutOfBounds),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_range_is_refused(scene: Scene, case: str) -> None:
    (starts, ends, weekday), refusal = WRONG[case]
    with pytest.raises(refusal):
        add(scene, starts, ends, weekday)
    assert week() == []


def test_ranges_of_a_day_are_limited(scene: Scene) -> None:
    for hour in range(RANGES_A_DAY):
        add(scene, f"{2 * hour:02}:00", f"{2 * hour + 1:02}:00")
    with pytest.raises(errors.TooManyHours):
        add(scene, "20:00", "21:00")
    assert len(week()) == RANGES_A_DAY


def test_removing_is_of_ones_own_hours(scene: Scene) -> None:
    hours = add(scene, "09:00", "12:00")
    actions.remove_hours(by=scene.sophie, territory=scene.territory, hours_id=hours.pk)
    assert len(week()) == 1
    for _again in range(2):
        actions.remove_hours(by=scene.karim, territory=scene.territory, hours_id=hours.pk)
    assert week() == []
    assert AuditEvent.objects.filter(event="hours.changed").count() == 2


def test_copied_day_takes_the_place_of_the_others(scene: Scene) -> None:
    add(scene, "09:00", "12:00")
    add(scene, "14:00", "16:00")
    add(scene, "18:00", "19:00", weekday=3)
    add(scene, "18:00", "19:00", weekday=5)
    actions.copy_day(by=scene.karim, territory=scene.territory, weekday=1, to=[1, 3])
    hers = [("09:00", "12:00"), ("14:00", "16:00")]
    assert week() == [(day, *one) for day in (1, 3) for one in hers] + [(5, "18:00", "19:00")]
    with pytest.raises(errors.RhythmOutOfBounds):
        actions.copy_day(by=scene.karim, territory=scene.territory, weekday=1, to=[9])


# --- Days that are not like the others


def note(scene: Scene, first: str, last: str, hours: tuple[str, str] | None = None) -> HoursException:
    starts, ends = map(time.fromisoformat, hours) if hours else (None, None)
    return actions.add_exception(
        by=scene.karim,
        territory=scene.territory,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        starts=starts,
        ends=ends,
    )


DAYS: dict[str, tuple[tuple[Any, ...], type[Refusal]]] = {
    "upside down": (("2026-06-10", "2026-06-09"), errors.DaysUpsideDown),
    "past": (("2026-05-01", "2026-05-31"), errors.DayOutOfReach),
    "in two years": (("2026-06-10", "2028-06-09"), errors.DayOutOfReach),
    "hours upside down": (("2026-06-10", "2026-06-10", ("12:00", "09:00")), errors.HoursUpsideDown),
    "away already": (("2026-07-14", "2026-07-20"), errors.AlreadyNoted),
    "hours when away": (("2026-07-14", "2026-07-14", ("09:00", "12:00")), errors.AlreadyNoted),
    "away over hours": (("2026-06-19", "2026-06-21"), errors.AlreadyNoted),
    "hours that overlap": (("2026-06-20", "2026-06-20", ("11:00", "13:00")), errors.AlreadyNoted),
}


@pytest.mark.parametrize("case", [*DAYS, None])
def test_exceptions(scene: Scene, case: str | None) -> None:
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        note(scene, "2026-07-01", "2026-07-31")
        note(scene, "2026-06-20", "2026-06-20", ("09:00", "12:00"))
        if case:
            given, refusal = DAYS[case]
            with pytest.raises(refusal):
                note(scene, *given)
        else:
            note(scene, "2026-06-20", "2026-06-20", ("14:00", "18:00"))
    assert HoursException.objects.count() == (2 if case else 3)


def test_past_exceptions_go_and_the_others_are_limited(scene: Scene) -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        note(scene, "2026-06-02", "2026-06-03")
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC), tick=False):
        for day in range(EXCEPTIONS_MAX):
            one = (date(2026, 8, 1) + timedelta(days=day)).isoformat()
            note(scene, one, one)
        with pytest.raises(errors.TooManyHours):
            note(scene, "2026-12-25", "2026-12-25")
    assert HoursException.objects.count() == EXCEPTIONS_MAX


# --- Settings


def set_rhythm(scene: Scene, **changes: Any) -> Rhythm:
    return actions.set_rhythm(by=scene.karim, territory=scene.territory, **(RHYTHM | changes))


def test_rhythm_is_kept(scene: Scene) -> None:
    rhythm = set_rhythm(scene)
    rhythm.refresh_from_db()
    assert {name: getattr(rhythm, name) for name in RHYTHM} == RHYTHM


@pytest.mark.parametrize("wrong", [{"weekly_cap": 0}, {"weekly_cap": 41}, {"visit_minutes": 50}])
def test_rhythm_out_of_bounds_is_refused(scene: Scene, wrong: dict[str, int]) -> None:
    with pytest.raises(errors.RhythmOutOfBounds):
        set_rhythm(scene, **wrong)


def test_sms_need_a_number(scene: Scene) -> None:
    with pytest.raises(errors.PhoneMissing):
        set_rhythm(scene, ring_by_sms=True)
    scene.karim.phone = "+33612345678"
    scene.karim.save()
    assert set_rhythm(scene, ring_by_sms=True).ring_by_sms


# --- Pause


@pytest.mark.parametrize(
    ("today", "back_on", "until"),
    [
        # Winter time is UTC+1, summer time UTC+2: midnight is midnight on the wall.
        ("2026-03-20", "2026-03-29", "2026-03-28T23:00"),
        ("2026-03-20", "2026-03-30", "2026-03-29T22:00"),
        ("2026-10-20", "2026-10-25", "2026-10-24T22:00"),
        ("2026-10-20", "2026-10-26", "2026-10-25T23:00"),
    ],
)
def test_pause_ends_at_midnight_of_the_wall(scene: Scene, today: str, back_on: str, until: str) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{today}T12:00+00:00"), tick=False):
        rhythm = actions.pause(by=scene.karim, territory=scene.territory, back_on=date.fromisoformat(back_on))
    assert rhythm.paused_until is not None
    assert rhythm.paused_until.astimezone(UTC) == datetime.fromisoformat(f"{until}+00:00")


def test_pause_switches_off_and_the_switch_ends_it(scene: Scene) -> None:
    scene.available(scene.karim)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.pause(by=scene.karim, territory=scene.territory, back_on=tomorrow)
    assert not is_available(scene.karim, scene.territory)
    assert not Candidate.objects.filter(person=scene.karim, ready=True).exists()
    scene.available(scene.karim)
    assert Rhythm.objects.get(person=scene.karim).paused_until is None


def test_resuming_again_is_the_same(scene: Scene) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.pause(by=scene.karim, territory=scene.territory, back_on=tomorrow)
    for _again in range(2):
        actions.resume(by=scene.karim, territory=scene.territory)
    assert AuditEvent.objects.filter(event="helper.resumed").count() == 1
    assert not Availability.objects.filter(person=scene.karim).exists()


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_pause_is_for_days_to_come(scene: Scene, days: int) -> None:
    with pytest.raises(errors.DayOutOfReach):
        actions.pause(
            by=scene.karim, territory=scene.territory, back_on=timezone.localdate() + timedelta(days=days)
        )


# --- Who may


def test_suspended_guest_and_stranger_set_no_hours(scene: Scene) -> None:
    people_actions.suspend(by=scene.jeanne, helper=scene.karim)
    scene.karim.refresh_from_db()
    with pytest.raises(errors.HelperStopped):
        add(scene, "09:00", "12:00")
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    for person, territory in ((guest, scene.territory), (scene.sophie, make_territory("calvados"))):
        with pytest.raises(errors.NotYetVouched):
            actions.pause(by=person, territory=territory, back_on=timezone.localdate() + timedelta(days=1))
    assert not Rhythm.objects.exists()
