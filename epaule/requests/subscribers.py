"""What follows by itself: the next wave, rings that leave, who is there at last, appointments that cannot be kept.

Swept every minute too.
"""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from epaule.people.events import HelperChanged, PersonsBlocked
from epaule.people.models import Person
from epaule.requests import actions, letters, reach, tasks
from epaule.requests.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentNear,
    AppointmentReachable,
    HelperAvailable,
    HelperRung,
    MoveDeclined,
    MoveProposed,
    ProposalSent,
    RequestAccepted,
    RequestUnanswered,
    SearchMoved,
)
from epaule.requests.letters import NEAR, News
from epaule.requests.models import Appointment, HelpRequest


def plan_next_wave(event: SearchMoved) -> None:
    """At the hour of the next wave."""
    request = HelpRequest.objects.filter(pk=event.request_id, next_wave_at__isnull=False).first()
    if request is not None:
        tasks.advance_request.schedule((request.pk,), eta=request.next_wave_at)


def expect_helper(event: RequestAccepted) -> None:
    tasks.replace_absent.schedule(delay=settings.ARRIVAL_SECONDS)


def ring_late_comer(event: HelperAvailable) -> None:
    actions.ring_late_comer(by=Person.objects.select_related("territory").get(pk=event.person_id))


def warn_of_unanswered(event: RequestUnanswered) -> None:
    """By mail, beside the page « Sans réponse »."""
    tasks.mail_unanswered(event.request_id)


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


def tell_booked(event: AppointmentBooked) -> None:
    _tell(event.appointment_id, News.BOOKED)


def tell_moved(event: AppointmentMoved) -> None:
    _tell(event.appointment_id, News.MOVED)


def tell_cancelled(event: AppointmentCancelled) -> None:
    _tell(event.appointment_id, News.CANCELLED)


def remind(event: AppointmentNear) -> None:
    _tell(event.appointment_id, NEAR[event.hours])


def tell_where_she_is_reminded(event: AppointmentReachable) -> None:
    """To the new address and the new number: she sees that they are right, and gets the invitation."""
    new = {way for way, is_new in ((reach.MAIL, event.email), (reach.SMS, event.phone)) if is_new}
    _tell(event.appointment_id, News.REACHABLE, new)


def _tell(appointment_id: int, news: News, ways: Collection[str] = reach.AWAY) -> None:
    appointment = Appointment.objects.select_related("helper").get(pk=appointment_id)
    for one in letters.letters_about(appointment, news):
        if one.way in ways:
            tasks.send_letter(one.appointment_id, one.news.value, one.to_helper, one.way, one.sequence)


def tell_proposal(event: ProposalSent | MoveProposed) -> None:
    tasks.send_proposal_letter(event.proposal_id)


def tell_hour_kept(event: MoveDeclined) -> None:
    tasks.send_hour_kept(event.proposal_id)
