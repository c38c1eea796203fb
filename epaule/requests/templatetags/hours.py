"""Hours in words."""

from django import template

from epaule.requests.models import HoursException, WeeklyHours
from epaule.requests.week import range_in_words

register = template.Library()


@register.filter
def in_words(hours: WeeklyHours | HoursException) -> str:
    """« de 9 h à 12 h »; "" for whole days."""
    return range_in_words(hours.starts, hours.ends) if hours.starts and hours.ends else ""
