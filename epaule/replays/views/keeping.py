"""How long films are kept: chosen by the helped person for hers, by the coordination for the territory."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import NotAllowed
from epaule.kernel.forms import posted
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import KeepingUnknown, RecordingUnknown
from epaule.replays.queries import film_of
from epaule.territory import actions as territory_actions
from epaule.territory.forms import KeepingForm
from epaule.territory.rules import can_set_keeping
from epaule.visits.errors import NotYourVisit
from epaule.visits.queries import participant_of


@require_POST
def keep_for(request: SignedInRequest, visit_id: str, recording_id: str) -> HttpResponse:
    """`days` is one of the lengths the page offers."""
    participant = participant_of(request.user, visit_id)
    if participant is None:
        raise NotYourVisit()
    recording = film_of(participant, recording_id)
    if recording is None:
        raise RecordingUnknown()
    said = request.POST.get("days", "")
    if said not in {"7", "30", "90", "180"}:
        raise KeepingUnknown()
    recording = actions.keep_for(by=participant, recording=recording, days=int(said))
    day = date_format(recording.delete_on or timezone.localdate(), "l j F Y")
    messages.success(request, _("C’est noté : le film est gardé jusqu’au %(day)s.") % {"day": day})
    return redirect("replays:keepsake", visit_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: SignedInRequest) -> HttpResponse:
    """How long films are kept in this territory, and how long they may be."""
    territory = request.territory
    if not can_set_keeping(request.user, territory):
        raise NotAllowed()
    held = {"days": territory.keeping_days, "most": territory.keeping_days_most}
    form = KeepingForm(posted(request), initial=held)
    if request.method == "POST" and form.is_valid():
        territory_actions.set_keeping(by=request.user, territory=territory, **form.cleaned_data)
        messages.success(request, _("C’est noté. Les films à venir suivront ces durées."))
        return redirect("replays:keeping")
    return render(request, "replays/keeping.html", {"form": form})
