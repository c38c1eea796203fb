"""« Sans réponse »: what nobody answered, and what the coordination does about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import NotAllowed
from epaule.kernel.forms import posted
from epaule.people.http import SignedInRequest
from epaule.people.phones import phone_in_words
from epaule.requests import actions
from epaule.requests.calling_forms import PromiseForm
from epaule.requests.calling_hours import calling_days
from epaule.requests.errors import HourNotOffered
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.rules import can_answer_callbacks, can_follow_up
from epaule.requests.unanswered import described, unanswered_handled, unanswered_to_do


def _one(request: SignedInRequest, public_id: str) -> HelpRequest:
    """An ask of her territory that nobody answered."""
    if not can_answer_callbacks(request.user, request.territory.pk):
        raise NotAllowed()
    asks = HelpRequest.objects.select_related("territory", "person", "commune")
    asked = get_object_or_404(asks, public_id=public_id, territory=request.territory, state=RequestState.EXPIRED)
    if not can_follow_up(request.user, asked):
        raise NotAllowed()
    return asked


@never_cache
def unanswered(request: SignedInRequest) -> HttpResponse:
    """Who was left without an answer; apart, what is taken care of."""
    if not can_answer_callbacks(request.user, request.territory.pk):
        raise NotAllowed()
    context = {
        "to_do": described(unanswered_to_do(request.territory)),
        "handled": described(unanswered_handled(request.territory)),
    }
    return render(request, "requests/unanswered.html", context)


@require_POST
def follow_up(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Je m’en occupe »"""
    asked = actions.follow_up(by=request.user, request=_one(request, public_id))
    messages.success(request, _("C’est noté : vous vous occupez de %(name)s.") % {"name": asked.first_name})
    return redirect("requests:unanswered")


@require_POST
def publish_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Demander à nouveau pour elle »"""
    actions.publish_again(by=request.user, request=_one(request, public_id))
    messages.success(request, _("C’est fait : les aidants voient cette demande."))
    return redirect("requests:unanswered")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose_call(request: SignedInRequest, public_id: str) -> HttpResponse:
    """An hour at which somebody calls her, chosen by the coordination."""
    asked = _one(request, public_id)
    days = calling_days(asked.territory, timezone.now())
    held = asked.callbacks.filter(done_at=None).first()
    initial = {"phone": phone_in_words(held.phone if held else asked.person.phone)}
    promised = held.promised_at if held else None
    form = PromiseForm(posted(request), days=days, held=promised, hers=False, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.promise_callback(by=request.user, request=asked, **form.cleaned_data)
        except HourNotOffered as said:
            refusal = said
        else:
            messages.success(request, _("C’est noté : le rappel est dans la liste des rappels à faire."))
            return redirect("requests:unanswered")
    context = {"asked": asked, "form": form, "days": days, "refusal": refusal}
    return render(request, "requests/propose_call.html", context, status=400 if form.errors or refusal else 200)
