"""Hours as pages say them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.template import engines

CASES: dict[str, tuple[Any, str]] = {
    "whole hour": (
        datetime(2026, 11, 23, 8, tzinfo=UTC),
        "9 h / lundi 23 novembre, 9 h / lundi 23 novembre 2026, 9 h",
    ),
    "minutes": (
        datetime(2026, 8, 3, 7, 5, tzinfo=UTC),
        "9 h 05 / lundi 3 août, 9 h 05 / lundi 3 août 2026, 9 h 05",
    ),
    "the next day in Paris": (
        datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
        "0 h 30 / dimanche 25 octobre, 0 h 30 / dimanche 25 octobre 2026, 0 h 30",
    ),
    "after the change of time": (
        datetime(2026, 10, 25, 8, tzinfo=UTC),
        "9 h / dimanche 25 octobre, 9 h / dimanche 25 octobre 2026, 9 h",
    ),
    "nothing": (None, " /  / "),
}


@pytest.mark.parametrize("case", CASES)
def test_moment_in_a_template(case: str) -> None:
    at, expected = CASES[case]
    template = engines["django"].from_string('{{ at|hour }} / {{ at|moment }} / {{ at|moment:"year" }}')
    assert template.render({"at": at}).replace("\u00a0", " ") == expected


def test_moment_is_parted_between_day_and_hour_alone() -> None:
    at = datetime(2026, 8, 3, 7, 5, tzinfo=UTC)
    said = engines["django"].from_string("{{ at|moment }}").render({"at": at})
    assert said == "lundi 3\u00a0août, 9\u00a0h\u00a005"


def test_hour_of_the_clock() -> None:
    template = engines["django"].from_string("{{ at|hour }}")
    assert template.render({"at": time(14, 30)}) == "14\u00a0h\u00a030"
