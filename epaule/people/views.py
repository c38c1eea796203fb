"""Coming back by a link; accepting helpers."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.people import actions, queries
from epaule.people.errors import CannotVouch
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.people.rules import is_coordinator_of
from epaule.safety.throttle import Limit, spend_as_caller

LINK_LIMIT = Limit("access-link", capacity=20, seconds_per_token=30)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A guest's own link. It asks before it enters: mail programs open links by themselves."""
    spend_as_caller(LINK_LIMIT, request)
    if request.method == "POST":
        link = actions.use_access_link(secret=secret)
        login(request, link.person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(link.next_path)
    link = actions.open_access_link(secret=secret)
    if request.user == link.person:
        return redirect(link.next_path)
    return render(request, "people/open_link.html", {"person": link.person})


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's door with a password does not exist here: the code is the only one."""
    query = request.GET.urlencode()
    response = redirect("account_request_login_code")
    if query:
        response["Location"] += f"?{query}"
    return response


def helpers_to_vouch(request: SignedInRequest) -> HttpResponse:
    """The coordinator sees who wishes to help, and accepts."""
    if not is_coordinator_of(request.user, request.territory.pk):
        raise CannotVouch()
    context = {
        "waiting": queries.helpers_waiting(request.territory.pk),
        "vouched": queries.helpers_vouched(request.territory.pk),
    }
    return render(request, "people/helpers.html", context)


@require_POST
def vouch(request: SignedInRequest, public_id: str) -> HttpResponse:
    helper = get_object_or_404(Person, public_id=public_id)
    actions.vouch(by=request.user, helper=helper)
    messages.success(request, _("%(name)s peut maintenant aider.") % {"name": helper.first_name})
    return redirect("people:helpers")
