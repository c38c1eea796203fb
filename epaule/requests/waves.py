"""Whom the next wave of a request rings. Reads only; `actions.dispatch` writes it down."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from epaule.people.models import Contact, Person
from epaule.people.queries import never_with
from epaule.requests import matching
from epaule.requests.matching import Ask, Proposed
from epaule.requests.models import HelpRequest, Pass, RequestState, Wave, WaveKind
from epaule.territory.queries import neighbour_ids

PASS_LASTS = timedelta(hours=1)
"""Who left a request of that person to others is not rung for her next one so soon; her desk still shows it."""
KNOWN_AT_MOST = 20
"""Helpers she kept, and helpers who came, that are looked at: the latest."""


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


def next_wave(request: HelpRequest, at: datetime) -> tuple[Round, list[Proposed]] | None:
    """Whom to ring next for `request`; None when nobody is left. Nobody is rung twice for one request."""
    ask = matching.ask_of(request)
    out = _left_out(request, at)
    done = list(Wave.objects.filter(request=request).order_by("number").values_list("kind", flat=True))
    for one in ROUNDS:
        if done.count(one.kind) < one.most:
            proposed = _FINDERS[one.kind](request, ask, out, one.size)
            if proposed:
                return one, proposed
    return None


def _left_out(request: HelpRequest, at: datetime) -> set[int]:
    """Herself, who was rung or passed already, and who never meets her."""
    rung = request.rings.order_by("pk").values_list("helper_id", flat=True)
    passed = Pass.objects.filter(request__person=request.person_id, at__gt=at - PASS_LASTS).order_by("pk")
    hers = Pass.objects.filter(request=request).order_by("pk")
    out = {request.person_id, *rung, *passed.values_list("helper_id", flat=True)}
    return out | set(hers.values_list("helper_id", flat=True)) | never_with(request.person_id)


def _usual(request: HelpRequest, ask: Ask, out: set[int], size: int) -> list[Proposed]:
    """The helper she asked for; else those she kept and those who already helped her."""
    wished = request.wished_helper_id
    if wished is not None and wished not in out:
        proposed = _by_name(request, ask, [wished])
        if proposed:
            return proposed
    kept = Contact.objects.filter(helped=request.person_id).order_by("-agreed_at", "-pk")
    helped = HelpRequest.objects.filter(
        person=request.person_id, state=RequestState.CLOSED, helper__isnull=False
    ).order_by("-ended_at", "-pk")
    known = {
        *kept.values_list("helper_id", flat=True)[:KNOWN_AT_MOST],
        *helped.values_list("helper_id", flat=True)[:KNOWN_AT_MOST],
    }
    return _by_name(request, ask, known - out)[:size] if known - out else []


def _by_name(request: HelpRequest, ask: Ask, helpers: Collection[int]) -> list[Proposed]:
    """Those of `helpers` who can be rung, whatever they offer: she knows them."""
    persons = Person.objects.filter(pk__in=helpers).order_by("pk").values_list("pk", "territory")
    around = neighbour_ids(request.territory_id) | {request.territory_id}
    found: dict[int, Proposed] = {}
    for territory in sorted({where for _pk, where in persons} & around):
        for asked in (ask, _any_theme(ask)):
            missing = [pk for pk, where in persons if where == territory and pk not in found]
            theirs = (
                matching.score_of(replace(asked, territory_id=territory), missing, ready=True) if missing else []
            )
            found |= {one.helper_id: one for one in theirs}
    return sorted(found.values(), key=_best_first)


def _fitting(request: HelpRequest, ask: Ask, out: set[int], size: int) -> list[Proposed]:
    return matching.match(ask, ready=True, limit=size, but=out)


def _wider(request: HelpRequest, ask: Ask, out: set[int], size: int) -> list[Proposed]:
    """Everybody who speaks the language: somebody who knows little of it is better than nobody."""
    return matching.match(_any_theme(ask), ready=True, limit=size, but=out)


def _neighbours(request: HelpRequest, ask: Ask, out: set[int], size: int) -> list[Proposed]:
    """Of territories that agreed: who fits, else anybody."""
    for asked in (ask, _any_theme(ask)):
        theirs = matching.asks_around(asked)
        found = [one for ask in theirs for one in matching.match(ask, ready=True, limit=size, but=out)]
        if found:
            return sorted(found, key=_best_first)[:size]
    return []


def _any_theme(ask: Ask) -> Ask:
    return replace(ask, topics=(), procedure=None)


def _best_first(one: Proposed) -> tuple[float, int]:
    return -one.score, one.helper_id


_FINDERS = {
    WaveKind.USUAL: _usual,
    WaveKind.FITTING: _fitting,
    WaveKind.WIDER: _wider,
    WaveKind.NEIGHBOURS: _neighbours,
}
