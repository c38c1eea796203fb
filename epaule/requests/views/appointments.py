"""The page of an appointment, for its two: move, cancel, enter; and the signed link that leads there."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.errors import Refusal
from epaule.kernel.qr import qr_svg
from epaule.people.http import SignedInRequest
from epaule.people.phones import read_phone
from epaule.requests import actions
from epaule.requests.actions.meeting import EARLY
from epaule.requests.errors import SlotTaken
from epaule.requests.links import appointment_behind, appointment_token
from epaule.requests.models import Appointment, AppointmentState, RequestState
from epaule.requests.rules import can_move_appointment, can_see_appointment
from epaule.requests.slots import free_slots, spread
from epaule.requests.views.booking import BOOK_LIMIT, moment_in
from epaule.safety import audit
from epaule.safety.throttle import Limit, spend_as_caller

LINK_LIMIT = Limit("appointment-link", capacity=20, seconds_per_token=30)
MOVES_SHOWN = 6
MOVES_WITHIN = timedelta(days=14)


class RemindersForm(forms.Form):
    """Where she is reminded the day before, and an hour before."""

    email = forms.EmailField(
        label=gettext_lazy("Par e-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("Cette adresse n’est pas complète. Exemple : jeanne@example.org.")
        },
    )
    phone = forms.CharField(
        label=gettext_lazy("Par SMS, sur un mobile"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        number = read_phone(typed) if typed else ""
        if number is None:
            raise ValidationError(_("Ce numéro n’est pas complet. Un numéro français a dix chiffres."))
        return number


def _theirs(request: SignedInRequest, public_id: str) -> Appointment:
    """Theirs only; for anyone else it does not exist."""
    rows = Appointment.objects.select_related(
        "helper__commune", "helper__territory", "request__person", "request__commune", "request__territory"
    )
    found = rows.filter(public_id=public_id).first()
    if found is None or not can_see_appointment(request.user, found):
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def appointment(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Mardi 24 novembre à 14 h, avec Karim »."""
    one = _theirs(request, public_id)
    if request.method == "GET":
        return _page(request, one)
    spend_as_caller(BOOK_LIMIT, request)
    do = request.POST.get("do", "")
    form = RemindersForm(request.POST) if do == "remind" else None
    if form is not None and not form.is_valid():
        return _page(request, one, form=form)
    try:
        if do == "enter":
            begun = actions.begin_appointment(by=request.user, appointment=one)
            return redirect("visits:enter_for_request", begun.public_id)
        _change(request, one, do, form)
    except Refusal as refusal:
        if not can_see_appointment(request.user, one) or refusal.status == 403:
            raise
        one.refresh_from_db()
        return _page(request, one, refusal=refusal)
    return redirect("requests:appointment", public_id)


def _change(request: SignedInRequest, one: Appointment, do: str, form: RemindersForm | None) -> None:
    if do == "move":
        starts_at = moment_in(request.POST.get("starts_at", ""))
        if starts_at is None:
            raise SlotTaken()
        actions.move(by=request.user, appointment=one, starts_at=starts_at)
        messages.success(request, _("C’est noté : votre rendez-vous est déplacé."))
    elif do in {"cancel", "search"}:
        actions.cancel_appointment(by=request.user, appointment=one, still_wanted=do == "search")
    elif form is not None:
        actions.set_reminders(by=request.user, appointment=one, **form.cleaned_data)
        messages.success(request, _("C’est noté."))


def _page(
    request: SignedInRequest,
    one: Appointment,
    *,
    refusal: Refusal | None = None,
    form: RemindersForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    is_hers = bool(can_move_appointment(request.user, one))
    ahead = one.state == AppointmentState.BOOKED and one.request.state == RequestState.BOOKED
    begun = one.request.state == RequestState.ASSIGNED and one.request.helper_id == one.helper_id
    moves = []
    if ahead and is_hers:
        free = free_slots(one.helper, one.helper.territory, now, now + MOVES_WITHIN, but=one.pk)
        moves = [at for _helper, at in spread({one.helper_id: free}, MOVES_SHOWN + 1) if at != one.starts_at]
    link = _link(request, one) if ahead and is_hers and request.user.is_guest else ""
    given = {"email": one.email, "phone": one.phone}
    context = {
        "one": one,
        "is_hers": is_hers,
        "other": one.helper if is_hers else one.request.person,
        "ahead": ahead,
        "begun": begun,
        "opens_in": int((one.starts_at - EARLY - now).total_seconds()) + 1,
        "may_enter": begun or (ahead and now >= one.starts_at - EARLY),
        "moves": moves[:MOVES_SHOWN],
        "form": form or RemindersForm(initial=given),
        "refusal": refusal,
        "link": link,
        "qr": qr_svg(link) if link else "",
    }
    status = refusal.status if refusal else 200
    return render(request, "requests/appointment.html", context, status=status)


def _link(request: SignedInRequest, one: Appointment) -> str:
    return request.build_absolute_uri(reverse("requests:appointment_link", args=[appointment_token(one)]))


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def appointment_link(request: HttpRequest, token: str) -> HttpResponse:
    """It asks before it enters: mail programs open links by themselves. Who has an account signs in."""
    spend_as_caller(LINK_LIMIT, request)
    one = appointment_behind(token)
    person, page = one.request.person, reverse("requests:appointment", args=[one.public_id])
    if request.user == person:
        return redirect(page)
    if not person.is_guest:
        return redirect_to_login(page)
    if request.method == "POST":
        audit.record("appointment.link_used", by=person, target=one, territory=one.request.territory)
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(page)
    return render(request, "people/open_link.html", {"person": person})
