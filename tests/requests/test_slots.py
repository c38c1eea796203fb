"""When a helper can be booked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from epaule.requests.hours import stretches
from epaule.requests.models import Appointment, HoursException, RequestState
from epaule.requests.slots import NOTICE, calendars, free_slots, spread
from tests.factories import Scene
from tests.requests.diary import MONDAY, at, gives_hours, on_the_wall, week


@pytest.fixture(autouse=True)
def monday() -> None:
    with time_machine.travel(MONDAY, tick=False):
        yield


def booked(scene: Scene, starts_at: datetime, minutes: int = 45, helper=None, person=None) -> Appointment:
    """A row, as booking leaves it."""
    asked = scene.ask(person or scene.paul)
    asked.state, asked.helper, asked.assigned_at = RequestState.BOOKED, helper or scene.karim, MONDAY
    asked.save()
    return Appointment.objects.create(
        request=asked,
        helper=asked.helper,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        booked_at=MONDAY,
    )


def free(scene: Scene, days: int = 7) -> list[str]:
    return on_the_wall(free_slots(scene.karim, scene.territory, *week(days=days)))


def test_hours_of_the_week_by_the_quarter(scene: Scene) -> None:
    gives_hours(scene, scene.karim, (1, 14, 15))
    assert free(scene) == ["24 14:00", "24 14:15"]
    assert all(one.tzinfo is UTC for one in free_slots(scene.karim, scene.territory, *week()))


def test_who_gave_no_hours_is_never_booked(scene: Scene) -> None:
    assert free(scene) == []
    gives_hours(scene, scene.karim).weekly_hours.all().delete()
    assert free(scene) == []


def test_hours_given_in_another_territory_do_not_count_here(scene: Scene) -> None:
    from tests.factories import make_territory

    gives_hours(scene, scene.karim)
    assert free_slots(scene.karim, make_territory("ailleurs"), *week()) == []


@pytest.mark.parametrize(("hour", "first"), [(12, "23 14:00"), (13, "23 14:00"), (14, "23 15:00")])
def test_an_hour_from_now_at_least(scene: Scene, hour: int, first: str) -> None:
    gives_hours(scene, scene.karim)
    with time_machine.travel(at(23, hour), tick=False):
        assert free(scene)[0] == first
    assert timedelta(hours=1) == NOTICE


def test_what_is_booked_is_not_free(scene: Scene) -> None:
    gives_hours(scene, scene.karim, (1, 14, 16))
    appointment = booked(scene, at(24, 14, 30))
    assert free(scene) == ["24 15:15"]
    again = free_slots(scene.karim, scene.territory, *week(), but=appointment.pk)
    assert len(again) == 6, "an appointment is not in its own way"
    appointment.state, appointment.ended_at = "cancelled", MONDAY
    appointment.save()
    assert len(free(scene)) == 6


def test_helper_who_is_helped_herself_is_not_free(scene: Scene) -> None:
    gives_hours(scene, scene.karim, (1, 14, 16))
    booked(scene, at(24, 14), minutes=60, helper=scene.sophie, person=scene.karim)
    assert free(scene) == ["24 15:00", "24 15:15"]


def test_pause(scene: Scene) -> None:
    gives_hours(scene, scene.karim, (1, 14, 15), (2, 14, 15), paused_until=at(25, 14, 10))
    assert free(scene) == ["25 14:15"]


def test_days_away_and_days_with_other_hours(scene: Scene) -> None:
    rhythm = gives_hours(scene, scene.karim, (1, 14, 15), (2, 14, 15), (3, 14, 15))
    HoursException.objects.create(rhythm=rhythm, first_day=date(2026, 11, 24), last_day=date(2026, 11, 25))
    HoursException.objects.create(
        rhythm=rhythm,
        first_day=date(2026, 11, 26),
        last_day=date(2026, 11, 27),
        starts=time(9, 5),
        ends=time(10),
    )
    assert free(scene) == ["26 09:15", "27 09:15"]


@pytest.mark.parametrize("way", ["booked", "at once"])
def test_no_more_visits_a_week_than_she_said(scene: Scene, way: str) -> None:
    gives_hours(scene, scene.karim, (0, 14, 15), (3, 14, 15), weekly_cap=1)
    assert free(scene, days=9) == ["23 14:00", "23 14:15", "26 14:00", "26 14:15", "30 14:00", "30 14:15"]
    if way == "booked":
        booked(scene, at(26, 14))
    else:
        from epaule.requests import actions

        actions.close(request=actions.accept(by=scene.karim, request=scene.ask()), by=None)
    assert free(scene, days=9) == ["30 14:00", "30 14:15"]


SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)
CLOCKS = [
    ("plain day", date(2026, 11, 24), (2, 0), (4, 0), [("01:00", "03:00")]),
    ("spring, around the hour that is not", SPRING, (1, 0), (4, 0), [("00:00", "02:00")]),
    ("spring, only the hour that is not", SPRING, (2, 0), (3, 0), []),
    ("spring, begins in it", SPRING, (2, 30), (4, 0), [("01:00", "02:00")]),
    ("spring, ends in it", SPRING, (1, 30), (2, 30), [("00:30", "01:00")]),
    ("spring, afternoon", SPRING, (14, 0), (15, 0), [("12:00", "13:00")]),
    ("autumn, around the hour said twice", AUTUMN, (1, 0), (4, 0), [("23:00", "03:00")]),
    ("autumn, a part of it", AUTUMN, (2, 30), (2, 45), [("00:30", "00:45"), ("01:30", "01:45")]),
    ("autumn, afternoon", AUTUMN, (14, 0), (15, 0), [("13:00", "14:00")]),
]


@pytest.mark.parametrize(("case", "day", "starts", "ends", "expected"), CLOCKS, ids=[case[0] for case in CLOCKS])
def test_days_when_the_clocks_change(
    case: str, day: date, starts: tuple[int, int], ends: tuple[int, int], expected: list[tuple[str, str]]
) -> None:
    found = stretches(day, [(time(*starts), time(*ends))])
    assert [(begin.strftime("%H:%M"), end.strftime("%H:%M")) for begin, end in found] == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SPRING, ["28 01:00", "28 01:30", "28 03:00", "28 03:30"]),
        (AUTUMN, ["25 01:00", "25 01:30", "25 02:00", "25 02:30", "25 03:00", "25 03:30"]),
    ],
)
def test_no_slot_at_an_hour_that_is_not_nor_twice_at_one(scene: Scene, day: date, expected: list[str]) -> None:
    gives_hours(scene, scene.karim, (6, 1, 4), minutes=30)
    start = datetime.combine(day - timedelta(days=1), time(12), UTC)
    with time_machine.travel(start, tick=False):
        found = free_slots(scene.karim, scene.territory, *week(start, 2))
    shown = [one for one in on_the_wall(found) if one.endswith(("00", "30"))]
    assert shown == expected
    assert len(set(on_the_wall(found))) == len(found)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 94), st.integers(1, 95))
def test_a_day_has_as_many_hours_as_the_clock_says(day: date, begin: int, length: int) -> None:
    quarters = [begin, min(begin + length, 95)]
    starts, ends = (time(quarter // 4, quarter % 4 * 15) for quarter in quarters)
    if starts == ends:
        return
    found = stretches(day, [(starts, ends)])
    total = sum(((end - start) for start, end in found), timedelta())
    wall = timedelta(minutes=15 * (quarters[1] - quarters[0]))
    assert abs(total - wall) <= timedelta(hours=1)
    if day not in {date(2026, 3, 29), AUTUMN, SPRING, date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29)}:
        assert total == wall
    assert found == sorted(found)


def test_many_helpers_cost_as_many_queries_as_one(scene: Scene) -> None:
    for helper in (scene.karim, scene.sophie, scene.claire):
        gives_hours(scene, helper)
    booked(scene, at(24, 14, 30))
    with CaptureQueriesContext(
        connection,
    ) as one:
        calendars([scene.karim.pk], scene.territory.pk, *week())
    with CaptureQueriesContext(connection) as three:
        found = calendars([scene.karim.pk, scene.sophie.pk, scene.claire.pk], scene.territory.pk, *week())
        assert all(len(calendar.starts(*week())) >= 25 for calendar in found.values())
    assert len(one) == len(three) == 5


def test_spread_serves_each_helper_and_each_day() -> None:
    days = [at(24, 14), at(24, 15), at(25, 14), at(26, 9)]
    assert spread({1: days, 2: days}, 3) == [(1, at(24, 14)), (2, at(25, 14)), (1, at(26, 9))]
    assert spread({7: [at(24, 14), at(24, 14, 15), at(24, 16)]}, 6) == [(7, at(24, 14)), (7, at(24, 16))]
    assert spread({}, 6) == []
