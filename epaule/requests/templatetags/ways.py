"""What a person may choose when nobody comes, and what waits for the coordination."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from epaule.people.phones import phone_in_words
from epaule.requests.calling_hours import promise_in_words
from epaule.requests.models import HelpRequest
from epaule.requests.unanswered import unanswered_to_do
from epaule.requests.ways import Ways, ways_of
from epaule.territory.models import Place, Territory
from epaule.territory.opening import openness

register = template.Library()


@register.filter
def unbroken(text: str) -> str:
    """On one line: a number that is read aloud is not cut in two."""
    return text.replace(" ", "\u00a0")


@register.filter
def phone_link(number: str) -> SafeString:
    """A number as a territory writes it, to be touched on a telephone."""
    return format_html('<a href="tel:{}">{}</a>', number.replace(" ", ""), unbroken(number))


@register.filter
def phone(number: str) -> str:
    """An E.164 number as it is said."""
    return unbroken(phone_in_words(number))


@register.simple_tag
def ways_on(request: HelpRequest) -> Ways:
    """The ways on of that ask."""
    return ways_of(request, timezone.now())


@register.simple_tag
def count_unanswered(territory: Territory) -> int:
    """How many asks that nobody answered wait for the coordination."""
    return unanswered_to_do(territory).count()


@register.filter
def promise(at: datetime) -> str:
    """« demain, entre 9 h et 10 h »"""
    return promise_in_words(at, timezone.now())


@register.simple_tag
def place_said(place: Place) -> str:
    """« ouvert jusqu’à 17 h »"""
    now = timezone.now()
    return openness(place.opening_hours, now).in_words(now)
