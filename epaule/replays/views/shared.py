"""A memo by its secret address: anyone who has it reads, prints, says how it went. No account, no name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from epaule.kernel.errors import TooMany
from epaule.knowhow.queries import understand
from epaule.replays import actions
from epaule.replays.errors import LinkClosed
from epaule.replays.models import Memo, Step
from epaule.replays.reading import memo_of_token
from epaule.replays.showing import StepShown, steps_shown
from epaule.replays.stuck import ask_about
from epaule.replays.views.memos import step_of
from epaule.replays.views.printing import pdf_answer
from epaule.replays.views.taking import picture_answer
from epaule.safety.throttle import Limit, network_of, spend, spend_as_address

ADDRESS_LIMIT = Limit("shared-memo", capacity=60, seconds_per_token=2)
ONCE_AN_HOUR = Limit("shared-memo-told", capacity=1, seconds_per_token=3600)
"""What an address says of one memo counts once an hour."""


def hidden(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Found by no search engine, kept by nothing that stands between.

    The address reaches no other site: the referrer policy of every page is « same-origin ». A stricter one would
    make browsers send forms without their origin, which are then refused.
    """

    @wraps(view)
    def answered(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        spend_as_address(ADDRESS_LIMIT.for_a_crowd, request)
        response = view(request, token, **more)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return login_not_required(never_cache(answered))


def _memo(token: str) -> Memo:
    memo = memo_of_token(token)
    if memo is None:
        raise LinkClosed()
    return memo


def _shown(memo: Memo, token: str) -> list[StepShown]:
    def address(step: Step) -> str:
        return reverse("replays:shared_picture", args=[token, step.public_id])

    return steps_shown(memo, address)


@hidden
@require_safe
def shared_memo(request: HttpRequest, token: str) -> HttpResponse:
    memo = _memo(token)
    return render(
        request, "replays/shared_memo.html", {"memo": memo, "shown": _shown(memo, token), "token": token}
    )


@hidden
@require_safe
def shared_picture(request: HttpRequest, token: str, step_id: str) -> HttpResponse:
    memo = _memo(token)
    return picture_answer(step_of(_shown(memo, token), step_id).step)


@hidden
@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    memo = _memo(token)
    address = request.build_absolute_uri(reverse("replays:shared_memo", args=[token]))
    return pdf_answer(request, memo, _shown(memo, token), address)


@hidden
@require_http_methods(["GET", "HEAD", "POST"])
def shared_alone(request: HttpRequest, token: str) -> HttpResponse:
    """« J’ai réussi », said by nobody we know."""
    memo = _memo(token)
    if request.method == "POST":
        if _first_this_hour(request, memo, "alone"):
            actions.keep_alone(by=None, memo=memo)
        return redirect("replays:shared_alone", token)
    return render(request, "replays/shared_alone.html", {"memo": memo, "token": token})


@hidden
@require_POST
def shared_stuck(request: HttpRequest, token: str) -> HttpResponse:
    """« Je bloque ici »: an ask like any other, whose themes are understood from its words alone."""
    memo = _memo(token)
    shown = step_of(_shown(memo, token), request.POST.get("step", ""))
    if _first_this_hour(request, memo, shown.step.public_id):
        actions.keep_stuck(by=None, step=shown.step)
    topics = [found.topic_code for found in understand(f"{memo.title}. {shown.sentence}")][:1]
    return ask_about(request, memo, shown, topics, back=reverse("replays:shared_memo", args=[token]))


def _first_this_hour(request: HttpRequest, memo: Memo, what: str) -> bool:
    try:
        spend(ONCE_AN_HOUR, f"{network_of(request)}:{memo.public_id}:{what}")
    except TooMany:
        return False
    return True
