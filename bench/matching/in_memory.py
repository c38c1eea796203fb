"""The reference of the match: the crowd as numpy columns in this process, one pass over all lines for each ask.

Every condition and every point of the public score, without a reason in words. What a match has to read is already
there: it starts where a match ends up after its reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

LIMIT = 20
EARTH_KM = 6371.0

Array = np.ndarray[Any, Any]


class Columns:
    """Every line of the roster side by side, and how things stand with its helper."""

    def __init__(self) -> None:
        from epaule.knowhow.models import Topic
        from epaule.requests.criteria import CRITERIA, FAR_KM, LEVEL_SHARES
        from epaule.territory.models import Commune

        self.points = {code: criterion.points for code, criterion in CRITERIA.items()}
        self.far_km = FAR_KM
        self.level_points = (
            np.array([LEVEL_SHARES[level] for level in sorted(LEVEL_SHARES)]) * self.points["theme"]
        )
        self.topics = {code: number for number, code in enumerate(Topic.objects.values_list("pk", flat=True))}
        communes = Commune.objects.filter(latitude__isnull=False).order_by("pk")
        where = list(communes.values_list("pk", "latitude", "longitude"))
        self.communes = {insee: number for number, (insee, _north, _east) in enumerate(where)}
        self.north = np.radians([north for _insee, north, _east in where])
        self.east = np.radians([east for _insee, _north, east in where])
        self._read_lines()
        self._read_present()
        self._read_persons()

    def _read_lines(self) -> None:
        from epaule.requests.models import Candidate

        lines = Candidate.objects.filter(topic__isnull=False).order_by("person", "topic")
        rows = lines.exclude(fee="paid").values_list(
            "person_id", "topic_id", "commune_id", "level", "languages", "needs", "ready"
        )
        kept = np.fromiter(
            (
                (person, self.topics[topic or ""], self.communes[commune], level, languages, needs, ready)
                for person, topic, commune, level, languages, needs, ready in rows.iterator(chunk_size=20_000)
            ),
            dtype=np.dtype((np.int64, 7)),
        )
        self.person, self.topic, self.commune, self.level, self.languages, self.needs, ready_now = kept.T.copy()
        self.ready = ready_now.astype(bool)

    def _read_present(self) -> None:
        """Who may not be rung is as if her switch was off; the points of the others are the same for all asks."""
        from epaule.requests.models import Availability
        from epaule.requests.standing import now_of

        switches = Availability.objects.order_by("pk").values_list("territory_id", "person_id")
        may: dict[int, float] = {}
        for territory in {territory for territory, _person in switches}:
            helpers = [person for where, person in switches if where == territory]
            for start in range(0, len(helpers), 500):
                some = helpers[start : start + 500]
                now = now_of(some, territory, ringing=True, procedure=None, at=timezone.now())
                may |= {
                    helper: one.here * self.points["here"]
                    + one.waited * self.points["waited"]
                    + one.visits * self.points["load"]
                    for helper, one in now.items()
                }
        present = np.full(self.person.max() + 1, np.nan)
        present[list(may)] = list(may.values())
        self.present = present[self.person]
        self.ready &= ~np.isnan(self.present)

    def _read_persons(self) -> None:
        from epaule.knowhow.models import Offer
        from epaule.people.models import Block, Contact
        from epaule.requests.models import HelpRequest

        self.used_to: dict[str, list[int]] = {}
        for code, helper in Offer.procedures.through.objects.values_list("procedure_id", "offer__person_id"):
            self.used_to.setdefault(code, []).append(helper)
        came = HelpRequest.objects.filter(state="closed").values_list("person_id", "helper_id").order_by()
        self.known: dict[int, set[int]] = {}
        for person, helper in [*came, *Contact.objects.values_list("helped_id", "helper_id")]:
            self.known.setdefault(person, set()).add(helper)
        self.never: dict[int, set[int]] = {}
        for one, other in Block.objects.values_list("person_id", "blocked_id"):
            self.never.setdefault(one, {one}).add(other)
            self.never.setdefault(other, {other}).add(one)

    def top20(self, ask: Ask) -> list[tuple[int, float]]:
        """Person and score, best first."""
        from epaule.requests.roster import language_bits, need_bits

        wanted = np.isin(self.topic, [self.topics[code] for code in ask.topics])
        fits = np.flatnonzero(wanted & self.ready & ((self.languages & language_bits([ask.language])) > 0))
        score = self.level_points[self.level[fits]] + self.present[fits]
        bits = need_bits(list(ask.needs))
        score += self.points["needs"] * np.bitwise_count(self.needs[fits] & bits) / max(1, bits.bit_count())
        # One helper may offer several of the themes: her best line counts, and each adds its share.
        persons, first, offered = np.unique(self.person[fits], return_index=True, return_counts=True)
        if not len(persons):
            return []
        best = np.maximum.reduceat(score, first) + self.points["breadth"] * offered / len(ask.topics)
        km = self._km(ask.commune_id)[self.commune[fits][first]]
        best += np.maximum(0.0, 1 - km / self.far_km) * self.points["distance"]
        if ask.procedure:
            best += self.points["procedure"] * np.isin(persons, self.used_to.get(ask.procedure, []))
        if ask.person_id:
            best += self.points["known"] * np.isin(persons, list(self.known.get(ask.person_id, ())))
            best[np.isin(persons, list(self.never.get(ask.person_id, {ask.person_id})))] = -np.inf
        best = np.round(best, 2)
        # Those who have as many points as the twentieth are all sorted.
        least = np.partition(-best, LIMIT - 1)[LIMIT - 1] if len(best) > LIMIT else np.inf
        top = np.flatnonzero((-best <= least) & np.isfinite(best))
        ranked = top[np.lexsort((persons[top], km[top], -best[top]))][:LIMIT]
        return [(int(persons[number]), float(best[number])) for number in ranked]

    def _km(self, insee: str) -> Array:
        """To every commune."""
        here = self.communes[insee]
        north, east = self.north - self.north[here], self.east - self.east[here]
        square = np.sin(north / 2) ** 2 + np.cos(self.north[here]) * np.cos(self.north) * np.sin(east / 2) ** 2
        km: Array = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, square)))
        return km
