"""Mail and SMS about an appointment, to each of its two: it is booked, moved or cancelled, it is near."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from epaule.kernel import sms
from epaule.kernel.clock import hour_in_words
from epaule.kernel.sms import SIGNS, SmsRefused, fit, send_sms
from epaule.people.languages import site_language_of
from epaule.people.models import Person
from epaule.requests import calendars
from epaule.requests.models import Appointment, AppointmentState, Rhythm
from epaule.requests.reach import MAIL, SMS, is_quiet

logger = logging.getLogger(__name__)

LETTER = ("requests/email/appointment_subject.txt", "requests/email/appointment_message.txt")
SOON = timedelta(hours=26)
"""Nearer than that, news must be read today."""
DAY_SAID_UNTIL = timedelta(hours=2)
"""A reminder of the day before that leaves later says nothing any more: the one of the hour comes."""
WORDS_AT_LEAST = 50
"""Signs that an SMS must keep for its words beside an address, which else stays away."""


class News(StrEnum):
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REACHABLE = "reachable"
    """The helped person has just said where she is reminded."""
    DAY = "day"
    HOUR = "hour"


NEAR = {24: News.DAY, 1: News.HOUR}
_BY_BOTH = {News.DAY, News.HOUR, News.REACHABLE}


@dataclass(frozen=True)
class Letter:
    """One message to one of the two, by one way."""

    appointment_id: int
    news: News
    to_helper: bool
    way: str
    sequence: int
    """Of the appointment when it was thought of: what changed since has a letter of its own."""


def letters_about(appointment: Appointment, news: News) -> Iterator[Letter]:
    """Whom to write to, and by what."""
    for to_helper, ways in ((False, _to_helped(appointment, news)), (True, _to_helper(appointment, news))):
        for way in ways:
            yield Letter(appointment.pk, news, to_helper, way, appointment.sequence)


def _to_helped(appointment: Appointment, news: News) -> Iterator[str]:
    """As she said on its page. Reminders by all she gave; news by SMS when she left nothing else."""
    if appointment.email:
        yield MAIL
    if appointment.phone and sms.is_on() and (news in _BY_BOTH or not appointment.email):
        yield SMS


def _to_helper(appointment: Appointment, news: News) -> Iterator[str]:
    """Always by mail: somebody waits for her. Her hours of silence are for rings, never for a reminder."""
    helper, now = appointment.helper, timezone.now()
    if news == News.REACHABLE:
        return
    if helper.email:
        yield MAIL
    if not helper.phone or not sms.is_on():
        return
    rhythm = Rhythm.objects.filter(person=helper, territory=helper.territory_id, ring_by_sms=True).first()
    if rhythm is None:
        return
    soon = now < appointment.starts_at < now + SOON
    if news in NEAR.values() or (soon and not is_quiet(rhythm.quiet_from, rhythm.quiet_until, now)):
        yield SMS


@dataclass(frozen=True)
class _Told:
    """What the templates of a letter read."""

    one: Appointment
    news: News
    to: Person
    to_helper: bool
    site: str

    @property
    def mailbox(self) -> str:
        return (self.to.email or "") if self.to_helper else self.one.email

    @property
    def phone(self) -> str:
        return self.to.phone if self.to_helper else self.one.phone

    @property
    def other(self) -> str:
        """First name."""
        return self.one.request.first_name if self.to_helper else self.one.helper.first_name

    @property
    def for_other(self) -> str:
        """Whom it is about when somebody filled it in for her; empty when it is who reads."""
        request = self.one.request
        return request.first_name if request.for_whom == "relative" and not self.to_helper else ""

    @property
    def theme(self) -> str:
        return calendars.theme_of(self.one)

    @property
    def address(self) -> str:
        return calendars.page_of(self.one, self.to, self.site)

    @property
    def by_reader(self) -> bool:
        """Who reads cancelled it."""
        return self.one.ended_by_id == self.to.pk

    @property
    def by_other(self) -> bool:
        return self.one.ended_by_id is not None and not self.by_reader

    @property
    def waits_again(self) -> bool:
        return self.one.request.state == "published"

    @property
    def day(self) -> str:
        """« demain », « aujourd’hui », or nothing."""
        days = (timezone.localdate(self.one.starts_at) - timezone.localdate()).days
        return {0: _("aujourd’hui"), 1: _("demain")}.get(days, "")


def _told(letter: Letter) -> _Told | None:
    """None when it is no longer true: it changed since, is over, or begins."""
    one = (
        Appointment.objects.select_related(
            "helper__territory", "helper__commune", "request__person", "request__commune", "request__territory"
        )
        .filter(pk=letter.appointment_id, sequence=letter.sequence)
        .first()
    )
    if one is None:
        return None
    cancelled, left = one.state == AppointmentState.CANCELLED, one.starts_at - timezone.now()
    if cancelled != (letter.news == News.CANCELLED) or (not cancelled and one.state != AppointmentState.BOOKED):
        return None
    if not cancelled and left < (DAY_SAID_UNTIL if letter.news == News.DAY else timedelta()):
        return None
    to = one.helper if letter.to_helper else one.request.person
    if not to.is_active:
        return None
    return _Told(one, News(letter.news), to, letter.to_helper, calendars.site_for(one, to))


def send(letter: Letter) -> None:
    """One mail or SMS, or none. What the mail server raises is raised, and `SmsAway`: to be tried again."""
    told = _told(letter)
    if told is None:
        return
    with translation.override(site_language_of(told.to.languages)):
        if letter.way == MAIL and told.mailbox:
            _mail(told)
        elif letter.way == SMS and told.phone:
            try:
                send_sms(told.phone, _sms(told))
            except SmsRefused as refusal:
                logger.warning("an appointment was not told by SMS: %s", refusal)


def _mail(told: _Told) -> None:
    subject, text = (render_to_string(template, {"told": told}) for template in LETTER)
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.strip().splitlines()),
        body=text.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[told.mailbox],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if told.news not in NEAR.values():
        # As a part of the mail for programs that understand it (RFC 6047), and as a file for all others.
        invitation = calendars.invitation(told.one, to=told.to, mailbox=told.mailbox)
        method = "CANCEL" if told.news == News.CANCELLED else "REQUEST"
        mail.attach_alternative(invitation.decode(), f"text/calendar; method={method}")
        mail.attach("invite.ics", invitation, "application/ics")
    mail.send()


def _sms(told: _Told) -> str:
    """The words of one SMS: the address stays whole, what comes before it is cut."""
    start = timezone.localtime(told.one.starts_at)
    day = f"{told.day} {date_format(start, 'j M')}" if told.day else date_format(start, "D j M")
    at = _("%(day)s à %(hour)s") % {"day": day.lower(), "hour": hour_in_words(start)}
    names = {"at": at, "name": told.other}
    words = _SMS[told.news]() % names
    left = SIGNS - len(told.address) - 1
    if not told.address or left < WORDS_AT_LEAST:
        return fit(words)
    return f"{fit(words, left)} {told.address}"


_SMS = {
    News.BOOKED: lambda: _("Rendez-vous %(at)s avec %(name)s."),
    News.REACHABLE: lambda: _("Rendez-vous %(at)s avec %(name)s."),
    News.MOVED: lambda: _("Rendez-vous déplacé : %(at)s avec %(name)s."),
    News.CANCELLED: lambda: _("Rendez-vous annulé : %(at)s avec %(name)s."),
    News.DAY: lambda: _("Rappel : rendez-vous %(at)s avec %(name)s."),
    News.HOUR: lambda: _("Rappel : rendez-vous %(at)s avec %(name)s."),
}
