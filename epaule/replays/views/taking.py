"""Addresses of the memo while the visit lasts: its steps are taken and removed by the two, in the room's page."""

import math
from typing import Annotated

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from epaule.kernel.http import PRIVATE
from epaule.people.http import SignedInRequest
from epaule.replays import actions
from epaule.replays.errors import MemoIsHers, StepNotUnderstood, StepUnknown
from epaule.replays.models import Step
from epaule.replays.queries import memo_told, step_read_by
from epaule.replays.rules import can_take_steps
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits.errors import NotYourVisit
from epaule.visits.models import Participant
from epaule.visits.queries import participant_of
from epaule.visits.uploads import CLIENT_ID, read_body

STEP_LIMIT = Limit("memo-step", capacity=30, seconds_per_token=5)
SENTENCE_READ_MOST = 1000
"""Of what a page may say; much less of it is kept."""


class Wording(msgspec.Struct):
    sentence: Annotated[str, msgspec.Meta(max_length=SENTENCE_READ_MOST)]


def _participant(request: SignedInRequest, visit_id: str) -> Participant:
    participant = participant_of(request.user, visit_id)
    if participant is None:
        raise NotYourVisit()
    return participant


def _answer(participant: Participant) -> JsonResponse:
    return JsonResponse({"memo": memo_told(participant)})


@never_cache
@require_GET
def state(request: SignedInRequest, visit_id: str) -> HttpResponse:
    participant = _participant(request, visit_id)
    if not can_take_steps(participant):
        raise MemoIsHers()
    return _answer(participant)


@require_POST
def ask(request: SignedInRequest, visit_id: str) -> HttpResponse:
    participant = _participant(request, visit_id)
    actions.ask_for_memo(by=participant)
    return _answer(participant)


@require_POST
def agree(request: SignedInRequest, visit_id: str) -> HttpResponse:
    participant = _participant(request, visit_id)
    actions.agree_to_memo(by=participant)
    return _answer(participant)


@require_POST
def stop(request: SignedInRequest, visit_id: str) -> HttpResponse:
    participant = _participant(request, visit_id)
    actions.stop_memo(by=participant)
    return _answer(participant)


@require_POST
def take(request: SignedInRequest, visit_id: str) -> HttpResponse:
    """The picture is the body of the request; `client_id`, `sentence`, `x` and `y` are in the address."""
    participant = _participant(request, visit_id)
    client_id, sentence = request.GET.get("client_id", ""), request.GET.get("sentence", "")
    if not CLIENT_ID.fullmatch(client_id) or len(sentence) > SENTENCE_READ_MOST:
        raise StepNotUnderstood()
    focus = _focus(request)
    spend_as_caller(STEP_LIMIT, request)
    step = actions.take_step(
        by=participant, client_id=client_id, picture=read_body(request), sentence=sentence, focus=focus
    )
    return JsonResponse({"memo": memo_told(participant), "step": step.public_id})


@require_POST
def word(request: SignedInRequest, visit_id: str, step_id: str) -> HttpResponse:
    """Another sentence for a step: `{"sentence": …}`, empty for none."""
    participant = _participant(request, visit_id)
    try:
        wording = msgspec.json.decode(request.body, type=Wording)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, RequestDataTooBig) as error:
        raise StepNotUnderstood() from error
    actions.word_step(by=participant, step_id=step_id, sentence=wording.sentence)
    return _answer(participant)


@require_POST
def drop(request: SignedInRequest, visit_id: str, step_id: str) -> HttpResponse:
    participant = _participant(request, visit_id)
    actions.drop_step(by=participant, step_id=step_id)
    return _answer(participant)


def _focus(request: HttpRequest) -> tuple[float, float] | None:
    """Where the mark is, when the page says so."""
    told = [request.GET.get(name) for name in ("x", "y")]
    if told == [None, None]:
        return None
    try:
        x, y = (float(one or "") for one in told)
    except ValueError as error:
        raise StepNotUnderstood() from error
    if not all(math.isfinite(one) and 0 <= one <= 1 for one in (x, y)):
        raise StepNotUnderstood()
    return x, y


@require_safe
def picture(request: SignedInRequest, step_id: str) -> HttpResponse:
    """The picture of one step, for the two whose visit it is; never kept by what stands between."""
    step = step_read_by(request.user, step_id)
    if step is None:
        raise StepUnknown()
    return picture_answer(step)


def picture_answer(step: Step) -> HttpResponse:
    """The picture of a step that the caller may see."""
    try:
        with step.picture.open("rb") as stored:
            body = stored.read()
    except FileNotFoundError as error:
        raise StepUnknown() from error
    return HttpResponse(body, content_type="image/jpeg", headers=PRIVATE)
