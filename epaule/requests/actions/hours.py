"""When a helper has time. Hours are those of the clock on the wall (`settings.TIME_ZONE`): « mardi, 9 h » stays
9 h when the clocks change."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from epaule.kernel.ids import new_public_id
from epaule.people.models import Person
from epaule.requests import roster
from epaule.requests.actions.availability import become_unavailable
from epaule.requests.errors import (
    AlreadyNoted,
    DayOutOfReach,
    DaysUpsideDown,
    HelperStopped,
    HoursTooShort,
    HoursUpsideDown,
    NotYetVouched,
    PhoneMissing,
    RhythmOutOfBounds,
    TooManyHours,
)
from epaule.requests.models import HoursException, Rhythm, WeeklyHours
from epaule.requests.rules import can_read_feed, can_set_hours
from epaule.safety import audit
from epaule.territory.models import Territory

VISIT_MINUTES = (30, 45, 60)
CAP_MAX = 40
SHORTEST = timedelta(minutes=30)
RANGES_A_DAY = 6
EXCEPTIONS_MAX = 60
AHEAD = timedelta(days=366)
"""How far away absences and pauses may be."""


def _rhythm(by: Person, territory: Territory) -> Rhythm:
    """Hers, locked for the rest of the transaction; made when there is none."""
    if by.suspended_at is not None:
        raise HelperStopped()
    if not can_set_hours(by, territory.pk):
        raise NotYetVouched()
    Rhythm.objects.get_or_create(person=by, territory=territory)
    return Rhythm.objects.select_for_update().get(person=by, territory=territory)


def _note_change(by: Person, territory: Territory, rhythm: Rhythm, what: str) -> None:
    audit.record("hours.changed", by=by, target=rhythm, territory=territory, what=what)


def _check_range(starts: time, ends: time) -> None:
    if starts >= ends:
        raise HoursUpsideDown()
    if datetime.combine(date.min, ends) - datetime.combine(date.min, starts) < SHORTEST:
        raise HoursTooShort()


@transaction.atomic
def add_hours(*, by: Person, territory: Territory, weekday: int, starts: time, ends: time) -> WeeklyHours:
    """`by` can be booked each week on that day (0 is Monday) between the two. Those that touch become one,
    which is returned. Raises HoursUpsideDown, HoursTooShort, TooManyHours."""
    rhythm = _rhythm(by, territory)
    if weekday not in range(7):
        raise RhythmOutOfBounds()
    _check_range(starts, ends)
    touching = rhythm.weekly_hours.filter(weekday=weekday, starts__lte=ends, ends__gte=starts)
    for one in touching:
        starts, ends = min(starts, one.starts), max(ends, one.ends)
    touching.delete()
    if rhythm.weekly_hours.filter(weekday=weekday).count() >= RANGES_A_DAY:
        raise TooManyHours()
    hours = WeeklyHours.objects.create(rhythm=rhythm, weekday=weekday, starts=starts, ends=ends)
    _note_change(by, territory, rhythm, "added")
    return hours


@transaction.atomic
def remove_hours(*, by: Person, territory: Territory, hours_id: int) -> None:
    """Those hours of hers are no longer offered. Again, or another's, is nothing."""
    rhythm = _rhythm(by, territory)
    deleted, _rows = rhythm.weekly_hours.filter(pk=hours_id).delete()
    if deleted:
        _note_change(by, territory, rhythm, "removed")


@transaction.atomic
def copy_day(*, by: Person, territory: Territory, weekday: int, to: Collection[int]) -> None:
    """The days of `to` get the hours of `weekday`, in the place of theirs."""
    rhythm = _rhythm(by, territory)
    days = set(to) - {weekday}
    if not days | {weekday} <= set(range(7)):
        raise RhythmOutOfBounds()
    ranges = list(rhythm.weekly_hours.filter(weekday=weekday).values_list("starts", "ends"))
    rhythm.weekly_hours.filter(weekday__in=days).delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(rhythm=rhythm, weekday=day, starts=starts, ends=ends)
        for day in sorted(days)
        for starts, ends in ranges
    )
    if days:
        _note_change(by, territory, rhythm, "copied")


