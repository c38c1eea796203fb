"""E-mails to the helped person: what of hers goes soon."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from epaule.people.languages import site_language_of
from epaule.replays.keeping import choices_of
from epaule.replays.models import EDITABLE, Memo, Recording, RecordingState
from epaule.territory.queries import site_address
from epaule.visits.models import Role, Visit

Letter = tuple[str, str]
"""Templates of its subject and of its text."""
FILM_GOES: Letter = ("replays/email/film_goes_subject.txt", "replays/email/film_goes_message.txt")
MEMO_GOES: Letter = ("replays/email/memo_goes_subject.txt", "replays/email/memo_goes_message.txt")


def film_goes(recording_id: int) -> None:
    """A film of hers goes in some days, unless she or the other changed something since."""
    film = Recording.objects.select_related("visit__territory").get(pk=recording_id)
    if film.state != RecordingState.READY or film.delete_on is None:
        return
    may_choose = any(choice.until > film.delete_on for choice in choices_of(film))
    path = reverse("replays:keepsake", args=[film.visit.public_id])
    _write(film.visit, FILM_GOES, path, {"film": film, "may_choose": may_choose})


def memo_goes(memo_id: int) -> None:
    """A memo of hers, which nobody kept, goes in some days."""
    memo = Memo.objects.select_related("visit__territory").get(pk=memo_id)
    if memo.state not in EDITABLE or memo.delete_on is None:
        return
    _write(memo.visit, MEMO_GOES, reverse("replays:memo", args=[memo.public_id]), {"memo": memo})


def _write(visit: Visit, letter: Letter, path: str, context: dict[str, Any]) -> None:
    both = {one.role: one.person for one in visit.participants.select_related("person")}
    helped = both[Role.HELPED]
    if not helped.email:
        return
    site = site_address(visit.territory)
    context |= {"other": both[Role.HELPER], "address": site and site + path}
    with translation.override(site_language_of(helped.languages)):
        subject, text = (render_to_string(template, context).strip() for template in letter)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [helped.email])
