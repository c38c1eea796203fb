"""Background work about requests."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from epaule.requests import actions


@db_periodic_task(crontab(minute="*"))
def expire_unanswered_requests() -> None:
    actions.expire_unanswered()
