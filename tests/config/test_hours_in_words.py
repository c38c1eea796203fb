"""Hours on the clock, as each language says them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from epaule.kernel import clock
from tests.consistency.sources import PACKAGE


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours are said with the catalogue as it is committed, compiled or not."""
    compiled = BytesIO()
    with (PACKAGE / "locale/en/LC_MESSAGES/django.po").open("rb") as stream:
        write_mo(compiled, read_po(stream, locale="en"))
    compiled.seek(0)
    monkeypatch.setattr(clock, "_", GNUTranslations(compiled).gettext)


@pytest.mark.parametrize(
    ("at", "said"), [(time(9), "9\u00a0h"), (time(9, 5), "9\u00a0h\u00a005"), (time(0), "0\u00a0h")]
)
def test_hours_in_french(at: time, said: str) -> None:
    assert clock.hour_in_words(at) == said


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(("at", "said"), [(time(9), "9:00"), (time(9, 5), "9:05"), (time(16, 30), "16:30")])
def test_hours_in_english(at: time, said: str) -> None:
    assert clock.hour_in_words(at) == said


def test_hour_of_a_moment_is_the_one_on_the_wall() -> None:
    assert clock.hour_in_words(datetime(2026, 7, 14, 7, 30, tzinfo=UTC)) == "9\u00a0h\u00a030"
