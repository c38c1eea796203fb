"""When the team calls back, and when the places are open: a week each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.errors import NotAllowed
from epaule.people.http import SignedInRequest
from epaule.territory import actions
from epaule.territory.errors import HoursNeverOpen, HoursNotUnderstood
from epaule.territory.models import Place
from epaule.territory.opening import openness, week_said
from epaule.territory.rules import can_set_office_hours
from epaule.territory.week_forms import WeekHoursForm, with_monday_copied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def office_hours(request: SignedInRequest) -> HttpResponse:
    """The week of the team; the places, each with a link to its own. `do`: « copy », or else it is kept."""
    territory, now = request.territory, timezone.now()
    if not can_set_office_hours(request.user, territory):
        raise NotAllowed()
    form = _sent(
        request,
        territory.office_hours,
        lambda hours: actions.set_office_hours(by=request.user, territory=territory, hours=hours),
    )
    if form is None:
        return redirect("territory:office_hours")
    places = Place.objects.filter(territory=territory).select_related("commune").order_by("name", "pk")
    context = {"places": [(place, openness(place.opening_hours, now).in_words(now)) for place in places]}
    return _shown(request, "territory/office_hours.html", form, territory.office_hours, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place_hours(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The same of one place."""
    territory = request.territory
    if not can_set_office_hours(request.user, territory):
        raise NotAllowed()
    # PostgreSQL cannot even be asked about a NUL.
    places = territory.places.select_related("commune")
    place = places.filter(public_id=public_id).first() if public_id.isalnum() else None
    if place is None:
        raise Http404
    form = _sent(
        request,
        place.opening_hours,
        lambda hours: actions.set_place_hours(by=request.user, place=place, hours=hours),
    )
    if form is None:
        return redirect(reverse("territory:office_hours") + "#lieux")
    return _shown(request, "territory/place_hours.html", form, place.opening_hours, {"place": place})


def _sent(request: SignedInRequest, stored: str, keep: Callable[[str], Any]) -> WeekHoursForm | None:
    """The form to show; None when what was sent is kept."""
    if request.method != "POST":
        return WeekHoursForm(stored=stored)
    typed = {name: str(value).replace("\0", "") for name, value in request.POST.items()}
    if typed.get("do") == "copy":
        # Only shown: it is kept with the other button, once she has looked.
        return WeekHoursForm(with_monday_copied(typed), stored=stored)
    form = WeekHoursForm(typed, stored=stored)
    if not form.is_valid():
        return form
    try:
        keep(form.cleaned_data["hours"])
    except (HoursNotUnderstood, HoursNeverOpen) as said:
        by_notation = isinstance(said, HoursNotUnderstood)
        form.add_error("notation" if by_notation else None, f"{said.message} {said.way_on}")
        return form
    messages.success(request, _("C’est noté."))
    return None


def _shown(
    request: SignedInRequest, template: str, form: WeekHoursForm, stored: str, context: dict[str, Any]
) -> HttpResponse:
    week = week_said(stored, timezone.now()) if stored else []
    copied = form.is_bound and request.POST.get("do") == "copy"
    context |= {"form": form, "days": form.days(), "week": week, "copied": copied}
    wrong = form.is_bound and not copied
    return render(request, template, context, status=400 if wrong else 200)
