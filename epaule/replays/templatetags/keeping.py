"""What templates say of how long a film is kept."""

from datetime import date

from django import template

from epaule.replays import keeping
from epaule.replays.models import Recording

register = template.Library()


@register.simple_tag
def keeping_choices(recording: Recording) -> list[keeping.Choice]:
    """What the helped person may choose now; its visit and territory are loaded."""
    return keeping.choices_of(recording)


@register.filter
def goes_soon(delete_on: date | None) -> bool:
    return keeping.goes_soon(delete_on)
