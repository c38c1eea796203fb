"""« Ce que je propose »: what a helper says of herself and offers."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.forms import posted
from epaule.knowhow import actions as knowhow_actions
from epaule.people import actions as people_actions
from epaule.people.http import SignedInRequest
from epaule.people.models import Status
from epaule.requests.limits import SETTLING_LIMIT
from epaule.requests.profile_form import ProfileForm, initial_of
from epaule.requests.views.commune import read_commune_search
from epaule.safety.throttle import spend_as_caller
from epaule.territory.models import Commune

THEMES_PROPOSED = 30


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Changing it later is the same page. `?theme=email&theme=…` proposes themes."""
    person, territory = request.user, request.territory
    if person.is_guest:
        return render(request, "requests/guest_helper.html")
    if request.method == "POST":
        spend_as_caller(SETTLING_LIMIT, request)
    offer = person.offers.filter(territory=territory).first()
    wished = request.GET.getlist("theme")[:THEMES_PROPOSED]
    form = ProfileForm(posted(request), initial=initial_of(person, offer, wished))
    search = read_commune_search(request, near=territory, known=person.commune_id or "")
    if request.method == "POST" and form.is_valid() and search.commune is not None:
        _save(request, form, search.commune)
        messages.success(request, _("C’est noté, merci."))
        return redirect("requests:desk")
    commune_missing = request.method == "POST" and search.commune is None
    context = {
        "form": form,
        "is_new": offer is None,
        "chosen_needs": set(form["needs"].value() or []),
        "commune_missing": commune_missing,
        **search.context(),
    }
    return render(request, "requests/profile.html", context, status=400 if form.errors or commune_missing else 200)


@transaction.atomic
def _save(request: SignedInRequest, form: ProfileForm, commune: Commune) -> None:
    """Who she is and what she offers, both or neither."""
    said = form.cleaned_data
    people_actions.change_helper_profile(
        by=request.user,
        first_name=said["first_name"],
        status=Status(said["status"]),
        commune_id=commune.pk,
        languages=said["languages"],
        phone=said["phone"],
    )
    knowhow_actions.set_offer(
        by=request.user,
        territory=request.territory,
        topics=said["topics"],
        levels=form.levels,
        procedures=form.done_procedures,
        needs=said["needs"],
        fee=said["fee"],
        about=said["about"],
    )
