"""Ringing a helper none of whose pages is open: what is still worth sending, and once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from epaule.kernel.sms import SIGNS, SmsRefused, fit, send_sms
from epaule.people.languages import site_language_of
from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.requests import reach
from epaule.requests.models import HelpRequest, RequestState, Ring, RingAnswer, RingMessage
from epaule.territory.queries import site_address

logger = logging.getLogger(__name__)

LETTER = ("requests/email/ring_subject.txt", "requests/email/ring_message.txt")
LATE = timedelta(minutes=2)
"""After its wave a ring is still heard that long; later it would only wake somebody for nothing."""


@dataclass(frozen=True)
class Call:
    """A ring that is worth sending now."""

    ring: Ring
    request: HelpRequest
    helper: Person
    theme: str
    """In plain words; empty when none was understood."""
    until: datetime

    @property
    def language(self) -> str:
        """Of the site, that she reads."""
        return site_language_of(self.helper.languages)

    @property
    def address(self) -> str:
        """Of her desk; empty when the site has no name."""
        site = site_address(self.helper.territory)
        return site and site + reverse("requests:desk")


def call_of(request_id: int, helper_id: int, channel: str) -> Call | None:
    """The ring of `helper_id` for `request_id`, while it may be sent by `channel`.

    None once she opened a page, her quiet hours began, it was answered, the request taken or over, or its wave
    ended a while ago.
    """
    now = timezone.now()
    ring = (
        Ring.objects.select_related("wave", "request__commune", "helper__territory")
        .filter(
            request=request_id, helper=helper_id, answer=RingAnswer.NONE, request__state=RequestState.PUBLISHED
        )
        .filter(wave__ends_at__gt=now - LATE)
        .exclude(request__passes__helper=helper_id)
        .first()
    )
    if ring is None or not is_trusted_helper(ring.helper):
        return None
    if channel not in reach.channels_of(ring.helper, ring.helper.territory, now):
        return None
    topic = ring.request.topics.order_by("rank", "pk").first()
    theme = topic.plain_label if topic else ""
    return Call(ring, ring.request, ring.helper, theme, ring.wave.ends_at + LATE)


@contextmanager
def once(ring: Ring, way: str) -> Iterator[bool]:
    """True for the first who sends `ring` by `way`, and for nobody after. Given back when the sending raises."""
    message, first = RingMessage.objects.get_or_create(ring=ring, way=way, defaults={"sent_at": timezone.now()})
    try:
        yield first
    except Exception:
        if first:
            RingMessage.objects.filter(pk=message.pk).delete()
        raise


def sent_for(request_id: int, ways: str) -> list[RingMessage]:
    """What was sent for a request by the ways that begin with `ways`, but to who accepted it."""
    messages = (
        RingMessage.objects.filter(ring__request=request_id, way__startswith=ways)
        .select_related("ring__request__territory", "ring__helper")
        .order_by("pk")
    )
    return [message for message in messages if message.ring.helper_id != message.ring.request.helper_id]


def ring_by_mail(request_id: int, helper_id: int) -> None:
    """One mail, or none; what the mail server raises is raised."""
    call = call_of(request_id, helper_id, reach.MAIL)
    if call is None or not call.helper.email:
        return
    with once(call.ring, reach.MAIL) as first, translation.override(call.language):
        if first:
            subject, text = (render_to_string(template, {"call": call}).strip() for template in LETTER)
            # One line, whoever wrote the name.
            send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [call.helper.email])


def ring_by_sms(request_id: int, helper_id: int) -> None:
    """One SMS, or none; `SmsAway` when it may be tried again."""
    call = call_of(request_id, helper_id, reach.SMS)
    if call is None:
        return
    with once(call.ring, reach.SMS) as first, translation.override(call.language):
        if first:
            try:
                send_sms(call.helper.phone, sms_of(call))
            except SmsRefused as refusal:
                logger.warning("a helper was not rung by SMS: %s", refusal)


def sms_of(call: Call) -> str:
    """The words of one SMS: the address stays whole, what comes before it is cut."""
    words = _("Épaule : {name} ({commune}) demande de l’aide").format(
        name=call.request.first_name, commune=call.request.commune.name
    )
    if call.theme:
        words = f"{words} : {call.theme}"
    if not call.address:
        return fit(words)
    return f"{fit(words, SIGNS - len(call.address) - 1)} {call.address}"
