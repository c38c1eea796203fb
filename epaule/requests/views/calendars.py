"""What calendars read: one appointment as a file, and the private feed of a helper."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from epaule.kernel.http import SHUT_IN
from epaule.people.http import SignedInRequest
from epaule.people.languages import site_language_of
from epaule.people.models import Person
from epaule.requests import calendars
from epaule.requests.feeds import appointments_of, helper_behind
from epaule.requests.links import appointment_behind
from epaule.requests.models import Appointment
from epaule.requests.rules import can_see_appointment
from epaule.safety.throttle import Limit, spend, spend_as_address, spend_as_caller
from epaule.territory.queries import site_address

FILE_LIMIT = Limit("calendar-file", capacity=20, seconds_per_token=30)
FEED_LIMIT = Limit("calendar-feed", capacity=60, seconds_per_token=60)
"""Of one feed: every minute for an hour, then one a minute; calendars come once an hour or less."""
GUESS_LIMIT = Limit("calendar-feed-address", capacity=30, seconds_per_token=20)
"""Of one network address, as for a crowd: the calendars of many helpers may be read by one company."""
CALENDAR = "text/calendar; charset=utf-8"
HIDDEN = {**SHUT_IN, "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_safe
def appointment_file(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Mettre dans mon agenda », for the two; for anyone else it does not exist."""
    rows = Appointment.objects.select_related(
        "helper", "request__person", "request__commune", "request__territory"
    )
    found = rows.filter(public_id=public_id).first()
    if found is None or not can_see_appointment(request.user, found):
        raise Http404
    spend_as_caller(FILE_LIMIT, request)
    return _file(request, found, request.user)


@login_not_required
@require_safe
def linked_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same by the signed link, for who has no account; who has one signs in."""
    spend_as_caller(FILE_LIMIT, request)
    one = appointment_behind(token)
    person = one.request.person
    if not person.is_guest:
        return redirect_to_login(reverse("requests:appointment_file", args=[one.public_id]))
    return _file(request, one, person)


def _file(request: HttpRequest, one: Appointment, reader: Person) -> HttpResponse:
    content = calendars.one_file(one, to=reader, site=_site(request))
    headers = {
        **HIDDEN,
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'attachment; filename="rendez-vous.ics"',
    }
    return HttpResponse(content, content_type=CALENDAR, headers=headers)


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The appointments of a helper, for her calendar, which has no account: the address is the key."""
    spend_as_address(GUESS_LIMIT.for_a_crowd, request)
    helper = helper_behind(token)
    spend(FEED_LIMIT, token)
    rows = list(appointments_of(helper))
    with translation.override(site_language_of(helper.languages)):
        content = calendars.feed(rows, of=helper, site=site_address(helper.territory) or _site(request))
    changed = max((int(one.changed_at.timestamp()) for one in rows), default=None)
    # What leaves after thirty days changes no row: the tag is that of the bytes.
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(
        content, content_type=CALENDAR, headers={**HIDDEN, "Cache-Control": "private, no-cache"}
    )
    response["Content-Disposition"] = 'inline; filename="epaule.ics"'
    response["ETag"] = tag
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(request, etag=tag, last_modified=changed, response=response) or response
