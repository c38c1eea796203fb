"""Background work about requests."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from epaule.requests import actions, away, roster


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
