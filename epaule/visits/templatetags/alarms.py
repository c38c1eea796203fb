"""What pages of earlier apps show of the alarms."""

from django import template

from epaule.territory.models import Territory
from epaule.visits.queries import alarms_to_decide

register = template.Library()


@register.simple_tag
def count_alarms(territory: Territory) -> int:
    """How many alarms of `territory` nobody decided yet."""
    return alarms_to_decide(territory).count()
