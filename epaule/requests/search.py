"""The search behind a match: few helpers are looked at, and none of the best is missed."""

from bisect import bisect, insort
from collections.abc import Collection, Hashable, Iterator
from datetime import datetime
from math import inf
from typing import NamedTuple

from django.utils import timezone

from epaule.knowhow.models import Level, Procedure
from epaule.knowhow.queries import PROCEDURE_PARENT
from epaule.people.queries import never_with
from epaule.requests import roster
from epaule.requests.asked import Ask, Proposed
from epaule.requests.candidates import Offered, acquainted_with, offered
from epaule.requests.criteria import Standing, score
from epaule.requests.reasons import Reason
from epaule.requests.rings import Rings
from epaule.requests.standing import Now, now_of
from epaule.territory.near import Surroundings, surroundings_of

_FEWEST, _MOST = 16, 500
"""Helpers whose present state is read together: two and a half times as many as are wanted, within these."""


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
    """One match. Who is read is hoped for: she stands where she would if everything that is not yet known of her
    were for her. The most promising are weighed, that is, their present state is read; the best `limit` are kept.

    Exact: who is not read, or not weighed, could not be among them whatever her present state.
    """

    def __init__(self, ask: Ask, *, ready: bool, limit: int, but: Collection[int]) -> None:
        self.ask, self.ready, self.limit = ask, ready, limit
        self.at: datetime = timezone.now()
        self.places: Surroundings = surroundings_of(ask.commune_id)
        self.acquainted = acquainted_with(ask.person_id)
        self.seen: set[int] = set(but)
        """Hoped for already, or never to be."""
        if ask.person_id is not None:
            self.seen |= {ask.person_id, *never_with(ask.person_id)}
        self.need_bits = roster.need_bits(list(ask.needs))
        self.found: dict[int, Offered] = {}
        self.hopes: list[_Hope] = []
        """Read and not weighed, the most promising first."""
        self.best: list[_Ranked] = []
        self.hoped: dict[tuple[Hashable, ...], tuple[float, float]] = {}
        """Points, to be small, and kilometres of those who would stand alike."""

    # --- Who is looked at

    def look_at(self, helpers: Collection[int]) -> None:
        """Those, wherever they live; they are weighed together with who comes after."""
        wished, used_to = self.ask.wished_helper_id, self.ask.procedure or None
        self._hope_for(offered(self.ask, ready=self.ready, helpers=set(helpers) - {wished}), used_to)
        if wished is not None and wished in helpers:
            self._hope_for(offered(self.ask, ready=self.ready, helpers=[wished], any_theme=True), used_to)

    def look_at_acquainted(self) -> None:
        """Whom she knows or asks for: their points are not those of the others."""
        wished = self.ask.wished_helper_id
        if self.acquainted or wished is not None:
            self.look_at({*self.acquainted, *([] if wished is None else [wished])})
        self.seen.update(self.acquainted)

    def look_around(self) -> None:
        """Who is used to the procedure, wherever that may still count; then the others, without its points."""
        if self.ask.procedure:
            self._look_around(self.ask.procedure)
        self._look_around(None)

    def _look_around(self, used_to: str | None) -> None:
        """Ring after ring of communes, until nobody further away can be among the best.

        Without `used_to`, nobody who is left is used to the procedure, or none of those who are can be among them.
        """

        def read(communes: list[str] | None) -> dict[int, Offered]:
            return offered(self.ask, ready=self.ready, communes=communes, used_to=used_to)

        def worth(km: float | None) -> bool:
            """Even if every hope came true there would be room for somebody from there."""
            one = self._best_at(km, used_to)
            return bisect(self.best, one) + bisect(self.hopes, one) < self.limit

        rings = Rings(self.places, read, self.limit)
        while True:
            if not rings.over and worth(rings.km):
                self._hope_for(rings.next(worth), used_to)
            elif self._may_hope():
                self._weigh_some()
            else:
                return

    # --- Points

    def _hope_for(self, found: dict[int, Offered], used_to: str | None) -> None:
        new = {helper: one for helper, one in found.items() if helper not in self.seen}
        self.seen.update(new)
        self.found.update(new)
        hopes = (self._hope(helper, one, used_to) for helper, one in new.items())
        self.hopes = sorted([*self.hopes, *(hope for hope in hopes if self._may_enter(hope))])

    def _weigh_some(self) -> None:
        many = min(_MOST, max(_FEWEST, self.limit * 5 // 2))
        some, self.hopes = self.hopes[:many], self.hopes[many:]
        present = now_of(
            [hope[-1] for hope in some if self._may_enter(hope)],
            self.ask.territory_id,
            ringing=self.ready,
            procedure=self.ask.procedure,
            at=self.at,
        )
        for helper, now in present.items():
            insort(self.best, self._rank(helper, self.found[helper], now))
        del self.best[self.limit :]

    def _hope(self, helper: int, one: Offered, used_to: str | None) -> _Hope:
        """Where that helper would stand were everything that changes for her."""
        known = helper in self.acquainted
        key = (one.commune_id, *one.levels, one.needs & self.need_bits, known, used_to)
        alike = self.hoped.get(key)
        if alike is None:
            best = Now(here=True, procedure=used_to is not None, visits=0, waited=1.0)
            km = self.places.km(one.commune_id)
            alike = self.hoped[key] = (-score(self._standing(one, known, best)), inf if km is None else km)
        return helper != self.ask.wished_helper_id, *alike, helper

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

    def _may_hope(self) -> bool:
        return bool(self.hopes) and self._may_enter(self.hopes[0])

    def _may_enter(self, hope: _Hope) -> bool:
        return len(self.best) < self.limit or hope < self.best[-1]

    # --- Words

    def proposed(self) -> list[Proposed]:
        """The best of those who were looked at."""
        while self._may_hope():
            self._weigh_some()
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
