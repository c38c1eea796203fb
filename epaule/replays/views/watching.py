"""The film: its page, its short-lived addresses, its chapters and its picture. The two of the visit only."""

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from epaule.kernel import files
from epaule.people.http import SignedInRequest
from epaule.replays import actions, signatures
from epaule.replays.clock import chapters_of, minutes
from epaule.replays.errors import FilmAddressOver, FilmNotReady, RecordingUnknown
from epaule.replays.models import ON_ITS_WAY, Recording, RecordingState
from epaule.replays.queries import film_of
from epaule.replays.ranges import NEVER_STORED, ranged_response
from epaule.replays.replay import chat_of, gaps_of, signed_film, steps_of
from epaule.replays.rules import can_download, can_watch
from epaule.replays.vtt import chapters_vtt
from epaule.visits.models import Participant, Role
from epaule.visits.queries import counterpart_of, participant_of

SPEEDS = [
    {"value": f"{speed:g}", "label": f"{speed:g}×".replace(".", ",")} for speed in (0.5, 0.75, 1, 1.25, 1.5, 2)
]


def _asked(request: SignedInRequest, visit_id: str, recording_id: str) -> tuple[Participant, Recording]:
    """Who asks and for which film, when she may watch it; whether it exists or not is nobody else's matter."""
    participant = participant_of(request.user, visit_id)
    if participant is None:
        raise RecordingUnknown()
    recording = film_of(participant, recording_id)
    if recording is None or not can_watch(participant, recording):
        raise RecordingUnknown()
    return participant, recording


def _check_ready(recording: Recording) -> None:
    if recording.state in ON_ITS_WAY:
        raise FilmNotReady()
    if recording.state != RecordingState.READY:
        raise RecordingUnknown()


def _address(recording: Recording, participant: Participant) -> tuple[str, str]:
    """An address of the film good for `participant` from now on, and until when (ISO 8601)."""
    signature, until = signatures.sign(recording, participant)
    return reverse("replays:film_file", args=[signature]), until.isoformat()


@never_cache
@require_GET
def watch(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """The player, with the steps and the conversation beside it."""
    participant, recording = _asked(request, visit_id, recording_id)
    if recording.state in {*ON_ITS_WAY, RecordingState.FAILED}:
        # That page says how far it is.
        return redirect("replays:keepsake", visit_id)
    _check_ready(recording)
    film_url, until = _address(recording, participant)
    context = {
        "visit": participant.visit,
        "film": recording,
        "film_url": film_url,
        "until": until,
        "length": minutes(recording.duration_ms),
        "other": counterpart_of(participant).person,
        "chapters": chapters_of(recording, steps_of(recording)),
        "gaps": gaps_of(recording),
        "lines": chat_of(participant, recording),
        "speeds": SPEEDS,
        "is_helped": participant.role == Role.HELPED,
        "can_download": can_download(participant, recording),
    }
    return render(request, "replays/watch.html", context)


@never_cache
@require_GET
def film_address(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """A fresh address for a player that goes on."""
    participant, recording = _asked(request, visit_id, recording_id)
    _check_ready(recording)
    url, until = _address(recording, participant)
    return JsonResponse({"url": url, "until": until})


@never_cache
@require_GET
def download(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """A link that stays good as long as its page is open, to an address that does not."""
    participant, recording = _asked(request, visit_id, recording_id)
    if not can_download(participant, recording):
        raise RecordingUnknown()
    _check_ready(recording)
    url, _until = _address(recording, participant)
    return redirect(f"{url}?telecharger")


@require_GET
def film_file(request: SignedInRequest, signature: str) -> HttpResponseBase:
    """The film itself, whole or by byte ranges, for the one person this address was signed for."""
    signed = signatures.read(signature)
    if signed is None:
        raise RecordingUnknown()
    found = signed_film(request.user, signed)
    if found is None:
        raise RecordingUnknown()
    participant, recording = found
    if not can_watch(participant, recording) or recording.state != RecordingState.READY:
        raise RecordingUnknown()
    if signed.is_over:
        raise FilmAddressOver()
    if "telecharger" not in request.GET:
        response = _film(request, recording)
        actions.note_viewed(by=participant, recording=recording)
        return response
    if not can_download(participant, recording):
        raise RecordingUnknown()
    response = _film(request, recording, download_as=_file_name(recording))
    actions.note_downloaded(by=participant, recording=recording)
    return response


def _file_name(recording: Recording) -> str:
    day = timezone.localdate(recording.started_at or recording.proposed_at)
    return _("visite-%(day)s.webm") % {"day": day.isoformat()}


def _film(request: HttpRequest, recording: Recording, download_as: str = "") -> HttpResponseBase:
    seconds = int(signatures.LIFE.total_seconds())
    stored_at = files.signed_address(str(recording.film.name), seconds=seconds, download_as=download_as)
    if stored_at is not None:
        return HttpResponseRedirect(stored_at, headers=NEVER_STORED)
    try:
        response = ranged_response(request, recording.film, content_type="video/webm")
    except FileNotFoundError as error:
        # Deleted by the other person this very moment.
        raise RecordingUnknown() from error
    if download_as:
        response.headers["Content-Disposition"] = str(content_disposition_header(True, download_as))
    return response


@never_cache
@require_GET
def chapters(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """The steps as players and screen readers know them."""
    _participant, recording = _asked(request, visit_id, recording_id)
    _check_ready(recording)
    body = chapters_vtt(chapters_of(recording, steps_of(recording)))
    return HttpResponse(body, content_type="text/vtt; charset=utf-8", headers=NEVER_STORED)


@require_safe
def poster(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """One picture of the film."""
    _participant, recording = _asked(request, visit_id, recording_id)
    body = _content(recording.poster) if recording.poster else None
    if body is None:
        raise RecordingUnknown()
    return HttpResponse(body, content_type="image/jpeg", headers=NEVER_STORED)


def _content(file: "File[bytes]") -> bytes | None:
    """What is stored; None when it is gone."""
    try:
        with file.open("rb") as stored:
            body: bytes = stored.read()
    except FileNotFoundError:
        return None
    return body
