"""« On me demande ça »: given from the room or after the visit; examined by the coordination of the territory."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epaule.kernel.errors import NotAllowed
from epaule.kernel.middleware import wants_json
from epaule.people.http import SignedInRequest
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits import actions
from epaule.visits.errors import AlarmDecided, AlarmNotUnderstood, AlarmUnknown, CannotDecideAlarm, NotYourVisit
from epaule.visits.models import Alarm, AlarmKind, AlarmState
from epaule.visits.queries import alarms_of, participant_of
from epaule.visits.rules import can_decide_alarm, can_see_alarms

ALARM_LIMIT = Limit("alarm", capacity=20, seconds_per_token=5)
"""A page without an answer says it again and again."""

SHOWN_DECIDED = 50


class AlarmSaid(msgspec.Struct, forbid_unknown_fields=True):
    kind: AlarmKind


@require_POST
def raise_alarm(request: SignedInRequest, public_id: str) -> HttpResponse:
    """By the room's script in JSON, until it is answered; or by the form of the page of a visit that is over."""
    participant = participant_of(request.user, public_id)
    if participant is None:
        raise NotYourVisit()
    spend_as_caller(ALARM_LIMIT, request)
    actions.raise_alarm(by=participant, kind=_kind_said(request))
    if wants_json(request):
        return JsonResponse({"received": True})
    messages.success(request, _("Merci de nous l’avoir dit. L’équipe du territoire est prévenue."))
    return redirect("visits:room", public_id)


def _kind_said(request: HttpRequest) -> AlarmKind:
    try:
        if request.content_type == "application/json":
            return msgspec.json.decode(request.body, type=AlarmSaid).kind
        return AlarmKind(request.POST.get("kind", ""))
    except (msgspec.DecodeError, ValueError) as error:
        raise AlarmNotUnderstood() from error


@never_cache
@require_safe
def alarms(request: SignedInRequest) -> HttpResponse:
    """What was said to be asked, about whom, and what became of it."""
    if not can_see_alarms(request.user, request.territory.pk):
        raise NotAllowed()
    every = alarms_of(request.territory)
    to_decide = every.filter(state=AlarmState.OPEN)
    context: dict[str, Any] = {
        "open_alarms": [(alarm, can_decide_alarm(request.user, alarm)) for alarm in to_decide],
        "decided_alarms": every.exclude(state=AlarmState.OPEN)[:SHOWN_DECIDED],
    }
    return render(request, "visits/alarms.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def clear(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Il peut reprendre »: asked once more, then done."""
    alarm = _to_decide(request, public_id)
    if request.method != "POST":
        return render(request, "visits/alarm_clear.html", {"alarm": alarm})
    actions.clear_alarm(by=request.user, alarm=alarm)
    messages.success(request, _("C’est noté : %(name)s peut reprendre.") % {"name": alarm.helper.first_name})
    return redirect("visits:alarms")


@never_cache
@require_http_methods(["GET", "POST"])
def uphold(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Il n’aide plus »: asked once more, then done."""
    alarm = _to_decide(request, public_id)
    if request.method != "POST":
        return render(request, "visits/alarm_uphold.html", {"alarm": alarm})
    actions.uphold_alarm(by=request.user, alarm=alarm)
    messages.success(request, _("C’est noté : %(name)s n’aide plus.") % {"name": alarm.helper.first_name})
    return redirect("visits:alarms")


def _to_decide(request: SignedInRequest, public_id: str) -> Alarm:
    """An alarm of this territory that she may decide, and nobody has decided."""
    if not can_see_alarms(request.user, request.territory.pk):
        raise NotAllowed()
    alarm = alarms_of(request.territory).filter(public_id=public_id).first()
    if alarm is None:
        raise AlarmUnknown()
    if not can_decide_alarm(request.user, alarm):
        raise CannotDecideAlarm()
    if request.method != "POST" and alarm.state != AlarmState.OPEN:
        raise AlarmDecided()
    return alarm
