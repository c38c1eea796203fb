"""Background work about visits."""

import time
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from epaule.people.models import Person
from epaule.territory.models import Territory
from epaule.visits import actions
from epaule.visits.models import Alarm

_STARTED = time.monotonic()


@db_periodic_task(crontab(minute="*"))
def end_abandoned_visits() -> None:
    """After a restart nobody has been seen for a while: give everyone the time to come back first."""
    if time.monotonic() - _STARTED > settings.VISIT_ABSENCE_SECONDS:
        actions.end_abandoned()
        actions.forget_absent_newcomers()


@db_task(retries=5, retry_delay=120)
def mail_alarm(alarm_id: int) -> None:
    """To the address of the territory, when it has one. Names nobody: the page of alarms does."""
    alarm = Alarm.objects.select_related("visit__territory").get(pk=alarm_id)
    letter = ("visits/email/alarm_subject.txt", "visits/email/alarm_message.txt")
    _mail_operator(alarm.visit.territory, letter, {"alarm": alarm})


@db_task(retries=5, retry_delay=120)
def mail_call(helper_id: int) -> None:
    """Somebody who was called, or asked for nothing, held the digits of this helper."""
    helper = Person.objects.select_related("territory").get(pk=helper_id)
    letter = ("visits/email/called_subject.txt", "visits/email/called_message.txt")
    _mail_operator(helper.territory, letter, {"helper": helper})


def _mail_operator(territory: Territory, letter: tuple[str, str], context: dict[str, Any]) -> None:
    """To the address of the territory, when it has one, in French: nobody there chose another language."""
    if not territory.email:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject, text = (render_to_string(template, context).strip() for template in letter)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [territory.email])


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
