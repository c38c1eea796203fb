"""The library: searched, listed by theme, read by anyone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from epaule.kernel.http import SHUT_IN
from epaule.knowhow import actions
from epaule.knowhow.errors import SheetUnknown
from epaule.knowhow.library import find_sheets
from epaule.knowhow.models import Sheet
from epaule.knowhow.queries import readable_sheets, sheet_of, topics_of_library
from epaule.knowhow.rules import can_read_sheet, can_retire_sheet, can_withdraw_sheet
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.territory.middleware import TerritoryRequest

TEXT_READ_MOST = 200
FOUND_MOST = 20
SHEETS_A_PAGE = 20
SEARCH_LIMIT = Limit("library-search", capacity=60, seconds_per_token=1)
FOR_ALL = "public, max-age=3600"
"""A picture that is withdrawn is gone from browsers too within the hour."""
FOR_HER = "private, no-store"


@login_not_required
@require_safe
def library(request: TerritoryRequest) -> HttpResponse:
    """What others were shown: by words (`q`), by theme (`theme`), or all of it."""
    territory = request.territory
    text = request.GET.get("q", "")[:TEXT_READ_MOST].strip()
    topics = list(topics_of_library(territory))
    topic = next((one for one in topics if one.code == request.GET.get("theme")), None)
    context = {"text": text, "topics": topics, "topic": topic, "total": sum(one.count for one in topics)}  # type: ignore[attr-defined]  # annotated
    if text:
        spend_as_caller(SEARCH_LIMIT, request)
        found = find_sheets(text, territory=territory, limit=FOUND_MOST)
        return render(request, "knowhow/library.html", {**context, "sheets": [one.sheet for one in found]})
    sheets = readable_sheets(territory)
    if topic is not None:
        sheets = sheets.filter(topic=topic)
    page = Paginator(sheets, SHEETS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "knowhow/library.html", {**context, "sheets": page.object_list, "page": page})


def _readable(request: TerritoryRequest, sheet_id: str) -> Sheet:
    sheet = sheet_of(request.territory, sheet_id)
    if sheet is None or not can_read_sheet(request.user, sheet):
        raise SheetUnknown()
    return sheet


@login_not_required
@never_cache
@require_safe
def sheet(request: TerritoryRequest, sheet_id: str) -> HttpResponse:
    """One sheet, step by step. `demande=1`: opened while she asks, which she may go on with."""
    shown = _readable(request, sheet_id)
    person = request.user if isinstance(request.user, Person) else None
    context = {
        "sheet": shown,
        "steps": list(shown.steps.all()),
        "from_ask": request.GET.get("demande") == "1",
        "is_hers": person is not None and can_withdraw_sheet(person, shown),
        "may_retire": person is not None and shown.is_readable and can_retire_sheet(person, shown),
    }
    return render(request, "knowhow/sheet.html", context)


@login_not_required
@require_safe
def picture(request: TerritoryRequest, sheet_id: str, number: int) -> HttpResponse:
    """The picture of one step."""
    shown = _readable(request, sheet_id)
    step = shown.steps.filter(number=number).first()
    if step is None:
        raise SheetUnknown()
    try:
        with step.picture.open("rb") as stored:
            body = stored.read()
    except FileNotFoundError as error:
        raise SheetUnknown() from error
    kept = FOR_ALL if shown.is_readable else FOR_HER
    return HttpResponse(body, content_type="image/jpeg", headers={**SHUT_IN, "Cache-Control": kept})


@require_POST
def withdraw(request: SignedInRequest, sheet_id: str) -> HttpResponse:
    """« Retirer de la bibliothèque », by her who agreed, also when the memo is gone."""
    shown = sheet_of(request.territory, sheet_id)
    if shown is None or not can_withdraw_sheet(request.user, shown):
        raise SheetUnknown()
    actions.withdraw_sheet(by=request.user, sheet=shown)
    messages.success(request, _("La fiche est retirée, et ses images sont effacées."))
    return redirect("knowhow:library")
