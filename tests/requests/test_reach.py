"""By what a helper is rung: her page, or what she chose, but never in her quiet hours nor while she rests."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from epaule.requests import reach
from epaule.requests.models import Availability, Rhythm
from tests.factories import Scene, make_territory

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 11, 23, 12, tzinfo=PARIS)
EVENING, MORNING = time(21), time(8)


def rhythm_of(scene: Scene, **changes: Any) -> Rhythm:
    return Rhythm.objects.update_or_create(person=scene.karim, territory=scene.territory, defaults=changes)[0]


def channels(scene: Scene, at: datetime) -> tuple[str, ...]:
    one = reach.channels_of(scene.karim, scene.territory, at)
    assert reach.channels_of_all([scene.karim.pk], at) == {scene.karim.pk: one}
    return one


def page_seen(scene: Scene, at: datetime) -> None:
    defaults = {"since_at": at, "seen_at": at}
    Availability.objects.update_or_create(person=scene.karim, territory=scene.territory, defaults=defaults)


def test_who_settled_nothing_is_rung_on_an_open_page_only(scene: Scene) -> None:
    assert channels(scene, NOON) == ()
    page_seen(scene, NOON)
    assert channels(scene, NOON) == ("page",)
    assert channels(scene, NOON + timedelta(minutes=2)) == ()


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"ring_by_push": True}, ("push",)),
        ({"ring_by_mail": True}, ("mail",)),
        ({"ring_by_sms": True}, ("sms",)),
        ({"ring_by_sms": True, "ring_by_mail": True, "ring_by_push": True}, ("push", "mail", "sms")),
        ({}, ()),
    ],
)
def test_what_she_chose(scene: Scene, chosen: dict[str, bool], expected: tuple[str, ...]) -> None:
    scene.karim.phone = "+33612345678"
    scene.karim.save(update_fields=["phone"])
    rhythm_of(scene, **chosen)
    page_seen(scene, NOON - timedelta(hours=1))
    assert channels(scene, NOON) == expected
    page_seen(scene, NOON)
    assert channels(scene, NOON) == ("page",)


def test_no_number_no_sms(scene: Scene) -> None:
    rhythm_of(scene, ring_by_sms=True)
    assert channels(scene, NOON) == ()


def at(day: str, hour: str) -> datetime:
    """What the clock on the wall shows; « B » is the second of two equal hours."""
    naive = datetime.fromisoformat(f"{day}T{hour.rstrip('B')}")
    return naive.replace(tzinfo=PARIS, fold=hour.endswith("B")).astimezone(UTC)


WINTER, SPRING_FORWARD, FALL_BACK = "2026-11-23", "2026-03-29", "2026-10-25"


@pytest.mark.parametrize(
    ("start", "end", "day", "hour", "quiet"),
    [
        (EVENING, MORNING, WINTER, "20:59:59", False),
        (EVENING, MORNING, WINTER, "21:00", True),
        (EVENING, MORNING, WINTER, "23:59:59.9", True),
        (EVENING, MORNING, WINTER, "00:00", True),
        (EVENING, MORNING, WINTER, "07:59:59", True),
        (EVENING, MORNING, WINTER, "08:00", False),
        # The same hours of the wall in summer, and on the days when it changes.
        (EVENING, MORNING, "2026-07-14", "07:59", True),
        (EVENING, MORNING, "2026-07-14", "08:00", False),
        (EVENING, MORNING, SPRING_FORWARD, "07:59", True),
        (EVENING, MORNING, SPRING_FORWARD, "08:00", False),
        (EVENING, MORNING, SPRING_FORWARD, "20:59", False),
        (EVENING, MORNING, FALL_BACK, "07:59", True),
        (EVENING, MORNING, FALL_BACK, "08:00", False),
        (EVENING, MORNING, FALL_BACK, "21:00", True),
        # An hour that comes twice is quiet, or not, both times.
        (time(2, 30), time(5), FALL_BACK, "02:15", False),
        (time(2, 30), time(5), FALL_BACK, "02:45", True),
        (time(2, 30), time(5), FALL_BACK, "02:15B", False),
        (time(2, 30), time(5), FALL_BACK, "02:45B", True),
        # An hour that never comes: 1 h 59 is followed by 3 h.
        (time(2), time(3), SPRING_FORWARD, "01:59", False),
        (time(2), time(3), SPRING_FORWARD, "03:00", False),
        # Within one day, from midnight, until midnight.
        (time(12), time(14), WINTER, "11:59", False),
        (time(12), time(14), WINTER, "13:59", True),
        (time(12), time(14), WINTER, "14:00", False),
        (time(0), time(7), WINTER, "00:00", True),
        (time(22), time(0), WINTER, "23:59", True),
        (time(22), time(0), WINTER, "00:00", False),
        # Equal: never.
        (time(8), time(8), WINTER, "08:00", False),
        (time(0), time(0), WINTER, "00:00", False),
    ],
)
def test_quiet_hours(scene: Scene, start: time, end: time, day: str, hour: str, quiet: bool) -> None:
    rhythm_of(scene, ring_by_mail=True, quiet_from=start, quiet_until=end)
    assert channels(scene, at(day, hour)) == (() if quiet else ("mail",))


def test_open_page_rings_in_quiet_hours_too(scene: Scene) -> None:
    late = at(WINTER, "23:00")
    rhythm_of(scene, ring_by_push=True)
    page_seen(scene, late)
    assert channels(scene, late) == ("page",)


def test_nothing_rings_who_rests(scene: Scene) -> None:
    rhythm_of(scene, ring_by_push=True, paused_until=NOON + timedelta(days=1))
    page_seen(scene, NOON)
    assert channels(scene, NOON) == ()
    assert channels(scene, NOON + timedelta(days=1)) == ("push",)


def test_another_territory_has_its_own_rhythm(scene: Scene) -> None:
    other = make_territory("ailleurs")
    Rhythm.objects.create(person=scene.karim, territory=other, ring_by_push=True)
    rhythm_of(scene, ring_by_mail=True)
    assert channels(scene, NOON) == ("mail",)
    assert reach.channels_of(scene.karim, other, NOON) == ("push",)


def test_many_cost_one_query(scene: Scene, django_assert_num_queries: Any) -> None:
    rhythm_of(scene, ring_by_mail=True)
    people = [scene.karim.pk, scene.sophie.pk, scene.paul.pk]
    with django_assert_num_queries(1):
        found = reach.channels_of_all(people, timezone.localtime(NOON))
    assert found == {scene.karim.pk: ("mail",), scene.sophie.pk: (), scene.paul.pk: ()}
