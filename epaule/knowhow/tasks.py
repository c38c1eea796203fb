"""Background work about how-to sheets."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from epaule.knowhow import actions, files


@db_periodic_task(crontab(hour="4", minute="25"))
def look_at_sheets_again() -> None:
    """Each night: what was checked twelve months ago must be looked at again, and no picture is left behind."""
    actions.sheets_grow_old()
    files.erase_strays()
