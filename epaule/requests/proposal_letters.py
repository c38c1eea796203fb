"""Mail, or else an SMS, to who asked: a helper proposes moments, or another hour than agreed; and the answer."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from epaule.kernel import sms
from epaule.kernel.sms import SIGNS, SmsRefused, fit, send_sms
from epaule.people.languages import site_language_of
from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.requests.calendars import page_of
from epaule.requests.links import request_token
from epaule.requests.models import AppointmentState, ForWhom, Proposal, ProposalState, RequestState
from epaule.territory.queries import site_address

logger = logging.getLogger(__name__)

LETTER = ("requests/email/proposal_subject.txt", "requests/email/proposal_message.txt")
KEPT = ("requests/email/hour_kept_subject.txt", "requests/email/hour_kept_message.txt")


@dataclass(frozen=True)
class _Told:
    """What the templates read."""

    proposal: Proposal

    @property
    def to(self) -> Person:
        return self.proposal.request.person

    @property
    def for_other(self) -> str:
        """Whom it is about when somebody filled it in for her."""
        request = self.proposal.request
        return request.first_name if request.for_whom == ForWhom.RELATIVE else ""

    @property
    def moments(self) -> list[datetime]:
        """Those that may still be taken."""
        moments = [datetime.fromisoformat(moment) for moment in self.proposal.moments]
        return [moment for moment in moments if moment > timezone.now()]

    @property
    def booked_at(self) -> datetime | None:
        """The hour of the appointment that would move; None when nothing is booked."""
        appointment = self.proposal.appointment
        return appointment.starts_at if appointment else None

    @property
    def mailbox(self) -> str:
        """Where she is reminded of the appointment; else where she said, or that of her account."""
        appointment = self.proposal.appointment
        return appointment.email if appointment else self.proposal.request.email or self.to.email or ""

    @property
    def phone(self) -> str:
        appointment = self.proposal.appointment
        return appointment.phone if appointment else self.proposal.request.phone or self.to.phone

    @property
    def address(self) -> str:
        request, appointment = self.proposal.request, self.proposal.appointment
        site = site_address(request.territory)
        if appointment:
            return page_of(appointment, self.to, site)
        if site and (request.email or request.phone):
            return site + reverse("requests:request_link", args=[request_token(request)])
        return site and site + reverse("requests:slots", args=[request.public_id])


def send(proposal_id: int) -> None:
    """One mail, or one SMS to who has no address; nothing once it was answered. What fails is raised."""
    proposal = _rows().filter(pk=proposal_id, state=ProposalState.SENT).first()
    if proposal is None:
        return
    expected = RequestState.BOOKED if proposal.appointment else RequestState.PUBLISHED
    told = _Told(proposal)
    if proposal.request.state != expected or not told.moments:
        return
    if not told.to.is_active or not is_trusted_helper(proposal.helper):
        return
    with translation.override(site_language_of(told.to.languages)):
        if told.mailbox:
            _mail(LETTER, {"told": told}, told.mailbox)
        elif told.phone and sms.is_on():
            _sms(told)


def send_kept(proposal_id: int) -> None:
    """To the helper who proposed to move: the person keeps the hour."""
    proposal = _rows().get(pk=proposal_id)
    appointment, helper = proposal.appointment, proposal.helper
    if appointment is None or appointment.state != AppointmentState.BOOKED or not helper.is_active:
        return
    if helper.email:
        with translation.override(site_language_of(helper.languages)):
            address = page_of(appointment, helper, site_address(helper.territory))
            _mail(KEPT, {"told": proposal, "address": address}, helper.email)


def _rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related(
        "helper__commune", "helper__territory", "request__person", "request__territory", "appointment"
    )


def _mail(letter: tuple[str, str], context: dict[str, Any], mailbox: str) -> None:
    subject, text = (render_to_string(template, context) for template in letter)
    EmailMessage(
        subject=" ".join(subject.strip().splitlines()),
        body=text.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mailbox],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _sms(told: _Told) -> None:
    names = {"name": told.proposal.helper.first_name}
    if told.booked_at:
        words = _("%(name)s propose un autre moment.") % names
    else:
        words = _("%(name)s peut vous aider : choisissez un moment.") % names
    try:
        send_sms(told.phone, f"{fit(words, SIGNS - len(told.address) - 1)} {told.address}".strip())
    except SmsRefused as refusal:
        logger.warning("a proposal was not told by SMS: %s", refusal)
