"""The ways into a visit without being matched: six digits, or a link, given by someone one knows."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from epaule.kernel.errors import Refusal
from epaule.kernel.forms import posted
from epaule.kernel.qr import qr_svg
from epaule.people import actions as people_actions
from epaule.people.guests import keep_signed_in, person_of
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.requests.errors import NotYetVouched
from epaule.requests.models import HelpRequest
from epaule.requests.queries import request_to_help_now
from epaule.requests.rules import can_help_in, can_offer_in
from epaule.requests.views.commune import read_commune_search
from epaule.safety.throttle import Limit, spend, spend_as_address, spend_as_caller
from epaule.territory.middleware import TerritoryRequest
from epaule.territory.models import Commune
from epaule.visits import actions
from epaule.visits.errors import (
    CodeUnknown,
    InvitationOver,
    MessageNotUnderstood,
    NotYourVisit,
    OnlyHelpersLearn,
    OwnInvitation,
)
from epaule.visits.forms import CodeForm, KnockForm, MeetForm
from epaule.visits.models import NEWCOMERS, Invitation, Role, Visit
from epaule.visits.queries import (
    invitation_by_code,
    invitation_by_token,
    invitation_of_helper,
    participant_of,
    room_already_open,
)

CODE_LIMIT = Limit("visit-code", capacity=8, seconds_per_token=20)
"""Of a helper somebody answers for."""
GUESS_LIMIT = Limit("visit-code-guess", capacity=30, seconds_per_token=30)
"""Of a network address, whoever sits behind it: sixty tries while a code lives."""
GUESSES_LIMIT = Limit("visit-code-guesses", capacity=300, seconds_per_token=3)
"""Of all those addresses together: six hundred of a million codes while one lives. Links are not held up by it."""
INVITE_LIMIT = Limit("invite", capacity=10, seconds_per_token=30)


def shown(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """For the template `_invitation.html`: the digits as they are said, the link, its QR code."""
    link = request.build_absolute_uri(reverse("visits:invitation", args=[invitation.token]))
    code = invitation.code
    return {
        "invitation": invitation,
        "digits": f"{code[:2]} {code[2:4]} {code[4:]}",
        "link": link,
        "qr": qr_svg(link),
    }


# --- Giving one


@require_POST
def show_code(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The helped person asks for digits, for a helper she knows."""
    asked = get_object_or_404(HelpRequest, public_id=public_id, person=request.user)
    invitation = actions.invite(by=request.user, request=asked)
    return render(request, "visits/_code.html", {**shown(request, invitation), "help_request": asked})


@never_cache
@require_http_methods(["GET", "POST"])
def invite_helped(request: SignedInRequest) -> HttpResponse:
    """A helper gives digits to the person he is going to help; once she uses them, he goes to the room."""
    expected = request_to_help_now(request.user)
    if expected is not None:
        room = reverse("visits:enter_for_request", args=[expected.public_id])
        return HttpResponseClientRedirect(room) if request.htmx else redirect(room)
    if not can_offer_in(request.user, request.territory.pk):
        raise NotYetVouched()
    if request.method == "POST":
        spend_as_caller(INVITE_LIMIT, request)
        actions.invite_helped(by=request.user)
        return redirect("visits:invite_helped")
    given = invitation_of_helper(request.user)
    if given is None or given.used_at is not None:
        template = "visits/_inviting.html" if request.htmx else "visits/invite_helped.html"
        return render(request, template, {"is_stopped": given is not None})
    if request.htmx:
        return HttpResponse(status=204)
    return render(request, "visits/invite_helped.html", shown(request, given))


@require_POST
def invite_more(request: SignedInRequest, public_id: str) -> HttpResponse:
    """From the room: digits for a relative, an interpreter or an apprentice; a piece of page."""
    participant = participant_of(request.user, public_id)
    if participant is None:
        raise NotYourVisit()
    role = request.POST.get("role", "")
    if role not in NEWCOMERS:
        raise MessageNotUnderstood()
    try:
        spend_as_caller(INVITE_LIMIT, request)
        invitation = actions.invite_more(by=participant, role=Role(role))
    except Refusal as refusal:
        # 422: said in the dialog, where she is.
        return render(request, "visits/_refused.html", {"refusal": refusal}, status=422)
    return render(request, "visits/_invited_more.html", shown(request, invitation))


# --- Using one


