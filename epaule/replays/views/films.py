"""Addresses of the film: agreed on, sent in pieces, deleted. Participants only."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import RecordingUnknown
from epaule.replays.models import Recording
from epaule.replays.queries import current_recording, film_of
from epaule.visits.errors import NotYourVisit
from epaule.visits.models import Participant
from epaule.visits.queries import participant_of


def participant_in(request: SignedInRequest, visit_id: str) -> Participant:
    participant = participant_of(request.user, visit_id)
    if participant is None:
        raise NotYourVisit()
    return participant


def answer_with(recording: Recording | None) -> JsonResponse:
    if recording is None:
        return JsonResponse({"recording": None})
    told: dict[str, Any] = msgspec.to_builtins(actions.announcement(recording))
    return JsonResponse({"recording": told})


@never_cache
@require_GET
def state(request: SignedInRequest, visit_id: str) -> HttpResponse:
    return answer_with(current_recording(participant_in(request, visit_id)))


@require_POST
def propose(request: SignedInRequest, visit_id: str) -> HttpResponse:
    return answer_with(actions.propose(by=participant_in(request, visit_id)))


@require_POST
def accept(request: SignedInRequest, visit_id: str) -> HttpResponse:
    return answer_with(actions.accept(by=participant_in(request, visit_id)))


@require_POST
def decline(request: SignedInRequest, visit_id: str) -> HttpResponse:
    return answer_with(actions.decline(by=participant_in(request, visit_id)))


@require_POST
def cancel(request: SignedInRequest, visit_id: str) -> HttpResponse:
    return answer_with(actions.cancel(by=participant_in(request, visit_id)))


@require_POST
def stop(request: SignedInRequest, visit_id: str) -> HttpResponse:
    participant = participant_in(request, visit_id)
    stopped = actions.stop(by=participant, visit_id=participant.visit_id)
    return answer_with(stopped or current_recording(participant))


@require_POST
def delete(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    participant = participant_in(request, visit_id)
    recording = film_of(participant, recording_id)
    if recording is None:
        raise RecordingUnknown()
    actions.delete(by=participant, recording=recording)
    gone = _("Le film est supprimé. Il n’en reste rien, ni pour vous ni pour l’autre personne.")
    messages.success(request, gone)
    return redirect("replays:keepsake", visit_id)
