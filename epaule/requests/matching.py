"""Who fits an ask best. Everything that chooses a helper goes through here.

What is weighed and how much stands in `criteria`; nothing else is, and never money.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from django.utils import timezone

from epaule.knowhow.models import Fee, Level, Procedure
from epaule.knowhow.queries import PROCEDURE_PARENT
from epaule.people.queries import never_with
from epaule.requests import roster
from epaule.requests.candidates import Offered, acquainted_with, offered, used_to
from epaule.requests.criteria import FAR_KM, Standing, score
from epaule.requests.models import HelpRequest
from epaule.requests.reasons import Reason as Reason
from epaule.requests.reasons import in_words as in_words
from epaule.requests.standing import Now, now_of
from epaule.territory.models import Commune
from epaule.territory.near import Surroundings, surroundings_of

_AT_ONCE = 64
"""Helpers whose present state is read together."""
_NEXT_DOOR = 8
"""Communes in the first ring."""
_WIDER = 4
"""Each ring holds so many times the communes of the one before."""


@dataclass(frozen=True)
class Ask:
    """What is asked, as far as it matters for who comes."""

    territory_id: int
    """Whose helpers: that of the ask, or one of its neighbours."""
    topics: tuple[str, ...]
    """Codes; none when nothing was understood: everybody fits."""
    commune_id: str
    """INSEE code."""
    procedure: str | None = None
    language: str = "fr"
    needs: tuple[str, ...] = ()
    fee: str = Fee.FREE
    person_id: int | None = None
    """Who asks; None when she is not known yet."""
    wished_helper_id: int | None = None


@dataclass(frozen=True)
class Proposed:
    """A helper who may come."""

    helper_id: int
    score: float
    because: tuple[Reason, ...]
    distance_km: float | None
    """From commune to commune; None when the position of one is not known."""
    away: bool = False
    """No page of hers is open: something else must reach her."""


def ask_of(request: HelpRequest) -> Ask:
    """The ask that `request` makes."""
    return Ask(
        territory_id=request.territory_id,
        topics=tuple(sorted(topic.pk for topic in request.topics.all())),
        procedure=request.procedure_id,
        commune_id=request.commune_id,
        language=request.language,
        needs=tuple(request.needs),
        fee=request.fee,
        person_id=request.person_id,
        wished_helper_id=request.wished_helper_id,
    )


def match(ask: Ask, *, ready: bool, limit: int = 20, but: Collection[int] = ()) -> list[Proposed]:
    """The `limit` helpers who fit `ask` best, best first; never one of `but`.

    `ready`: those who can be rung now, their switch on and in no visit; else every helper the territory answers
    for. The helper asked for by name comes first whatever her points, if nothing keeps her from coming.
    """
    search = _Search(ask, ready=ready, limit=limit, but=but)
    search.weigh_acquainted()
    search.weigh_around()
    return search.proposed()


def score_of(ask: Ask, helpers: Collection[int], *, ready: bool = False) -> list[Proposed]:
    """The same for these helpers only: those of them who fit and whom nothing keeps from coming, best first."""
    search = _Search(ask, ready=ready, limit=len(helpers), but=())
    search.weigh_named(helpers)
    return search.proposed()


@dataclass(order=True, slots=True)
class _Ranked:
    """Smaller is better."""

    not_wished: bool
    minus_score: float
    km: float
    helper_id: int
    standing: Standing = field(compare=False)
    needs: int = field(compare=False)
    """Bits, as in `Candidate`."""
    here: bool = field(compare=False)


class _Search:
    """One match. Helpers are weighed in any order; the best `limit` are kept."""

    def __init__(self, ask: Ask, *, ready: bool, limit: int, but: Collection[int]) -> None:
        self.ask, self.ready, self.limit = ask, ready, limit
        self.at: datetime = timezone.now()
        self.places: Surroundings = surroundings_of(ask.commune_id)
        self.acquainted = acquainted_with(ask.person_id)
        self.seen: set[int] = set(but)
        """Weighed already, or never to be."""
        if ask.person_id is not None:
            self.seen |= {ask.person_id, *never_with(ask.person_id)}
        self.need_bits = roster.need_bits(list(ask.needs))
        self.best: list[_Ranked] = []

    # --- Who is looked at

    def weigh_named(self, helpers: Collection[int]) -> None:
        wished = self.ask.wished_helper_id
        self._weigh(offered(self.ask, ready=self.ready, helpers=set(helpers) - {wished}))
        if wished is not None and wished in helpers:
            self._weigh(offered(self.ask, ready=self.ready, helpers=[wished], any_theme=True))

    def weigh_acquainted(self) -> None:
        """Whom she knows or asks for, wherever they live: their points are not those of the others."""
        wished = self.ask.wished_helper_id
        if self.acquainted or wished is not None:
            self.weigh_named({*self.acquainted, *([] if wished is None else [wished])})
        self.seen.update(self.acquainted)

    def weigh_around(self) -> None:
        """Ring after ring of communes, from the nearest on, until nobody further away can be among the best."""
        communes = self.places.within(FAR_KM)
        start, width = 0, _NEXT_DOOR
        while start < len(communes):
            ring = communes[start : start + width]
            if not self._may_enter(self._best_at(ring[0][0])):
                return
            self._weigh(offered(self.ask, ready=self.ready, communes=[insee for _km, insee in ring]))
            start, width = start + width, width * _WIDER
        if self._may_enter(self._best_at(None)):
            self._weigh(offered(self.ask, ready=self.ready))

    # --- Points

    def _weigh(self, found: dict[int, Offered]) -> None:
        """The most promising first, until the rest cannot be among the best whatever their present state."""
        promising = sorted(
            (
                self._rank(helper, one, None, procedure=True)
                for helper, one in found.items()
                if helper not in self.seen
            )
        )
        for start in range(0, len(promising), _AT_ONCE):
            some = promising[start : start + _AT_ONCE]
            if not self._may_enter(some[0]):
                break
            helpers = [one.helper_id for one in some]
            present = now_of(helpers, self.ask.territory_id, ringing=self.ready, at=self.at)
            practised = used_to(self.ask.procedure, self.ask.territory_id, list(present))
            for helper, now in present.items():
                self._keep(self._rank(helper, found[helper], now, procedure=helper in practised))
        self.seen.update(found)

    def _rank(self, helper: int, one: Offered, now: Now | None, *, procedure: bool) -> _Ranked:
        """Where that helper stands; without `now`, where she would stand at best."""
        km = self.places.km(one.commune_id)
        met = (one.needs & self.need_bits).bit_count() / (self.need_bits.bit_count() or 1)
        standing = Standing(
            levels=tuple(one.levels),
            procedure=procedure and self.ask.procedure is not None,
            needs=met,
            distance_km=km,
            here=self.ready and (now is None or now.here),
            known=helper in self.acquainted,
            visits=0 if now is None else now.visits,
            waited=1.0 if now is None else now.waited,
        )
        return _Ranked(
            not_wished=helper != self.ask.wished_helper_id,
            minus_score=-score(standing),
            km=inf if km is None else km,
            helper_id=helper,
            standing=standing,
            needs=one.needs,
            here=now is not None and now.here,
        )

    def _best_at(self, km: float | None) -> _Ranked:
        """Better than any helper at that distance, or further away, whom she does not know."""
        standing = Standing(
            levels=(Level.EXPERT,) * len(self.ask.topics),
            procedure=self.ask.procedure is not None,
            distance_km=km,
            here=self.ready,
        )
        return _Ranked(True, -score(standing), -1.0, 0, standing, 0, False)

    def _may_enter(self, one: _Ranked) -> bool:
        return len(self.best) < self.limit or one < self.best[-1]

    def _keep(self, one: _Ranked) -> None:
        insort(self.best, one)
        del self.best[self.limit :]

    # --- Words

    def proposed(self) -> list[Proposed]:
        at_home = any(one.km == 0 for one in self.best)
        commune = Commune.objects.filter(pk=self.ask.commune_id).first() if at_home else None
        procedure = None
        if any(one.standing.procedure for one in self.best):
            procedure = Procedure.objects.filter(pk=self.ask.procedure).first()
        return [
            Proposed(
                helper_id=one.helper_id,
                score=-one.minus_score,
                because=tuple(self._reasons(one, str(commune), str(procedure))),
                distance_km=one.standing.distance_km,
                away=self.ready and not one.here,
            )
            for one in self.best
        ]

    def _reasons(self, one: _Ranked, commune: str, procedure: str) -> Iterator[Reason]:
        standing = one.standing
        if not one.not_wished:
            yield Reason("wished")
        if one.helper_id in self.acquainted:
            yield Reason(self.acquainted[one.helper_id])
        if self.ask.language != "fr":
            yield Reason("language", self.ask.language)
        known = [(level, topic) for topic, level in zip(self.ask.topics, standing.levels, strict=True) if level]
        if known:
            # Said by the theme itself rather than by the one that goes with every procedure.
            level, topic = max(known, key=lambda pair: (pair[1] != PROCEDURE_PARENT, pair[0], pair[1]))
            yield Reason("expert" if level == Level.EXPERT else "theme", topic)
        if standing.procedure:
            yield Reason("procedure", procedure)
        if self.need_bits and standing.needs:
            yield from (Reason("need", code) for code in self.ask.needs if one.needs & roster.need_bits([code]))
        if standing.distance_km == 0:
            yield Reason("same_commune", commune)
        elif standing.distance_km is not None:
            yield Reason("distance", max(1, round(standing.distance_km)))
