"""« Souvenir » : everything that stays of a visit, on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from epaule.people.http import SignedInRequest
from epaule.replays.errors import RecordingUnknown
from epaule.replays.models import RecordingState
from epaule.replays.replay import kept_films, memo_that_stays
from epaule.requests.company import after_help
from epaule.visits.errors import NotYourVisit
from epaule.visits.models import THE_TWO, EndReason, Role
from epaule.visits.queries import counterpart_of, participant_of
from epaule.visits.rules import can_read_files

PREPARING = {RecordingState.UPLOADING, RecordingState.FINISHING}


@never_cache
@require_GET
def keepsake(request: SignedInRequest, visit_id: str) -> HttpResponse:
    """What stays of the visit, for the two persons of it; after an alarm, for the helped person alone."""
    participant = participant_of(request.user, visit_id)
    if participant is None:
        raise NotYourVisit()
    if participant.role not in THE_TWO:
        raise RecordingUnknown()
    may_see = can_read_files(participant)
    films = kept_films(participant) if may_see else []
    context = {
        "visit": participant.visit,
        "role": participant.role,
        "is_helped": participant.role == Role.HELPED,
        "films": films,
        "other": counterpart_of(participant).person,
        "is_preparing": any(kept.film.state in PREPARING for kept in films),
    }
    if request.htmx:
        return render(request, "replays/_films.html", context)
    is_safe = participant.visit.end_reason != EndReason.SAFETY
    context["memo"] = memo_that_stays(participant) if may_see else None
    context["after"] = after_help(participant.person, participant.visit.request) if is_safe else None
    return render(request, "replays/keepsake.html", context)
