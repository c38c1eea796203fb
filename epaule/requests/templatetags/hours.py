"""Hours in words."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from epaule.requests.models import HoursException, WeeklyHours
from epaule.requests.week import range_in_words

register = template.Library()


@register.filter
def since(at: datetime) -> str:
    """How long ago, in one unit: « 12 minutes », « un instant »."""
    return timesince(at, depth=1) if timezone.now() - at >= timedelta(minutes=1) else _("un instant")


@register.filter
def in_words(hours: WeeklyHours | HoursException) -> str:
    """« de 9 h à 12 h »; "" for whole days."""
    return range_in_words(hours.starts, hours.ends) if hours.starts and hours.ends else ""