@transaction.atomic
def add_exception(
    *,
    by: Person,
    territory: Territory,
    first_day: date,
    last_day: date,
    starts: time | None = None,
    ends: time | None = None,
) -> HoursException:
    """From `first_day` to `last_day`, both included: away; with hours, there at these and no others.

    Raises DaysUpsideDown, DayOutOfReach, AlreadyNoted (an absence and hours on one day; hours that overlap).
    """
    rhythm = _rhythm(by, territory)
    today = timezone.localdate()
    if (starts is None) != (ends is None):
        raise HoursUpsideDown()
    if starts is not None and ends is not None:
        _check_range(starts, ends)
    if last_day < first_day:
        raise DaysUpsideDown()
    if last_day < today or last_day > today + AHEAD:
        raise DayOutOfReach()
    first_day = max(first_day, today)
    rhythm.exceptions.filter(last_day__lt=today).delete()
    if rhythm.exceptions.count() >= EXCEPTIONS_MAX:
        raise TooManyHours()
    for noted in rhythm.exceptions.filter(first_day__lte=last_day, last_day__gte=first_day):
        apart = starts and ends and noted.starts and noted.ends and (ends < noted.starts or starts > noted.ends)
        if not apart:
            raise AlreadyNoted(
                _("Une exception est déjà notée du %(first)s au %(last)s.")
                % {"first": date_format(noted.first_day, "j F"), "last": date_format(noted.last_day, "j F")}
            )
    exception = HoursException.objects.create(
        rhythm=rhythm, first_day=first_day, last_day=last_day, starts=starts, ends=ends
    )
    _note_change(by, territory, rhythm, "exception_added")
    return exception


@transaction.atomic
def remove_exception(*, by: Person, territory: Territory, exception_id: int) -> None:
    """Those days are like the others again. Again, or another's, is nothing."""
    rhythm = _rhythm(by, territory)
    deleted, _rows = rhythm.exceptions.filter(pk=exception_id).delete()
    if deleted:
        _note_change(by, territory, rhythm, "exception_removed")


@transaction.atomic
def set_rhythm(
    *,
    by: Person,
    territory: Territory,
    weekly_cap: int | None,
    visit_minutes: int,
    quiet_from: time,
    quiet_until: time,
    ring_by_mail: bool,
    ring_by_sms: bool,
) -> Rhythm:
    """At most `weekly_cap` visits a week (None: as they come), appointments of `visit_minutes`, no ring away from
    an open page between `quiet_from` and `quiet_until` (equal: never quiet), and how she is rung there.

    Raises RhythmOutOfBounds; PhoneMissing when SMS are wished without a number.
    """
    rhythm = _rhythm(by, territory)
    if visit_minutes not in VISIT_MINUTES or (weekly_cap is not None and not 1 <= weekly_cap <= CAP_MAX):
        raise RhythmOutOfBounds()
    if ring_by_sms and not by.phone:
        raise PhoneMissing()
    rhythm.weekly_cap, rhythm.visit_minutes = weekly_cap, visit_minutes
    rhythm.quiet_from, rhythm.quiet_until = quiet_from, quiet_until
    rhythm.ring_by_mail, rhythm.ring_by_sms = ring_by_mail, ring_by_sms
    rhythm.save()
    _note_change(by, territory, rhythm, "rhythm")
    roster.refresh(by.pk)
    return rhythm


@transaction.atomic
def pause(*, by: Person, territory: Territory, back_on: date) -> Rhythm:
    """`by` is neither rung nor booked before `back_on` begins; her switch goes off. Raises DayOutOfReach."""
    rhythm = _rhythm(by, territory)
    today = timezone.localdate()
    if not today < back_on <= today + AHEAD:
        raise DayOutOfReach()
    rhythm.paused_until = datetime.combine(back_on, time.min, tzinfo=timezone.get_current_timezone())
    rhythm.save(update_fields=["paused_until"])
    become_unavailable(by=by, territory=territory)
    audit.record("helper.paused", by=by, target=by, territory=territory)
    roster.refresh(by.pk)
    return rhythm


@transaction.atomic
def resume(*, by: Person, territory: Territory) -> None:
    """The pause of `by` is over. Again is the same."""
    rhythm = _rhythm(by, territory)
    if rhythm.paused_until is not None:
        rhythm.paused_until = None
        rhythm.save(update_fields=["paused_until"])
        audit.record("helper.resumed", by=by, target=by, territory=territory)
        roster.refresh(by.pk)


@transaction.atomic
def renew_feed(*, by: Person, territory: Territory) -> Rhythm:
    """The private calendar of `by` gets another secret address: nobody reads it by the former one any more."""
    rhythm = _rhythm(by, territory)
    if not can_read_feed(by, territory.pk):
        raise NotYetVouched()
    rhythm.feed_token = new_public_id()
    rhythm.save(update_fields=["feed_token"])
    audit.record("helper.feed_renewed", by=by, target=by, territory=territory)
    return rhythm
