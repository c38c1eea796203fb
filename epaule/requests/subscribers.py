"""What happened to persons, and what becomes of their appointments, swept every minute too; rings that leave."""

from django.db.models import Q
from django.utils import timezone

from epaule.people.events import HelperChanged, PersonsBlocked
from epaule.requests import actions, reach, tasks
from epaule.requests.events import HelperRung


def cancel_of_stopped(event: HelperChanged) -> None:
    """An alarm stops her, or the territory no longer answers for her: nobody waits for her at an hour."""
    actions.cancel_impossible(Q(helper=event.person_id))


def cancel_between(event: PersonsBlocked) -> None:
    actions.cancel_impossible(Q(helper__in=[event.person_id, event.blocked_id]))


def ring_away(event: HelperRung) -> None:
    """No page of hers is open: mail and SMS, as she chose. Adapters have their own ways."""
    if not event.away:
        return
    chosen = reach.channels_of_all([event.helper_id], timezone.now()).get(event.helper_id, ())
    if reach.MAIL in chosen:
        tasks.ring_by_mail(event.request_id, event.helper_id)
    if reach.SMS in chosen:
        tasks.ring_by_sms(event.request_id, event.helper_id)
