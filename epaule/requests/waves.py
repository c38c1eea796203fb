"""Whom the next wave of a request rings. Reads only; `actions.dispatch` writes it down."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F

from epaule.people.models import Contact, Person
from epaule.people.queries import never_with
from epaule.requests import matching
from epaule.requests.matching import Ask, Proposed, Reason
from epaule.requests.models import HelpRequest, Pass, RequestState, Wave, WaveKind
from epaule.requests.reach import PAGE, channels_of_all
from epaule.requests.rules import can_help_in
from epaule.territory.queries import neighbours_of

PASS_LASTS = timedelta(hours=1)
"""Who left a request of that person to others is not rung for her next one so soon; her desk still shows it."""
_LOOK_AT = 20
_LOOKS = 10
"""How many helpers are looked at, at most, to find some who can be reached: 200 a wave."""


@dataclass(frozen=True)
class Round:
    """How helpers of one kind are rung."""

    kind: WaveKind
    size: int
    """Helpers rung together."""
    most: int
    """Waves of that kind, at most: a request does not ring at everybody for ever."""
    lasts: timedelta
    """Until the next wave; these helpers go on ringing."""


ROUNDS = (
    Round(WaveKind.USUAL, size=5, most=3, lasts=timedelta(seconds=15)),
    Round(WaveKind.FITTING, size=3, most=4, lasts=timedelta(seconds=20)),
    Round(WaveKind.WIDER, size=10, most=6, lasts=timedelta(seconds=20)),
    Round(WaveKind.NEIGHBOURS, size=5, most=3, lasts=timedelta(seconds=20)),
)
"""In this order. Each time the first of them that finds somebody is the next wave: a usual helper who becomes
available during the search comes before those who only fit."""


@dataclass(frozen=True)
class Called:
    """One helper to ring."""

    helper_id: int
    because: tuple[Reason, ...]
    away: bool
    """None of her pages is open."""


def next_wave(request: HelpRequest, at: datetime) -> tuple[Round, list[Called]] | None:
    """Whom to ring next for `request`; None when nobody is left. One wave at most rings the same helper."""
    ask = matching.ask_of(request)
    out = _left_out(request, at)
    done = list(Wave.objects.filter(request=request).order_by("number").values_list("kind", flat=True))
    for one in ROUNDS:
        if done.count(one.kind) < one.most:
            called = _FINDERS[one.kind](request, ask, out, at, one.size)
            if called:
                return one, called
    return None


def who_can_come(proposed: Collection[Proposed], at: datetime) -> list[Called]:
    """Those of `proposed` who are in no visit and whom something reaches at `at`, in the same order."""
    helpers = [one.helper_id for one in proposed]
    channels = channels_of_all(helpers, at)
    helping = HelpRequest.objects.filter(helper__in=helpers, state=RequestState.ASSIGNED).order_by("pk")
    busy = set(helping.values_list("helper_id", flat=True))
    return [
        Called(one.helper_id, tuple(one.because), away=PAGE not in channels[one.helper_id])
        for one in proposed
        if one.helper_id not in busy and channels.get(one.helper_id)
    ]


def _left_out(request: HelpRequest, at: datetime) -> set[int]:
    """Herself, who was rung or passed already, and who never meets her."""
    rung = request.rings.order_by("pk").values_list("helper_id", flat=True)
    passed = Pass.objects.filter(request__person=request.person_id, at__gt=at - PASS_LASTS).order_by("pk")
    hers = Pass.objects.filter(request=request).order_by("pk")
    out = {request.person_id, *rung, *passed.values_list("helper_id", flat=True)}
    return out | set(hers.values_list("helper_id", flat=True)) | never_with(request.person_id)


def _usual(request: HelpRequest, ask: Ask, out: set[int], at: datetime, size: int) -> list[Called]:
    """The helper she asked for; else those she kept and those who already helped her."""
    if request.wished_helper_id and request.wished_helper_id not in out:
        called = _known(request, [request.wished_helper_id], ask, at)
        if called:
            return called
    kept = Contact.objects.filter(helped=request.person_id).order_by("-agreed_at", "-pk")
    helped = HelpRequest.objects.filter(
        person=request.person_id, state=RequestState.CLOSED, helper__isnull=False
    ).order_by("-ended_at", "-pk")
    known = [*kept.values_list("helper_id", flat=True), *helped.values_list("helper_id", flat=True)[:_LOOK_AT]]
    return _known(request, [pk for pk in dict.fromkeys(known) if pk not in out], ask, at)[:size]


def _known(request: HelpRequest, helpers: list[int], ask: Ask, at: datetime) -> list[Called]:
    """Those of `helpers` whose switch is on, whatever they offer: she knows them."""
    persons = Person.objects.filter(pk__in=helpers, availabilities__territory=F("territory")).order_by("pk")
    ready = {one.pk for one in persons if can_help_in(one, request.territory_id)}
    scored = {one.helper_id: one for one in matching.score_of(ask, ready)} if ready else {}
    proposed = [
        scored.get(pk) or Proposed(helper_id=pk, score=0, because=(), distance_km=None)
        for pk in helpers
        if pk in ready
    ]
    return who_can_come(proposed, at)


def _fitting(request: HelpRequest, ask: Ask, out: set[int], at: datetime, size: int) -> list[Called]:
    return _first(size, out, at, lambda but: matching.match(ask, ready=True, limit=_LOOK_AT, but=but))


def _wider(request: HelpRequest, ask: Ask, out: set[int], at: datetime, size: int) -> list[Called]:
    """Everybody who speaks the language: somebody who knows little of it is better than nobody."""
    return _fitting(request, _any_theme(ask), out, at, size)


def _neighbours(request: HelpRequest, ask: Ask, out: set[int], at: datetime, size: int) -> list[Called]:
    """Of territories that agreed: who fits, else anybody."""
    around = [one.pk for one in neighbours_of(request.territory)]
    for asked in (ask, _any_theme(ask)):
        theirs = [replace(asked, territory_id=pk) for pk in around]

        def look(but: Collection[int], theirs: list[Ask] = theirs) -> list[Proposed]:
            found = [
                one for ask in theirs for one in matching.match(ask, ready=True, limit=_LOOK_AT, but=but)
            ]
            return sorted(found, key=lambda one: (-one.score, one.helper_id))

        called = _first(size, out, at, look) if theirs else []
        if called:
            return called
    return []


def _any_theme(ask: Ask) -> Ask:
    return replace(ask, topics=(), procedure=None)


def _first(
    size: int, out: set[int], at: datetime, look: Callable[[Collection[int]], list[Proposed]]
) -> list[Called]:
    """The first `size` that can come, of those that `look` finds beside those it is told to leave out."""
    called: list[Called] = []
    for _look in range(_LOOKS):
        proposed = look(out)
        called += who_can_come(proposed, at)
        if len(called) >= size or len(proposed) < _LOOK_AT:
            break
        out = out | {one.helper_id for one in proposed}
    return called[:size]


_FINDERS = {
    WaveKind.USUAL: _usual,
    WaveKind.FITTING: _fitting,
    WaveKind.WIDER: _wider,
    WaveKind.NEIGHBOURS: _neighbours,
}
