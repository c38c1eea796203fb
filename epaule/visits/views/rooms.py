"""Entering a visit, and its room."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh
from django_permissions_policy.decorators import permissions_policy_override

from epaule.kernel.errors import Refusal
from epaule.knowhow.queries import is_near_secrets
from epaule.people.http import SignedInRequest
from epaule.requests.company import after_help
from epaule.requests.models import HelpRequest, RequestState, RingAnswer
from epaule.visits import actions
from epaule.visits.errors import NotYourVisit
from epaule.visits.journal import agreements, moments
from epaule.visits.models import THE_TWO, AlarmKind, EndReason, Participant, VisitState
from epaule.visits.queries import (
    counterpart_of,
    everyone_of,
    files_read_by,
    helper_of,
    may_still_report,
    participant_of,
    participation_of,
)
from epaule.visits.rules import can_confirm_trust, can_raise_alarm, can_read_files, is_inside

ROOM_PERMISSIONS: dict[str, str | list[str] | tuple[str]] = {
    **settings.PERMISSIONS_POLICY,
    "camera": ["self"],
    "display-capture": ["self"],
    "microphone": ["self"],
}
"""The one page that may ask for the microphone, the screen, and a camera aimed at a screen or a paper."""


@never_cache
def enter_for_request(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The way from an accepted request to its room, for both; opening is idempotent."""
    asked = HelpRequest.objects.filter(public_id=public_id).first()
    if asked is None:
        raise NotYourVisit()
    if request.user.pk not in {asked.person_id, asked.helper_id}:
        if asked.rings.filter(helper=request.user, answer=RingAnswer.ABSENT).exists():
            # He comes too late; his desk says so.
            return redirect("requests:desk")
        raise NotYourVisit()
    if asked.state == RequestState.PUBLISHED:
        return redirect("requests:waiting", public_id)
    try:
        visit = actions.open_visit(by=request.user, request=asked)
    except Refusal:
        hers = asked.person_id == request.user.pk
        return redirect("requests:waiting", public_id) if hers else redirect("requests:desk")
    return redirect("visits:room", visit.public_id)


@never_cache
@permissions_policy_override(ROOM_PERMISSIONS)
def room(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The live room, or what remains of it once the visit is over."""
    participant = participation_of(request.user, public_id)
    if participant is None:
        raise NotYourVisit()
    other = counterpart_of(participant)
    context: dict[str, Any] = {
        "visit": participant.visit,
        "role": participant.role,
        "me_first_name": participant.person.first_name,
        "other": other.person,
        "other_first_name": other.person.first_name,
        **_names_of_the_two(participant),
        "journal_url": reverse("visits:journal", args=[public_id]),
        "check_url": "/verifier/",
    }
    if not is_inside(participant):
        return _at_the_door(request, participant, context)
    if request.htmx:
        # The page of who waited at the door: it is open.
        return HttpResponseClientRefresh()
    context["protected"] = can_raise_alarm(participant)
    if participant.visit.state != VisitState.OPEN:
        context["report_kinds"] = AlarmKind.choices if may_still_report(participant) else []
        context["files"], context["chat_days"] = files_read_by(participant), settings.CHAT_DAYS
        context["may_read_memo"] = participant.role in THE_TWO and can_read_files(participant)
        if participant.visit.end_reason != EndReason.SAFETY:
            context["after"] = after_help(participant.person, participant.visit.request)
        return render(request, "visits/over.html", context)
    if can_confirm_trust(participant):
        context["helper"] = helper_of(participant.visit_id)
    context["room_config"] = {
        **room_config(request, public_id, participant.role),
        "person": participant.person.public_id,
        "sensitive": is_near_secrets(participant.visit.request.topics.all()),
    }
    return render(request, "visits/room.html", context)


@never_cache
@require_safe
def journal(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Qui a vu quoi, et quand », for those inside the visit, while it lasts and after."""
    participant = participant_of(request.user, public_id)
    if participant is None:
        raise NotYourVisit()
    visit = participant.visit
    context = {"visit": visit, "moments": moments(visit), "agreements": agreements(visit)}
    return render(request, "visits/journal.html", context)


def _names_of_the_two(participant: Participant) -> dict[str, str]:
    """Whose visit it is: who may watch its film."""
    two = everyone_of(participant.visit_id).filter(role__in=THE_TWO)
    return {f"{one.role}_first_name": one.person.first_name for one in two}


def _at_the_door(request: SignedInRequest, participant: Participant, context: dict[str, Any]) -> HttpResponse:
    """Who waits to be let in, whose page asks again and again; who was not, or left."""
    if participant.gone_at is not None or participant.visit.state != VisitState.OPEN:
        context["was_inside"] = participant.admitted_at is not None
        return HttpResponseClientRefresh() if request.htmx else render(request, "visits/door_closed.html", context)
    actions.note_at_door(participant=participant)
    return HttpResponse(status=204) if request.htmx else render(request, "visits/door.html", context)


def room_config(request: HttpRequest, public_id: str, role: str) -> dict[str, Any]:
    """Addresses and words the room's script needs. What stays of the visit belongs to `replays`, by name only."""

    def stays(name: str, *args: str | int) -> str:
        return reverse(f"replays:{name}", args=[public_id, *args])

    return {
        "socket": f"/ws/visite/{public_id}/",
        "role": role,
        "csrf": get_token(request),
        "leave_url": reverse("home"),
        "alarm_url": reverse("visits:raise_alarm", args=[public_id]),
        "files_url": reverse("visits:send_file", args=[public_id]),
        "souvenir_url": stays("keepsake"),
        "recording": {
            "state_url": stays("state"),
            "propose_url": stays("propose"),
            "accept_url": stays("accept"),
            "decline_url": stays("decline"),
            "cancel_url": stays("cancel"),
            "stop_url": stays("stop"),
            "segment_url": stays("segment", "__recording__"),
            "close_url": stays("close_segment", "__recording__", 0).replace("/0/", "/__segment__/"),
            "piece_url": stays("piece", "__recording__", 0, 0).replace("/0/0/", "/__segment__/__number__/"),
            "done_url": stays("done", "__recording__"),
        },
        "memo": {
            "state_url": stays("memo_state"),
            "ask_url": stays("memo_ask"),
            "agree_url": stays("memo_agree"),
            "stop_url": stays("memo_stop"),
            "take_url": stays("memo_take"),
            "word_url": reverse("replays:memo_word", args=[public_id, "__step__"]),
            "drop_url": reverse("replays:memo_drop", args=[public_id, "__step__"]),
        },
    }
