"""The second look: another helper of the territory publishes, declines, or says that it is still right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from epaule.kernel.errors import NotAllowed
from epaule.knowhow import actions
from epaule.knowhow.errors import CheckedMeanwhile, SheetUnknown
from epaule.knowhow.forms import NoteForm, ReviewForm
from epaule.knowhow.models import OVER, Sheet, SheetState
from epaule.knowhow.queries import sheet_of, sheets_of_helper, sheets_to_review
from epaule.knowhow.rules import can_retire_sheet, can_review_sheet, can_review_sheets
from epaule.people.http import SignedInRequest

OWN_SHEETS_SHOWN = 20


@never_cache
@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    """What waits for a second look, and what became of one's own visits."""
    if not can_review_sheets(request.user, request.territory.pk):
        raise NotAllowed()
    context = {
        "sheets": sheets_to_review(request.user, request.territory),
        "own": sheets_of_helper(request.user, request.territory)[:OWN_SHEETS_SHOWN],
    }
    return render(request, "knowhow/reviews.html", context)


def _to_look_at(request: SignedInRequest, sheet_id: str) -> Sheet:
    sheet = sheet_of(request.territory, sheet_id)
    if sheet is None or not (can_review_sheet(request.user, sheet) or can_retire_sheet(request.user, sheet)):
        raise SheetUnknown()
    if sheet.state in OVER or (sheet.state == SheetState.PUBLISHED and not can_retire_sheet(request.user, sheet)):
        raise CheckedMeanwhile()
    return sheet


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, sheet_id: str) -> HttpResponse:
    """Every picture large, three things to look at, and two answers."""
    sheet = _to_look_at(request, sheet_id)
    yes, no = request.POST.get("do") == "publish", request.POST.get("do") == "decline"
    form = ReviewForm(request.POST if yes else None)
    note = NoteForm(request.POST if no else None)
    is_new = sheet.state == SheetState.IN_REVIEW
    if yes and form.is_valid():
        actions.publish_sheet(by=request.user, sheet=sheet)
        messages.success(request, _("Merci ! La fiche est à la bibliothèque, avec la date d’aujourd’hui."))
        return redirect("knowhow:reviews")
    if no and note.is_valid():
        decide = actions.decline_sheet if is_new else actions.retire_sheet
        decide(by=request.user, sheet=sheet, note=note.cleaned_data["note"])
        messages.success(request, _("C’est noté. La fiche n’est pas visible, et ses images sont effacées."))
        return redirect(
            "knowhow:reviews" if can_review_sheets(request.user, request.territory.pk) else "knowhow:library"
        )
    can_review = can_review_sheet(request.user, sheet)
    context = {
        "sheet": sheet,
        "steps": list(sheet.steps.all()),
        "form": form,
        "note": note,
        "is_new": is_new,
        "can_publish": can_review and sheet.state != SheetState.PUBLISHED,
        "can_end": can_review if is_new else can_retire_sheet(request.user, sheet),
    }
    return render(request, "knowhow/review.html", context, status=400 if form.errors or note.errors else 200)
