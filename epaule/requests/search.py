"""The search behind a match: few helpers are looked at, and none of the best is missed."""

from bisect import insort
from collections.abc import Collection, Hashable, Iterator
from datetime import datetime
from functools import partial
from math import inf
from typing import NamedTuple

from django.utils import timezone

from epaule.knowhow.models import Level, Procedure
from epaule.knowhow.queries import PROCEDURE_PARENT
from epaule.people.queries import never_with
from epaule.requests import roster
from epaule.requests.asked import Ask, Proposed
from epaule.requests.candidates import Offered, acquainted_with, offered
from epaule.requests.criteria import FAR_KM, Standing, score
from epaule.requests.reasons import Reason
from epaule.requests.standing import Now, now_of
from epaule.territory.near import Surroundings, surroundings_of

_AT_ONCE = 64
"""Helpers whose present state is read together."""
_NEXT_DOOR = 12
"""Communes in the first ring."""
_PLENTY = 4
"""Rings grow until they should hold so many times the helpers that are looked for."""


class _Ranked(NamedTuple):
    """Where a helper stands; smaller is better, and two are never equal."""

    not_wished: bool
    minus_score: float
    km: float
    helper_id: int
    standing: Standing
    needs: int
    """Bits, as in `Candidate`."""
    here: bool


_Hope = tuple[bool, float, float, int]
"""The beginning of a `_Ranked`: where a helper would stand at best."""


class Search:
    """One match. Helpers are weighed in any order; the best `limit` are kept.

    Exact: whoever is not looked at could not be among them, even if everything that is not yet known were for her.
    """

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
        self.hopes: dict[tuple[Hashable, ...], float] = {}
        """Points of those who stand alike."""

    # --- Who is looked at

    def weigh_named(self, helpers: Collection[int]) -> None:
        wished, used_to = self.ask.wished_helper_id, self.ask.procedure
        self._weigh(offered(self.ask, ready=self.ready, helpers=set(helpers) - {wished}), used_to)
        if wished is not None and wished in helpers:
            self._weigh(offered(self.ask, ready=self.ready, helpers=[wished], any_theme=True), used_to)

    def weigh_acquainted(self) -> None:
        """Whom she knows or asks for, wherever they live: their points are not those of the others."""
        wished = self.ask.wished_helper_id
        if self.acquainted or wished is not None:
            self.weigh_named({*self.acquainted, *([] if wished is None else [wished])})
        self.seen.update(self.acquainted)

    def weigh_around(self) -> None:
        """Who is used to the procedure, wherever that may still count; then the others, without its points."""
        if self.ask.procedure is not None:
            self._weigh_rings(used_to=self.ask.procedure)
        self._weigh_rings(used_to=None)

    def _weigh_rings(self, *, used_to: str | None) -> None:
        """Ring after ring of communes, from the nearest on, until nobody further away can be among the best."""
        communes = self.places.within(FAR_KM)
        start, width = 0, _NEXT_DOOR
        around: dict[int, Offered] = {}
        found = 0
        read = partial(offered, self.ask, ready=self.ready, used_to=used_to)
        # Where helpers are few and far between, all are read at once.
        while width <= len(communes) // 2:
            ring = communes[start : start + width]
            if not ring or not self._may_enter(self._best_at(ring[0][0], used_to)):
                break
            around |= read(communes=[insee for _km, insee in ring])
            start += width
            if len(around) >= self.limit:
                self._weigh(around, used_to)
                found, around = found + len(around), {}
            # At least as many again; more where so few were found that it would not do.
            width = max(start, start * _PLENTY * self.limit // max(found + len(around), 1) - start)
        if self._may_enter(self._best_at(communes[start][0] if start < len(communes) else None, used_to)):
            around |= read()
        self._weigh(around, used_to)

    # --- Points

    def _weigh(self, found: dict[int, Offered], used_to: str | None) -> None:
        """The most promising first, until the rest cannot be among the best whatever their present state.

        Without `used_to`, none of them is used to the procedure, or none of those who are can be among the best.
        """
        hopes = sorted(
            hope
            for hope in (
                self._hope(helper, one, used_to) for helper, one in found.items() if helper not in self.seen
            )
            if self._may_enter(hope)
        )
        for start in range(0, len(hopes), _AT_ONCE):
            some = hopes[start : start + _AT_ONCE]
            if not self._may_enter(some[0]):
                break
            present = now_of(
                [hope[-1] for hope in some],
                self.ask.territory_id,
                ringing=self.ready,
                procedure=self.ask.procedure,
                at=self.at,
            )
            for helper, now in present.items():
                insort(self.best, self._rank(helper, found[helper], now))
            del self.best[self.limit :]
        self.seen.update(found)

    def _hope(self, helper: int, one: Offered, used_to: str | None) -> _Hope:
        """Where that helper would stand were everything that changes for her."""
        km = self.places.km(one.commune_id)
        known = helper in self.acquainted
        key = (one.commune_id, tuple(one.levels), one.needs & self.need_bits, known, used_to)
        if key not in self.hopes:
            best = Now(here=True, procedure=used_to is not None, visits=0, waited=1.0)
            self.hopes[key] = score(self._standing(one, known, best))
        return helper != self.ask.wished_helper_id, -self.hopes[key], inf if km is None else km, helper

    def _rank(self, helper: int, one: Offered, now: Now) -> _Ranked:
        standing = self._standing(one, helper in self.acquainted, now)
        km = standing.distance_km
        return _Ranked(
            not_wished=helper != self.ask.wished_helper_id,
            minus_score=-score(standing),
            km=inf if km is None else km,
            helper_id=helper,
            standing=standing,
            needs=one.needs,
            here=now.here,
        )

    def _standing(self, one: Offered, known: bool, now: Now) -> Standing:
        met = (one.needs & self.need_bits).bit_count() / (self.need_bits.bit_count() or 1)
        return Standing(
            levels=tuple(one.levels),
            procedure=now.procedure,
            needs=met,
            distance_km=self.places.km(one.commune_id),
            here=self.ready and now.here,
            known=known,
            visits=now.visits,
            waited=now.waited,
        )

    def _best_at(self, km: float | None, used_to: str | None) -> _Hope:
        """Better than any helper at that distance, or further away, whom she does not know."""
        standing = Standing(
            levels=(Level.EXPERT,) * len(self.ask.topics),
            procedure=used_to is not None,
            needs=float(bool(self.need_bits)),
            distance_km=km,
            here=self.ready,
        )
        return True, -score(standing), -1.0, 0

    def _may_enter(self, hope: _Hope) -> bool:
        return len(self.best) < self.limit or hope < self.best[-1]

    # --- Words

    def proposed(self) -> list[Proposed]:
        procedure = None
        if any(one.standing.procedure for one in self.best):
            procedure = Procedure.objects.filter(pk=self.ask.procedure).first()
        return [
            Proposed(
                helper_id=one.helper_id,
                score=-one.minus_score,
                because=tuple(self._reasons(one, str(procedure))),
                distance_km=one.standing.distance_km,
                away=self.ready and not one.here,
            )
            for one in self.best
        ]

    def _reasons(self, one: _Ranked, procedure: str) -> Iterator[Reason]:
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
            yield Reason("same_commune", self.places.name)
        elif standing.distance_km is not None:
            yield Reason("distance", max(1, round(standing.distance_km)))
