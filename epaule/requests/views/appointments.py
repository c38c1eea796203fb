"""The page of an appointment, for its two: move, cancel, enter; and the signed link that leads there."""

from datetime import datetime

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
from epaule.people.phones import read_phone, takes_sms
from epaule.requests import actions
from epaule.requests.at_the_hour import may_note_absence
from epaule.requests.errors import ProposalOver, SlotTaken
from epaule.requests.expected import page_of
from epaule.requests.links import appointment_behind, appointment_token
from epaule.requests.models import Appointment
from epaule.requests.rules import can_move_appointment, can_see_appointment
from epaule.requests.views.booking import BOOK_LIMIT, moment_in
from epaule.requests.views.proposing import message_in, moments_in
from epaule.safety import audit
from epaule.safety.throttle import Limit, spend_as_caller

LINK_LIMIT = Limit("appointment-link", capacity=20, seconds_per_token=30)


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
        if number and not takes_sms(number):
            raise ValidationError(_("Ce numéro ne reçoit pas de SMS. Donnez celui d’un mobile : 06 ou 07."))
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
    by = request.user
    if do == "move":
        actions.move(by=by, appointment=one, starts_at=_moment(request))
        messages.success(request, _("C’est noté : votre rendez-vous est déplacé."))
    elif do in {"cancel", "search", "now"}:
        wanted, at_once = do != "cancel", do == "now"
        actions.cancel_appointment(by=by, appointment=one, still_wanted=wanted, at_once=at_once)
    elif do == "absent":
        actions.note_absence(by=by, appointment=one)
    elif do == "propose":
        actions.propose_move(by=by, appointment=one, moments=moments_in(request), message=message_in(request))
        name = one.request.first_name
        messages.success(
            request, _("C’est envoyé. %(name)s choisit ; jusque-là, rien ne change.") % {"name": name}
        )
    elif do in {"take", "keep", "withdraw"}:
        _answer(request, one, do)
    elif form is not None:
        actions.set_reminders(by=by, appointment=one, **form.cleaned_data)
        messages.success(request, _("C’est noté."))


def _moment(request: SignedInRequest) -> datetime:
    starts_at = moment_in(request.POST.get("starts_at", ""))
    if starts_at is None:
        raise SlotTaken()
    return starts_at


def _answer(request: SignedInRequest, one: Appointment, do: str) -> None:
    """What her helper proposed instead: taken, or not; or he takes it back."""
    said = request.POST.get("proposal", "")
    proposal = one.proposals.filter(public_id=said).first() if said.isalnum() else None
    if proposal is None:
        raise ProposalOver()
    if do == "take":
        actions.take_move(by=request.user, proposal=proposal, starts_at=_moment(request))
        messages.success(request, _("C’est noté : votre rendez-vous est déplacé."))
    elif do == "keep":
        actions.refuse_proposal(by=request.user, proposal=proposal)
        messages.success(request, _("C’est noté : l’heure prévue ne change pas."))
    else:
        actions.withdraw_proposal(by=request.user, proposal=proposal)


def _page(
    request: SignedInRequest,
    one: Appointment,
    *,
    refusal: Refusal | None = None,
    form: RemindersForm | None = None,
) -> HttpResponse:
    now, is_hers = timezone.now(), bool(can_move_appointment(request.user, one))
    shown = page_of(one, is_hers=is_hers, now=now)
    link = _link(request, one) if shown.ahead and is_hers and request.user.is_guest else ""
    context = {
        "one": one,
        "is_hers": is_hers,
        "shown": shown,
        "may_say_absent": may_note_absence(request.user, one),
        "form": form or RemindersForm(initial={"email": one.email, "phone": one.phone}),
        "refusal": refusal,
        "chosen": request.POST.getlist("moments"),
        "message": request.POST.get("message", ""),
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
