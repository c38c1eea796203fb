"""By what a helper is rung at a given moment: her open page, or what she chose for when none is open."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from epaule.kernel import sms
from epaule.people.models import Person
from epaule.territory.models import Territory

SILENT_AFTER = timedelta(seconds=60)
"""A helper whose pages gave no sign of life for that long is not counted as there."""
PAGE, PUSH, MAIL, SMS = "page", "push", "mail", "sms"
AWAY = (PUSH, MAIL, SMS)
"""What reaches her when no page of hers is open."""
READ = (
    "pk",
    "email",
    "phone",
    "switch__seen_at",
    "rhythm__pk",
    "rhythm__paused_until",
    "rhythm__quiet_from",
    "rhythm__quiet_until",
    "rhythm__ring_by_push",
    "rhythm__ring_by_mail",
    "rhythm__ring_by_sms",
)
"""Of a person, with her switch and her rhythm in a territory beside her, as in `_channels`."""


def channels_of(helper: Person, territory: Territory, at: datetime) -> tuple[str, ...]:
    """How `helper` is rung in `territory` at `at`: `("page",)`, some of « push », « mail », « sms », or nothing.

    Nothing when she rests until later, or when no page of hers is open and these are her quiet hours. Her switch
    « Je suis disponible » is not asked about: whom to ring is the answer of the matching.
    """
    return _channels([helper.pk], territory.pk, at).get(helper.pk, ())


def channels_of_all(helpers: Collection[int], at: datetime) -> dict[int, tuple[str, ...]]:
    """The same for many, by their keys, each in the territory that answers for her. One query."""
    return _channels(helpers, F("territory"), at)


def is_quiet(start: time, end: time, at: datetime) -> bool:
    """True when the clock on the wall is between `start` and `end` at `at`; never when the two are equal."""
    now = timezone.localtime(at, timezone.get_default_timezone()).time()
    if start <= end:
        return start <= now < end
    # Across midnight.
    return now >= start or now < end


def _channels(helpers: Collection[int], territory: int | F, at: datetime) -> dict[int, tuple[str, ...]]:
    switch = FilteredRelation("availabilities", condition=Q(availabilities__territory=territory))
    rhythm = FilteredRelation("rhythms", condition=Q(rhythms__territory=territory))
    rows = Person.objects.filter(pk__in=helpers).alias(switch=switch, rhythm=rhythm).order_by("pk").values(*READ)
    return {row["pk"]: channels_of_row(row, at) for row in rows}


def channels_of_row(row: dict[str, Any], at: datetime) -> tuple[str, ...]:
    paused_until, seen_at = row["rhythm__paused_until"], row["switch__seen_at"]
    if paused_until is not None and paused_until > at:
        return ()
    if seen_at is not None and seen_at > at - SILENT_AFTER:
        return (PAGE,)
    if row["rhythm__pk"] is None or is_quiet(row["rhythm__quiet_from"], row["rhythm__quiet_until"], at):
        return ()
    reached_by = {
        PUSH: row["rhythm__ring_by_push"] and settings.PUSH,
        MAIL: row["rhythm__ring_by_mail"] and bool(row["email"]),
        SMS: row["rhythm__ring_by_sms"] and bool(row["phone"]) and sms.is_on(),
    }
    return tuple(channel for channel in AWAY if reached_by[channel])
