"""A finished memo for those who read it, and « Mes mémos »."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import MemoUnknown, StepUnknown
from epaule.replays.models import Memo, Step
from epaule.replays.reading import (
    Reading,
    link_token,
    matching,
    memo_read_by,
    memos_of,
    memos_to_prepare,
    times_alone,
)
from epaule.replays.showing import StepShown, steps_shown
from epaule.replays.stuck import ask_about
from epaule.replays.views.printing import pdf_answer
from epaule.visits.queries import counterpart_of

SEARCHED_FROM = 7
"""With fewer memos, nobody needs to search."""


def read(request: SignedInRequest, memo_id: str) -> Reading:
    """The memo that `request.user` may read; for anyone else it does not exist."""
    reading = memo_read_by(request.user, memo_id)
    if reading is None:
        raise MemoUnknown()
    return reading


def shown_to_the_two(memo: Memo) -> list[StepShown]:
    def address(step: Step) -> str:
        return reverse("replays:step_picture", args=[step.public_id])

    return steps_shown(memo, address)


def address_to_come_back(request: SignedInRequest, memo: Memo) -> str:
    """Where a printed or mailed memo leads: to its secret address while that is open, else to those who may."""
    if memo.link_is_open:
        return request.build_absolute_uri(reverse("replays:shared_memo", args=[link_token(memo)]))
    return request.build_absolute_uri(reverse("replays:memo", args=[memo.public_id]))


@never_cache
@require_safe
def memo(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """One step a screen on telephones."""
    reading = read(request, memo_id)
    memo = reading.memo
    context = {
        "memo": memo,
        "reading": reading,
        "shown": shown_to_the_two(memo),
        "other": counterpart_of(reading.participant).person if reading.participant else None,
        "times_alone": times_alone(memo, request.user) if reading.is_hers else 0,
        "link": address_to_come_back(request, memo) if reading.may_give and memo.link_is_open else "",
    }
    return render(request, "replays/memo.html", context)


@never_cache
@require_safe
def memo_pdf(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """The same on A4, made now and kept nowhere."""
    memo = read(request, memo_id).memo
    return pdf_answer(request, memo, shown_to_the_two(memo), address_to_come_back(request, memo))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """« J’ai réussi »: counted, and said again to her."""
    reading = read(request, memo_id)
    if not reading.is_hers:
        raise MemoUnknown()
    if request.method == "POST":
        actions.keep_alone(by=reading.participant, memo=reading.memo)
        return redirect("replays:memo_alone", memo_id)
    times = times_alone(reading.memo, request.user)
    if not times:
        return redirect("replays:memo", memo_id)
    return render(request, "replays/memo_alone.html", {"memo": reading.memo, "times_alone": times})


@require_POST
def stuck(request: SignedInRequest, memo_id: str) -> HttpResponse:
    """« Je bloque ici »: the words of a new ask, which she may change before anything is sent."""
    reading = read(request, memo_id)
    if not reading.is_hers:
        raise MemoUnknown()
    shown = step_of(shown_to_the_two(reading.memo), request.POST.get("step", ""))
    actions.keep_stuck(by=reading.participant, step=shown.step)
    topics = [topic.code for topic in reading.memo.visit.request.topics.all()]
    back = reverse("replays:memo", args=[memo_id])
    return ask_about(request, reading.memo, shown, topics, back=back)


def step_of(steps: list[StepShown], step_id: str) -> StepShown:
    for shown in steps:
        if shown.step.public_id == step_id:
            return shown
    raise StepUnknown()


@never_cache
@require_safe
def memos(request: SignedInRequest) -> HttpResponse:
    """« Mes mémos »: what one was taught; for helpers, also what is still to be prepared."""
    taught = list(memos_of(request.user))
    words = request.GET.get("q", "").strip()[:100]
    found = matching(taught, words) if words else taught
    context = {
        "found": [one for one in found if one.state == "kept"],
        "to_read_again": [one for one in found if one.state != "kept"],
        "to_prepare": list(memos_to_prepare(request.user)),
        "words": words,
        "searchable": len(taught) >= SEARCHED_FROM,
        "none": not taught,
    }
    return render(request, "replays/memos.html", context)
