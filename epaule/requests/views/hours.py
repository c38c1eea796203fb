"""« Mes horaires »: the week, the days that are not like the others, how she is rung, pauses."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.errors import NotAllowed, Refusal
from epaule.people.http import SignedInRequest
from epaule.requests import actions, week
from epaule.requests.errors import HelperStopped
from epaule.requests.feeds import feed_token
from epaule.requests.hours_forms import AddHoursForm, CopyDayForm, ExceptionForm, PauseForm, RhythmForm
from epaule.requests.limits import SETTLING_LIMIT
from epaule.requests.models import AppointmentState, HoursException, Rhythm
from epaule.requests.rules import can_read_feed, can_set_hours
from epaule.safety.throttle import spend_as_caller

Done = tuple[forms.Form | None, str]
"""The form that was sent, with what is wrong in it; and where on the page she goes on."""


@never_cache
@require_http_methods(["GET", "POST"])
def hours(request: SignedInRequest) -> HttpResponse:
    """One page; each of its buttons says in `do` what it does. What is wrong is shown where it was typed."""
    person, territory = request.user, request.territory
    if person.is_guest:
        return render(request, "requests/guest_helper.html")
    if person.suspended_at is not None:
        raise HelperStopped()
    if not can_set_hours(person, territory.pk):
        raise NotAllowed()
    sent: forms.Form | None = None
    if request.method == "POST":
        spend_as_caller(SETTLING_LIMIT, request)
        do = _DO.get(request.POST.get("do", ""))
        sent, place = do(request) if do else (None, "")
        if sent is None or not sent.errors:
            to_desk = request.POST.get("to") == "desk"
            return redirect(reverse("requests:desk") if to_desk else reverse("requests:hours") + place)
    return render(request, "requests/hours.html", _context(request, sent), status=400 if sent else 200)


def _context(request: SignedInRequest, sent: forms.Form | None) -> dict[str, Any]:
    person = request.user
    rhythm = week.rhythm_of(person, request.territory)

    def shown(form: type[forms.Form], **fresh: Any) -> forms.Form:
        return sent if isinstance(sent, form) else form(**fresh)

    wrong_day = sent["weekday"].value() if isinstance(sent, AddHoursForm | CopyDayForm) else None
    days = []
    for day in week.days_of(rhythm):
        wrong = sent if wrong_day == str(day.weekday) else None
        adding = wrong if isinstance(wrong, AddHoursForm) else AddHoursForm(auto_id=f"jour-{day.weekday}-%s")
        days.append({"day": day, "adding": adding, "wrong": wrong})
    today = timezone.localdate()
    exceptions = rhythm.exceptions.all() if rhythm else []
    return {
        "rhythm": rhythm,
        "days": days,
        "week_in_words": week.week_in_words(rhythm),
        "exceptions": [one for one in exceptions if one.last_day >= today],
        "excepting": shown(ExceptionForm),
        "settings_form": shown(RhythmForm, initial=RhythmForm.initial_of(rhythm)),
        "pausing": shown(PauseForm),
        "paused_until": week.paused_until(rhythm),
        "come_back": week.days_to_come_back(today),
        "form": sent,
        **_feed_of(request, rhythm),
    }


def _feed_of(request: SignedInRequest, rhythm: Rhythm | None) -> dict[str, Any]:
    """The address of her private calendar; `feed_link` opens the calendar of her device, where there is one."""
    may_have = can_read_feed(request.user, request.territory.pk)
    if rhythm is None or not may_have:
        return {"may_have_feed": may_have}
    address = request.build_absolute_uri(reverse("requests:feed", args=[feed_token(rhythm)]))
    return {"may_have_feed": True, "feed_address": address, "feed_link": "webcal:" + address.partition(":")[2]}


def _try(form: forms.Form, what: Callable[..., Any], request: SignedInRequest, **given: Any) -> Any:
    """`what` was done; None when the domain refused, which the form then says."""
    try:
        return what(by=request.user, territory=request.territory, **given)
    except Refusal as refusal:
        if refusal.status not in {400, 409}:
            raise
        form.add_error(None, f"{refusal.message} {refusal.way_on}")
        return None


def _add(request: SignedInRequest) -> Done:
    weekday = request.POST.get("weekday", "")
    form = AddHoursForm(request.POST, auto_id=f"jour-{weekday if weekday.isdigit() else 0}-%s")
    if form.is_valid():
        said = form.cleaned_data
        kept = _try(form, actions.add_hours, request, **said)
        if kept and (kept.starts, kept.ends) != (said["starts"], said["ends"]):
            messages.info(
                request,
                _("Ces horaires se touchaient : ils n’en font plus qu’un, %(hours)s.")
                % {"hours": week.range_in_words(kept.starts, kept.ends)},
            )
    return form, f"#jour-{weekday}"


def _copy(request: SignedInRequest) -> Done:
    form = CopyDayForm(request.POST)
    if form.is_valid():
        _try(form, actions.copy_day, request, **form.cleaned_data)
    if not form.errors:
        messages.success(request, _("C’est copié."))
    return form, "#semaine"


def _except(request: SignedInRequest) -> Done:
    form = ExceptionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data | {"last_day": form.last}
        exception = _try(form, actions.add_exception, request, **said)
        if exception:
            _tell_of_appointments(request, exception)
    return form, "#exceptions"


def _tell_of_appointments(request: SignedInRequest, exception: HoursException) -> None:
    """What is booked already in these days stays booked: she is told."""
    zone = timezone.get_current_timezone()
    since = datetime.combine(exception.first_day, time.min, zone)
    until = datetime.combine(exception.last_day + timedelta(days=1), time.min, zone)
    count = request.user.appointments.filter(
        state=AppointmentState.BOOKED, starts_at__gte=since, starts_at__lt=until
    ).count()
    if count:
        messages.warning(
            request,
            ngettext(
                "Vous avez un rendez-vous ces jours-là. Il reste prévu : déplacez-le si vous ne pouvez pas.",
                "Vous avez %(count)d rendez-vous ces jours-là. Ils restent prévus : déplacez ceux que vous ne "
                "pouvez pas tenir.",
                count,
            )
            % {"count": count},
        )


def _settle(request: SignedInRequest) -> Done:
    form = RhythmForm(request.POST)
    if form.is_valid():
        _try(form, actions.set_rhythm, request, **form.cleaned_data)
    if not form.errors:
        messages.success(request, _("C’est noté, merci."))
    return form, ""


def _pause(request: SignedInRequest) -> Done:
    form = PauseForm(request.POST)
    if form.is_valid():
        _try(form, actions.pause, request, **form.cleaned_data)
    return form, ""


def _resume(request: SignedInRequest) -> Done:
    actions.resume(by=request.user, territory=request.territory)
    return None, ""


def _renew_feed(request: SignedInRequest) -> Done:
    actions.renew_feed(by=request.user, territory=request.territory)
    messages.success(request, _("Voici la nouvelle adresse de votre agenda."))
    return None, "#agenda"


def _named(request: SignedInRequest) -> int | None:
    """The row a button speaks of; None for what is no number of ours."""
    text = request.POST.get("which", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _remove(request: SignedInRequest) -> Done:
    which = _named(request)
    if which is not None:
        actions.remove_hours(by=request.user, territory=request.territory, hours_id=which)
    return None, "#semaine"


def _unexcept(request: SignedInRequest) -> Done:
    which = _named(request)
    if which is not None:
        actions.remove_exception(by=request.user, territory=request.territory, exception_id=which)
    return None, "#exceptions"


_DO: dict[str, Callable[[SignedInRequest], Done]] = {
    "add": _add,
    "remove": _remove,
    "copy": _copy,
    "except": _except,
    "unexcept": _unexcept,
    "settle": _settle,
    "feed": _renew_feed,
    "pause": _pause,
    "resume": _resume,
}
