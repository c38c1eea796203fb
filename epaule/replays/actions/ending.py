"""How long films are kept, who is told before they go, and what goes by itself when its day has come."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.replays import events
from epaule.replays.actions._recording import lock
from epaule.replays.actions.deciding import destroy
from epaule.replays.actions.keeping import erase_film
from epaule.replays.errors import AlreadyPast, FilmIsHers, KeepingUnknown, RecordingUnknown
from epaule.replays.keeping import REMINDER_DAYS, choices_of, day_it_goes, goes_soon
from epaule.replays.models import EDITABLE, KEPT, Memo, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.rules import can_choose_keeping, can_watch
from epaule.safety import audit
from epaule.territory.models import KEEPING_CHOICES
from epaule.visits.models import Participant, Role, Visit


@transaction.atomic
def keep_for(*, by: Participant, recording: Recording, days: int) -> Recording:
    """The helped person keeps the film `days` days from the day it was made. Again is the same.

    Refused: what the territory does not allow, and a day that is past.
    """
    if not can_watch(by, recording):
        raise RecordingUnknown()
    if not can_choose_keeping(by, recording):
        raise FilmIsHers()
    recording = lock(recording)
    if recording.state not in KEPT or recording.stopped_at is None:
        raise RecordingUnknown()
    if days not in KEEPING_CHOICES or days > recording.visit.territory.keeping_days_most:
        raise KeepingUnknown()
    if days not in {choice.days for choice in choices_of(recording)}:
        raise AlreadyPast()
    until = day_it_goes(recording.stopped_at, days)
    if (recording.keeping_days, recording.delete_on) == (days, until):
        return recording
    recording.keeping_days, recording.delete_on = days, until
    # Whoever chooses one of its last days needs not be told that they are the last.
    recording.reminded_at = timezone.now() if goes_soon(until) else None
    recording.save(update_fields=["keeping_days", "delete_on", "reminded_at"])
    territory = recording.visit.territory
    audit.record("recording.kept_for", by=by.person, target=recording, territory=territory, days=days)
    return recording


# --- Told before


def remind() -> int:
    """Tell helped persons who have an address what goes within `REMINDER_DAYS` days, once. How many letters."""
    films = [_remind_of_film(film) for film in list(Recording.objects.filter(_near(), state=S.READY))]
    memos = [_remind_of_memo(memo) for memo in list(Memo.objects.filter(_near(), state__in=EDITABLE))]
    return sum([*films, *memos])


def _near() -> Q:
    """What goes in the next days, of somebody who can be written to and was not."""
    today = timezone.localdate()
    hers = Participant.objects.filter(
        visit=OuterRef("visit"), role=Role.HELPED, person__email__isnull=False, person__is_active=True
    )
    return Q(
        Exists(hers),
        delete_on__gt=today,
        delete_on__lte=today + timedelta(days=REMINDER_DAYS),
        reminded_at__isnull=True,
    )


@transaction.atomic
def _remind_of_film(film: Recording) -> bool:
    film = lock(film)
    if film.state != S.READY or film.reminded_at is not None or not goes_soon(film.delete_on):
        return False
    film.reminded_at = timezone.now()
    film.save(update_fields=["reminded_at"])
    audit.record("recording.reminded", by=None, target=film, territory=film.visit.territory)
    publish(events.FilmGoesSoon(film.pk))
    return True


@transaction.atomic
def _remind_of_memo(memo: Memo) -> bool:
    memo = _locked_memo(memo)
    if memo.state not in EDITABLE or memo.reminded_at is not None or not goes_soon(memo.delete_on):
        return False
    memo.reminded_at = timezone.now()
    memo.save(update_fields=["reminded_at"])
    audit.record("memo.reminded", by=None, target=memo, territory=memo.visit.territory)
    publish(events.MemoGoesSoon(memo.pk))
    return True


def _locked_memo(memo: Memo) -> Memo:
    """The memo as it is now, its visit locked."""
    Visit.objects.select_for_update().get(pk=memo.visit_id)
    return Memo.objects.select_related("visit__territory").get(pk=memo.pk)


# --- Gone


def delete_expired_films() -> int:
    """Films whose day has come go: really. Returns how many."""
    over = Recording.objects.filter(state__in=KEPT, delete_on__lte=timezone.localdate())
    return sum(_expire_film(film) for film in list(over))


@transaction.atomic
def _expire_film(film: Recording) -> bool:
    film = lock(film)
    if film.state not in KEPT or film.delete_on is None or film.delete_on > timezone.localdate():
        # She chose another day this very moment, or one of the two deleted it.
        return False
    erase_film(film, "recording.expired", None)
    return True


def delete_expired_memos() -> int:
    """Memos that nobody kept and whose day has come go, with their pictures: really. Returns how many."""
    over = Memo.objects.filter(state__in=EDITABLE, delete_on__lte=timezone.localdate())
    return sum(_expire_memo(memo) for memo in list(over))


@transaction.atomic
def _expire_memo(memo: Memo) -> bool:
    memo = _locked_memo(memo)
    if memo.state not in EDITABLE or memo.delete_on is None or memo.delete_on > timezone.localdate():
        return False
    destroy(memo, None)
    return True
