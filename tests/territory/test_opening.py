"""Opening hours in words: evenings, Sundays, holidays, the days when the clocks change; odd notations."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from epaule.territory.opening import day_in_words, is_understood, open_stretches, openness, week_said
from tests.requests.diary import PARIS

OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"


def wall(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


SAID = {
    "open": (OFFICE, wall(2026, 11, 23, 10), "ouvert jusqu’à 12 h"),
    "at noon": (OFFICE, wall(2026, 11, 23, 12, 30), "ouvre aujourd’hui à 14 h"),
    "in the evening": (OFFICE, wall(2026, 11, 23, 19), "ouvre demain à 9 h"),
    "on Friday evening": (OFFICE, wall(2026, 11, 27, 18), "ouvre lundi à 9 h"),
    "on Sunday": (OFFICE, wall(2026, 11, 29, 11), "ouvre demain à 9 h"),
    "on the eve of 14 July": (OFFICE, wall(2026, 7, 13, 18), "ouvre mercredi à 9 h"),
    "on 14 July": (OFFICE, wall(2026, 7, 14, 10), "ouvre demain à 9 h"),
    "on Easter Monday": (OFFICE, wall(2026, 4, 6, 10), "ouvre demain à 9 h"),
    "half hours": ("Mo 09:30-12:15", wall(2026, 11, 23, 10), "ouvert jusqu’à 12 h 15"),
    "across midnight": ("Mo 22:00-02:00", wall(2026, 11, 23, 23), "ouvert jusqu’à 2 h"),
    "before spring": ("Su 09:00-12:00", wall(2026, 3, 28, 20), "ouvre demain à 9 h"),
    "in the night of spring": ("24/7", wall(2026, 3, 29, 1, 30), "ouvert jour et nuit"),
    "before winter": ("Su 09:00-12:00", wall(2026, 10, 24, 20), "ouvre demain à 9 h"),
    "in a week": ("Nov 30 09:00-12:00", wall(2026, 11, 23, 10), "ouvre le lundi 30 novembre à 9 h"),
    "never": ("off", wall(2026, 11, 23, 10), "fermé ces jours-ci"),
    "in the past": ("2020 Mo-Fr 09:00-12:00", wall(2026, 11, 23, 10), "fermé ces jours-ci"),
    "far": ("Jun 01 09:00-12:00", wall(2026, 11, 23, 10), "fermé ces jours-ci"),
    "said unknown": ("Mo unknown", wall(2026, 11, 23, 10), "horaires non connus : téléphonez avant d’y aller"),
    "empty": ("", wall(2026, 11, 23, 10), "horaires non connus : téléphonez avant d’y aller"),
    "French": ("lundi matin", wall(2026, 11, 23, 10), "horaires non connus : téléphonez avant d’y aller"),
}


@pytest.mark.parametrize("case", SAID)
def test_said(case: str) -> None:
    text, at, words = SAID[case]
    assert openness(text, at).in_words(at).replace("\u00a0", " ") == words


@pytest.mark.parametrize("text", ["", " ", "lundi", "9h-17h", "Mo-Fr 99:00", "\0", "9" * 5000, "Mo-Fr 9-17"])
def test_not_understood(text: str) -> None:
    assert not is_understood(text)
    assert open_stretches(text, wall(2026, 11, 23, 0), wall(2026, 11, 24, 0)) == []


@pytest.mark.parametrize(
    "text", ["Jan 01-Dec 31 00:00-24:00/00:01", "2020 Mo-Fr 09:00-12:00", "00:00-24:00/00:01"]
)
def test_spiteful_hours_take_no_time(text: str) -> None:
    begun = time.thread_time()
    openness(text, wall(2026, 11, 23, 10))
    assert time.thread_time() - begun < 0.5


def test_hours_of_the_wall_on_both_sides_of_the_change_of_clocks() -> None:
    before, after = (
        open_stretches("09:00-12:00", wall(2026, 10, day, 0), wall(2026, 10, day, 20)) for day in (24, 26)
    )
    assert [one[0].hour for one in before + after] == [7, 8], "in UTC"


def test_days_in_words() -> None:
    now = wall(2026, 11, 23, 23, 30)
    days = [wall(2026, 11, 23, 23, 45), wall(2026, 11, 24, 9), wall(2026, 11, 29, 9), wall(2026, 11, 30, 9)]
    assert [day_in_words(day, now) for day in days] == [
        "aujourd’hui",
        "demain",
        "dimanche",
        "le lundi 30 novembre",
    ]


def test_week_in_words() -> None:
    said = [words.replace("\u00a0", " ") for _day, words in week_said(OFFICE, wall(2026, 7, 10, 16))]
    assert said[:5] == [
        "de 9 h à 12 h, de 14 h à 17 h",
        "fermé",
        "fermé",
        "de 9 h à 12 h, de 14 h à 17 h",
        "fermé",
    ]
