"""A week and its notation are the same hours, both ways; what a week cannot say is left as it is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epaule.territory.models import HOURS_MAX_LENGTH
from epaule.territory.opening import is_understood, open_stretches
from epaule.territory.week_hours import DAYS, MIDNIGHT, Week, comes_after, overlap, read_week, write_week
from tests.requests.diary import PARIS

START = datetime(2026, 7, 6, tzinfo=PARIS).astimezone(UTC)
"""The Monday before a week with a holiday, Tuesday 14 July."""
END = START + timedelta(days=14)


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def day(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    count = draw(st.integers(0, 2))
    bounds = sorted(draw(st.lists(st.integers(0, 1440), min_size=2 * count, max_size=2 * count, unique=True)))
    ranges = tuple((_at(a), _at(b)) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    return ranges if all(comes_after(*one) for one in ranges) else ()


weeks = st.builds(Week, st.tuples(*[day()] * 7), st.booleans()).filter(lambda week: not week.is_empty)


@settings(max_examples=300, deadline=None)
@given(weeks)
def test_written_and_read_again_is_the_same(week: Week) -> None:
    text = write_week(week)
    assert len(text) <= HOURS_MAX_LENGTH
    assert is_understood(text)
    assert read_week(text) == week


@settings(max_examples=60, deadline=None)
@given(weeks)
def test_library_reads_what_is_written(week: Week) -> None:
    expected: list[tuple[datetime, datetime]] = []
    for number in range(14):
        on = START.astimezone(PARIS) + timedelta(days=number)
        if week.shut_on_holidays and (on.month, on.day) == (7, 14):
            continue
        for start, end in week.days[number % 7]:
            begin = datetime.combine(on, start, PARIS).astimezone(UTC)
            until = datetime.combine(on + timedelta(days=end == MIDNIGHT), end, PARIS).astimezone(UTC)
            if expected and expected[-1][1] == begin:
                expected[-1] = (expected[-1][0], until)
            else:
                expected.append((begin, until))
    assert open_stretches(write_week(week), START, END) == expected


rules = st.builds(
    "{} {}".format,
    st.one_of(
        st.sampled_from([*DAYS, "PH", "Mo-Fr", "Fr-Mo", "Mo,We", "PH,Su", "Su,PH", "mo", "Mo-Su,PH", "SH", "Jan"]),
        st.builds("{}-{}".format, st.sampled_from(DAYS), st.sampled_from(DAYS)),
    ),
    st.sampled_from(
        [
            "09:00-12:00",
            "9:00-12:00,14:00-17:00",
            "14:00-24:00",
            "22:00-02:00",
            "off",
            "closed",
            "10:00-11:00,10:30-12:00",
            "00:00-24:00",
            "14:00-17:00,09:00-12:00",
            "08:00-09:00,10:00-11:00,12:00-13:00",
            "09:00+",
            "unknown",
        ]
    ),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(rules, min_size=1, max_size=4).map("; ".join))
def test_what_is_read_means_the_same(text: str) -> None:
    week = read_week(text)
    if week is not None:
        assert open_stretches(write_week(week), START, END) == open_stretches(text, START, END)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "Mo-Fr 09:00-12:00,14:00-17:00; PH off"),
        ("mo-fr 9:00-12:00;PH closed", "Mo-Fr 09:00-12:00; PH off"),
        ("Mo-Fr 09:00-12:00; We off", "Mo-Tu 09:00-12:00; Th-Fr 09:00-12:00"),
        ("Sa 10:00-12:00; Su,PH off", "Sa 10:00-12:00; PH off"),
        ("Mo,We 14:00-24:00", "Mo 14:00-24:00; We 14:00-24:00"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_read(text: str, written: str) -> None:
    week = read_week(text)
    assert week is not None
    assert write_week(week) == written


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Sa[1] 10:00-12:00",
        "off",
        "Mo-Su off",
        "PH off; Mo-Fr 09:00-12:00",
        "Mo-Fr,PH 09:00-12:00",
        "lundi",
        'Mo-Fr 09:00-12:00 "sur rendez-vous"',
        "SH Mo 09:00-12:00",
        "Mo 22:00-02:00",
        "Mo 00:00-24:00",
        "\x00",
        "Mo-Fr 09:00-12:00, Tu 14:00-15:00",
        "Jul-Aug Mo 09:00-12:00",
        "09:00-12:00",
        "9" * 5000,
        "Mo ٠٩:00-12:00",
    ],
)
def test_not_a_plain_week(text: str) -> None:
    assert read_week(text) is None


def test_seven_different_days_fit() -> None:
    days = tuple(((time(8, day), time(12)), (time(13), time(17, day))) for day in range(7))
    text = write_week(Week(days, shut_on_holidays=True))
    assert len(text) <= HOURS_MAX_LENGTH
    assert read_week(text) == Week(days, shut_on_holidays=True)


def test_midnight_ends_the_day_and_nothing_follows() -> None:
    assert comes_after(time(14), MIDNIGHT)
    assert not comes_after(MIDNIGHT, MIDNIGHT)
    assert not comes_after(time(14), time(14))
    assert overlap((time(14), MIDNIGHT), (time(15), time(16)))
    assert overlap((time(9), time(12)), (time(11), time(13)))
    assert not overlap((time(9), time(12)), (time(12), time(13)))
