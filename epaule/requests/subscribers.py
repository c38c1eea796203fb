"""What happened to persons, and what becomes of their appointments. Swept every minute too."""

from django.db.models import Q

from epaule.people.events import HelperChanged, PersonsBlocked
from epaule.requests import actions


def cancel_of_stopped(event: HelperChanged) -> None:
    """An alarm stops her, or the territory no longer answers for her: nobody waits for her at an hour."""
    actions.cancel_impossible(Q(helper=event.person_id))


def cancel_between(event: PersonsBlocked) -> None:
    actions.cancel_impossible(Q(helper__in=[event.person_id, event.blocked_id]))
