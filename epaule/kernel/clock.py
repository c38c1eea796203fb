"""Hours as they are said: « 9 h », « 9 h 30 », in English 9:00 and 9:30. One way, everywhere."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def hour_in_words(at: datetime | time) -> str:
    """« 9 h », « 16 h 30 »: of a moment, on the clock on the wall."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    if not local.minute:
        return _("%(hour)d h") % {"hour": local.hour}
    return _("%(hour)d h %(minute)02d") % {"hour": local.hour, "minute": local.minute}


def moment_in_words(at: datetime, *, year: bool = False) -> str:
    """« lundi 23 novembre, 9 h 30 », on the clock on the wall; with its year when that may matter."""
    # Unbreakable inside, so that a narrow screen parts the day from the hour and not from its month.
    day = date_format(timezone.localtime(at), "l j\u00a0F Y" if year else "l j\u00a0F")
    return f"{day}, {hour_in_words(at)}"
