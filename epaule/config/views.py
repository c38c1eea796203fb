"""Pages that belong to no app: home, scams, the gallery of components, health, what went wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from epaule.config import specimens
from epaule.kernel.errors import Refusal, TooMany
from epaule.kernel.middleware import refused
from epaule.people.models import Person
from epaule.replays.reading import has_memos
from epaule.requests.company import has_helpers
from epaule.requests.queries import asked_by


class PageTooOld(Refusal):
    """The form was opened before the session that sends it (CSRF)."""

    code = "page_too_old"
    status = 403
    message = _("Cette page est restée ouverte trop longtemps.")
    way_on = _("Revenez en arrière, rechargez la page, puis recommencez. Ce que vous avez tapé est gardé.")


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, and the two doors."""
    person = request.user if isinstance(request.user, Person) else None
    shown = {
        "asked": asked_by(person) if person else [],
        "has_helpers": person and has_helpers(person),
        "has_memos": person and has_memos(person),
    }
    return render(request, "home.html", shown)


@login_not_required
def scams(request: HttpRequest) -> HttpResponse:
    """How to know a scam, and what to do after one."""
    return render(request, "scams.html")


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its variants, for those who write pages and for the tests."""
    return render(request, "components.html", {"filled": specimens.filled(), "wrong": specimens.wrong()})


@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """`{"ok": true}` when the database answers, else 503 and `{"ok": false}`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's technical page; `reason` is for its own log."""
    return refused(request, PageTooOld())


def too_many(request: HttpRequest) -> HttpResponse:
    """allauth's limits answer as ours do."""
    return refused(request, TooMany())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A wrong address."""
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """A wrong host name, a form too large: the request is not trusted, so nothing is read from it."""
    return HttpResponseBadRequest(get_template("400.html").render({"static_url": settings.STATIC_URL}))


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Our fault: nothing here may fail in its turn, so no request, session or database is read."""
    return HttpResponseServerError(get_template("500.html").render({"static_url": settings.STATIC_URL}))
