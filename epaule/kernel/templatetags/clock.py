"""`hour` and `moment`, in every template."""

from datetime import datetime, time

from django import template

from epaule.kernel.clock import hour_in_words, moment_in_words

register = template.Library()


@register.filter
def hour(at: datetime | time | None) -> str:
    """« 9 h 30 »; empty for nothing."""
    return hour_in_words(at) if at else ""


@register.filter
def moment(at: datetime | None, also: str = "") -> str:
    """« lundi 23 novembre, 9 h 30 »; `also` "year": with its year; empty for nothing."""
    return moment_in_words(at, year=also == "year") if at else ""
