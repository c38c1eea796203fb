"""Background work about visits."""

import time

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from epaule.visits import actions

_STARTED = time.monotonic()


@db_periodic_task(crontab(minute="*"))
def end_abandoned_visits() -> None:
    """After a restart nobody has been seen for a while: give everyone the time to come back first."""
    if time.monotonic() - _STARTED > settings.VISIT_ABSENCE_SECONDS:
        actions.end_abandoned()
        actions.forget_absent_newcomers()


@db_periodic_task(crontab(minute="*"))
def keep_time() -> None:
    """What is lent for a while comes back, and a visit lasts no longer than was said."""
    actions.end_leases()
    actions.end_overdue()


@db_periodic_task(crontab(hour="4", minute="10"))
def forget_conversations() -> None:
    """Each night: what was written and sent in visits that ended long enough ago."""
    actions.forget_conversations()
    actions.erase_stray_folders()
