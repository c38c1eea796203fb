"""The page that hides a part of a step's picture, or crops it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.errors import Refusal
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.edit_forms import PictureForm, written
from epaule.replays.errors import (
    AreaNotUnderstood,
    CropTooSmall,
    MemoIsKept,
    PictureChanged,
    StepUnknown,
    TooManyAreas,
)
from epaule.replays.models import EDITABLE, Memo, Step
from epaule.replays.pictures import Area
from epaule.replays.views.editing import memo_or_404, to_read
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits.models import Participant

PICTURE_LIMIT = Limit("memo-picture", capacity=30, seconds_per_token=3)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: SignedInRequest, memo_id: str, step_id: str) -> HttpResponse:
    participant, memo = memo_or_404(request, memo_id)
    if memo.state not in EDITABLE:
        if request.method == "POST":
            raise MemoIsKept()
        return to_read(memo)
    steps = list(memo.steps.all())
    step = next((one for one in steps if one.public_id == step_id), None)
    if step is None:
        raise StepUnknown()
    number = steps.index(step) + 1
    crops = request.GET.get("pour") == "recadrer"
    if request.method != "POST":
        return _page(request, memo, step, number, PictureForm(initial={"seen": step.picture_version}), crops, [])
    form = PictureForm(request.POST)
    if not form.is_valid():
        return _page(request, memo, step, number, form, crops, form.cleaned_data.get("areas", []), status=422)
    areas: list[Area] = form.cleaned_data["areas"]
    if form.cleaned_data["typed"] is not None:
        areas = [form.cleaned_data["typed"]] if crops else [*areas, form.cleaned_data["typed"]]
    what, _colon, which = request.POST.get("do", "").partition(":")
    if what != "apply":
        if what == "forget":
            areas = [area for number, area in enumerate(areas) if str(number) != which]
        shown = PictureForm(initial={"seen": form.cleaned_data["seen"]})
        return _page(request, memo, step, number, shown, crops, areas)
    spend_as_caller(PICTURE_LIMIT, request)
    try:
        _apply(participant, memo, step_id, areas, form.cleaned_data["seen"], crops)
    except (AreaNotUnderstood, TooManyAreas, CropTooSmall, PictureChanged) as refusal:
        step.refresh_from_db()
        shown = PictureForm(initial={"seen": step.picture_version})
        status = refusal.status
        return _page(request, memo, step, number, shown, crops, areas, refusal=refusal, status=status)
    messages.success(
        request,
        _("L’image est recadrée. Ce qui dépassait est détruit.")
        if crops
        else _("C’est caché pour toujours. L’image d’avant est détruite."),
    )
    return redirect(reverse("replays:memo_edit", args=[memo.public_id]) + f"#etape-{step_id}")


def _apply(by: Participant, memo: Memo, step_id: str, areas: list[Area], seen: str, crops: bool) -> None:
    if not crops:
        actions.mask_step(by=by, memo=memo, step_id=step_id, areas=areas, seen=seen)
        return
    if len(areas) != 1:
        raise AreaNotUnderstood()
    actions.crop_step(by=by, memo=memo, step_id=step_id, area=areas[0], seen=seen)


def _page(
    request: SignedInRequest,
    memo: Memo,
    step: Step,
    number: int,
    form: PictureForm,
    crops: bool,
    areas: list[Area],
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = [_pixels(area, step) for area in areas if _is_inside(area)]
    context: dict[str, Any] = {
        "memo": memo,
        "step": step,
        "number": number,
        "form": form,
        "crops": crops,
        "areas": shown,
        "areas_written": " ".join(written(area) for area in areas if _is_inside(area)),
        "refusal": refusal,
    }
    return render(request, "replays/memo_picture.html", context, status=status)


def _is_inside(area: Area) -> bool:
    try:
        area.clipped()
    except AreaNotUnderstood:
        return False
    return True


def _pixels(area: Area, step: Step) -> dict[str, int]:
    """Where the page draws it."""
    left, top, right, bottom = area.clipped().box(step.width, step.height)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