def spend_on_guessing(request: HttpRequest) -> None:
    """Six digits can be guessed: those nobody answers for share few tries."""
    if isinstance(request.user, Person) and is_trusted_helper(request.user):
        spend_as_caller(CODE_LIMIT, request)
    else:
        spend_as_address(GUESS_LIMIT, request)
        spend(GUESSES_LIMIT, "everyone")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def enter_code(request: TerritoryRequest) -> HttpResponse:
    """« J’ai un code ». What is not hers to use is answered like what does not exist."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        spend_on_guessing(request)
        found = invitation_by_code(form.cleaned_data["code"], request.territory)
        try:
            if found is None:
                raise CodeUnknown()
            return _follow_code(request, found)
        except CodeUnknown as refusal:
            form.add_error("code", f"{refusal.message} {refusal.way_on}")
    return render(request, "visits/code.html", {"form": form}, status=400 if form.errors else 200)


def _follow_code(request: TerritoryRequest, found: Invitation) -> HttpResponse:
    """Where the digits lead this visitor; `CodeUnknown` when they are not, or no longer, for her."""
    already = _already_open(request, found)
    if already is not None:
        return redirect("visits:room", already.public_id)
    if found.used_at is not None:
        raise CodeUnknown()
    if found.request is None:
        return redirect("visits:invitation", found.token)
    if not isinstance(request.user, Person) or not can_help_in(request.user, request.territory.pk):
        raise CodeUnknown()
    visit = actions.join_request(by=request.user, invitation=found)
    return redirect("visits:room", visit.public_id)


def _already_open(request: HttpRequest, found: Invitation) -> Visit | None:
    return room_already_open(request.user, found) if isinstance(request.user, Person) else None


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: TerritoryRequest, token: str) -> HttpResponse:
    """The link of an invitation. Opening it does nothing yet: programs that preview messages open links too."""
    found = invitation_by_token(token, request.territory)
    if found is None:
        raise InvitationOver()
    already = _already_open(request, found)
    if already is not None:
        return redirect("visits:room", already.public_id)
    if found.used_at is not None:
        raise InvitationOver()
    if found.request is not None:
        return _join_request(request, found, found.request)
    if found.helper is not None:
        return _meet_helper(request, found, found.helper)
    return _knock(request, found)


def _join_request(request: TerritoryRequest, found: Invitation, asked: HelpRequest) -> HttpResponse:
    """A helper, to the person who asked."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.get_full_path())
    if request.user == asked.person:
        raise OwnInvitation()
    if not can_help_in(request.user, asked.territory_id):
        raise NotYetVouched()
    if request.method == "POST":
        visit = actions.join_request(by=request.user, invitation=found)
        return redirect("visits:room", visit.public_id)
    return render(request, "visits/join_request.html", {"asked": asked})


def _meet_helper(request: TerritoryRequest, found: Invitation, helper: Person) -> HttpResponse:
    """A person, to the helper she knows: who she is, and the two questions."""
    person = request.user if isinstance(request.user, Person) else None
    if person == helper:
        raise OwnInvitation()
    known = person.commune_id or "" if person else ""
    form = MeetForm(posted(request), initial={"first_name": person.first_name if person else ""})
    search = read_commune_search(request, near=request.territory, known=known)
    sent = request.method == "POST"
    is_valid = form.is_valid()
    if form.is_alarming:
        was_called = form.cleaned_data.get("called") == "yes"
        actions.stop_invitation(by=person, invitation=found, was_called=was_called)
        return redirect("scams")
    if sent and is_valid and search.commune is not None:
        visit = _welcome_helped(request, found, form.cleaned_data["first_name"], search.commune)
        return redirect("visits:room", visit.public_id)
    nothing_chosen = sent and search.commune is None
    context = {"form": form, "helper": helper, "nothing_chosen": nothing_chosen, **search.context()}
    status = 400 if form.errors or (nothing_chosen and not search.matches) else 200
    return render(request, "visits/meet_helper.html", context, status=status)


def _welcome_helped(request: TerritoryRequest, found: Invitation, first_name: str, commune: Commune) -> Visit:
    """The visit of a person and the helper who invited her; a guest gets the link of her page."""
    secret = ""
    with transaction.atomic():
        person = person_of(
            request,
            first_name=first_name,
            territory_id=request.territory.pk,
            commune_id=commune.pk,
            languages=["fr"],
        )
        visit = actions.meet_helper(by=person, invitation=found, first_name=first_name, commune=commune)
        if person.is_guest:
            path = reverse("requests:waiting", args=[visit.request.public_id])
            secret = people_actions.create_access_link(by=person, next_path=path)
    keep_signed_in(request, person)
    if secret:
        request.session[f"link:{visit.request.public_id}"] = secret
    return visit


def _knock(request: TerritoryRequest, found: Invitation) -> HttpResponse:
    """Somebody more, to the door of a visit under way."""
    person = request.user if isinstance(request.user, Person) else None
    if found.role == Role.APPRENTICE:
        if person is None:
            return redirect_to_login(request.get_full_path())
        if not can_offer_in(person, request.territory.pk):
            raise OnlyHelpersLearn()
    form = KnockForm(posted(request), initial={"first_name": person.first_name if person else ""})
    if request.method == "POST" and (person is not None or form.is_valid()):
        with transaction.atomic():
            first_name = "" if person else form.cleaned_data["first_name"]
            comer = person_of(
                request,
                first_name=first_name,
                territory_id=request.territory.pk,
                commune_id=None,
                languages=["fr"],
            )
            newcomer = actions.knock(by=comer, invitation=found)
        keep_signed_in(request, comer)
        return redirect("visits:room", newcomer.visit.public_id)
    context = {"form": form, "is_known": person is not None, "role": found.get_role_display(), "by": found.by}
    return render(request, "visits/knock.html", context, status=400 if form.errors else 200)
