"""Background work about requests."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from epaule.requests import actions, roster


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
