"""Addresses the recorder's page sends a film to: takes begun and closed, pieces, the count of them all."""

from typing import Annotated, TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import Refusal
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import CountNotUnderstood, PageNotUnderstood, PieceTooLarge, RecordingUnknown
from epaule.replays.models import Recording
from epaule.replays.queries import film_of
from epaule.replays.views.films import answer_with, participant_in
from epaule.visits.models import Participant

T = TypeVar("T")
Count = Annotated[int, msgspec.Meta(ge=0, le=actions.MOST_PIECES)]


class SegmentBegun(msgspec.Struct, forbid_unknown_fields=True):
    page: Annotated[str, msgspec.Meta(pattern=r"^[\x20-\x7e]{1,40}$")]
    """Chosen by the page when it loads."""


class SegmentClosed(msgspec.Struct, forbid_unknown_fields=True):
    pieces: Count | None = None


class SegmentSent(msgspec.Struct, forbid_unknown_fields=True):
    segment: Annotated[int, msgspec.Meta(ge=0, lt=actions.MOST_SEGMENTS)]
    pieces: Count


class AllSent(msgspec.Struct, forbid_unknown_fields=True):
    segments: Annotated[list[SegmentSent], msgspec.Meta(max_length=actions.MOST_SEGMENTS)]


def _body(request: SignedInRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig as error:
        raise PieceTooLarge() from error


def _decoded(request: SignedInRequest, kind: type[T], refusal: type[Refusal]) -> T:
    try:
        return msgspec.json.decode(_body(request), type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise refusal() from error


def _film(request: SignedInRequest, visit_id: str, recording_id: str) -> tuple[Participant, Recording]:
    """Who asks, and the film of her visit."""
    participant = participant_in(request, visit_id)
    recording = film_of(participant, recording_id)
    if recording is None:
        raise RecordingUnknown()
    return participant, recording


@require_POST
def segment(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    participant, recording = _film(request, visit_id, recording_id)
    page = _decoded(request, SegmentBegun, PageNotUnderstood).page
    number = actions.start_segment(by=participant, recording=recording, page=page)
    return JsonResponse({"segment": number})


@require_POST
def close(request: SignedInRequest, visit_id: str, recording_id: str, number: int) -> HttpResponse:
    participant, recording = _film(request, visit_id, recording_id)
    told = _decoded(request, SegmentClosed, PageNotUnderstood)
    take = actions.close_segment(by=participant, recording=recording, number=number, pieces=told.pieces)
    return JsonResponse({"segment": take.number, "pieces": take.pieces_expected})


@require_http_methods(["PUT"])
def piece(request: SignedInRequest, visit_id: str, recording_id: str, segment: int, number: int) -> HttpResponse:
    participant, recording = _film(request, visit_id, recording_id)
    kept = actions.keep_piece(
        by=participant,
        recording=recording,
        segment=segment,
        number=number,
        sha256=request.headers.get("X-Content-SHA256", "").lower(),
        body=_body(request),
    )
    return JsonResponse({"segment": kept.segment, "number": kept.number, "size": kept.size})


@require_POST
def done(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    participant, recording = _film(request, visit_id, recording_id)
    sent = _decoded(request, AllSent, CountNotUnderstood)
    expected = {one.segment: one.pieces for one in sent.segments}
    return answer_with(actions.all_sent(by=participant, recording=recording, expected=expected))


@require_POST
def finish_now(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """« Préparer le film sans attendre »: a form of the keepsake page."""
    participant, recording = _film(request, visit_id, recording_id)
    actions.finish_now(by=participant, recording=recording)
    return redirect("replays:keepsake", visit_id)
