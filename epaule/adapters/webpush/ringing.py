"""What devices show: a request that waits, then that it no longer does; a trial."""

from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from epaule.adapters.webpush import actions
from epaule.adapters.webpush.models import PushSubscription
from epaule.adapters.webpush.sending import Outcome, Sent, send
from epaule.people.languages import site_language_of
from epaule.requests import reach
from epaule.requests.away import call_of, once
from epaule.requests.models import HelpRequest, RingMessage

HUSH_SECONDS = 600
TRIAL_SECONDS = 60
TRIAL = "essai"


class NotTaken(Exception):
    """Gives the ring back, so that it may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


def ring(request_id: int, helper_id: int, device_id: int) -> int | None:
    """Send a ring to one device, once. The seconds to wait when it is worth another try; None when it is over."""
    call = call_of(request_id, helper_id, reach.PUSH)
    device = PushSubscription.objects.select_related("person").filter(pk=device_id, person=helper_id).first()
    if call is None or device is None:
        return None
    left = int((call.until - timezone.now()).total_seconds())
    try:
        with once(call.ring, f"push:{device_id}") as first, translation.override(call.language):
            if first:
                sent = _hand_over(device, _ringing(call.request, call.theme), left, call.request.public_id, True)
                if sent.outcome is Outcome.LATER:
                    raise NotTaken(sent.wait)
    except NotTaken as later:
        return later.wait
    return None


def hush(message_id: int, device_id: int) -> None:
    """Put words that bother nobody in the place of a ring that is of no more use."""
    message = RingMessage.objects.select_related("ring__request", "ring__helper").filter(pk=message_id).first()
    device = PushSubscription.objects.select_related("person").filter(pk=device_id).first()
    if message is None or device is None or device.person_id != message.ring.helper_id:
        return
    request = message.ring.request
    with (
        once(message.ring, f"hush:{device_id}") as first,
        translation.override(site_language_of(device.person.languages)),
    ):
        if first:
            _hand_over(device, _over(request), HUSH_SECONDS, request.public_id, False)


def try_out(device_id: int) -> None:
    """« Envoyer un essai »."""
    device = PushSubscription.objects.select_related("person").filter(pk=device_id).first()
    if device is None:
        return
    with translation.override(site_language_of(device.person.languages)):
        message = {
            "title": _("Épaule vous préviendra ainsi"),
            "body": _("C’était un essai : personne n’attend."),
            "tag": TRIAL,
            "url": reverse("requests:desk"),
            "quiet": False,
            "lang": translation.get_language(),
        }
        _hand_over(device, message, TRIAL_SECONDS, TRIAL, True)


def _ringing(request: HelpRequest, theme: str) -> dict[str, Any]:
    """Neither her words nor where she lives: a telephone lies on a table, for all to see."""
    return {
        "title": _("{name} demande de l’aide").format(name=request.first_name),
        "body": theme or _("Touchez pour répondre."),
        "tag": request.public_id,
        "url": reverse("requests:desk"),
        "quiet": False,
        "lang": translation.get_language(),
    }


def _over(request: HelpRequest) -> dict[str, Any]:
    said = _("Quelqu’un d’autre y va, merci !") if request.helper_id else _("Cette personne n’attend plus.")
    return {
        "title": said,
        "body": "",
        "tag": request.public_id,
        "url": reverse("requests:desk"),
        "quiet": True,
        "lang": translation.get_language(),
    }


def _hand_over(device: PushSubscription, message: dict[str, Any], seconds: int, topic: str, urgent: bool) -> Sent:
    sent = send(device, message, seconds=seconds, topic=topic, urgent=urgent)
    if sent.outcome is Outcome.TAKEN:
        actions.note_taken(device)
    else:
        actions.note_failure(device, gone=sent.outcome is Outcome.GONE)
    return sent
