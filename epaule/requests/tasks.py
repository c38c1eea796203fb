"""Background work about requests."""

import time

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from huey import crontab
from huey.contrib.djhuey import close_db, db_periodic_task, db_task, on_startup

from epaule.kernel.errors import TooMany
from epaule.requests import actions, away, letters, proposal_letters, roster
from epaule.requests.limits import UNANSWERED_MAILS_LIMIT
from epaule.requests.models import HelpRequest
from epaule.safety.throttle import spend

_STARTED = time.monotonic()


@db_periodic_task(crontab(minute="*"))
def expire_unanswered_requests() -> None:
    actions.expire_unanswered()


@db_periodic_task(crontab(hour="3", minute="40"))
def rebuild_roster() -> None:
    """Each night: what a missed event left out of date."""
    roster.rebuild()


@db_periodic_task(crontab(minute="*"))
def keep_appointments() -> None:
    """Who did not come; who cannot come any more; what is near; what was proposed and is over."""
    actions.note_missed()
    actions.cancel_impossible()
    actions.announce_near()
    actions.expire_proposals()


@db_task(retries=2, retry_delay=20)
def ring_by_mail(request_id: int, helper_id: int) -> None:
    away.ring_by_mail(request_id, helper_id)


@db_task(retries=2, retry_delay=20)
def ring_by_sms(request_id: int, helper_id: int) -> None:
    away.ring_by_sms(request_id, helper_id)


@db_task(retries=5, retry_delay=120)
def send_letter(appointment_id: int, news: str, to_helper: bool, way: str, sequence: int) -> None:
    """Each alone: what fails for one is not sent twice to the other."""
    letters.send(letters.Letter(appointment_id, letters.News(news), to_helper, way, sequence))


@db_task(retries=5, retry_delay=120)
def send_proposal_letter(proposal_id: int) -> None:
    proposal_letters.send(proposal_id)


@db_task(retries=5, retry_delay=120)
def send_hour_kept(proposal_id: int) -> None:
    proposal_letters.send_kept(proposal_id)


@db_task()
def advance_request(request_id: int) -> None:
    """At the hour of its next wave."""
    actions.advance_dispatch(request_id)


@db_task()
def replace_absent() -> None:
    """When the time of a helper who accepted is over."""
    _replace_absent()


@db_periodic_task(crontab(minute="*"))
def keep_searching() -> None:
    """What the queue lost, and what no page told."""
    actions.advance_all()
    _replace_absent()


@on_startup()
@close_db
def go_on_searching() -> None:
    """After a restart the waves that are due ring at once."""
    actions.advance_all()


def _replace_absent() -> None:
    """After a restart nobody could enter a room for a while: helpers get their whole time again."""
    if time.monotonic() - _STARTED >= settings.ARRIVAL_SECONDS:
        actions.replace_absent_helpers()


@db_task(retries=5, retry_delay=120)
def mail_unanswered(request_id: int) -> None:
    """To the address of the territory, when it has one, in French. Names nobody: its page does."""
    asked = HelpRequest.objects.select_related("territory").get(pk=request_id)
    if not asked.territory.email:
        return
    try:
        spend(UNANSWERED_MAILS_LIMIT, asked.territory.public_id)
    except TooMany:
        return
    letter = ("requests/email/unanswered_subject.txt", "requests/email/unanswered_message.txt")
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = (render_to_string(part, {"asked": asked}).strip() for part in letter)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [asked.territory.email])
