"""The reference of the match: the crowd as numpy columns in this process, one pass over all lines for each ask.

The same points as `requests.criteria`, without what changes from one minute to the next but the load: no block, no
cap, no pause, no reason in words. It starts where a match ends up after its reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

LIMIT = 20
EARTH_KM = 6371.0


class Columns:
    """Every line of the roster, side by side."""

    def __init__(self) -> None:
        from epaule.knowhow.models import Topic
        from epaule.requests.criteria import CRITERIA, FAR_KM, LEVEL_SHARES
        from epaule.requests.models import Candidate
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
        lines = Candidate.objects.filter(topic__isnull=False).order_by("person", "topic")
        rows = lines.values_list("person_id", "topic_id", "commune_id", "level", "languages", "needs", "ready")
        kept = np.fromiter(
            (
                (person, self.topics[topic or ""], self.communes[commune], level, languages, needs, ready)
                for person, topic, commune, level, languages, needs, ready in rows.iterator(chunk_size=20_000)
            ),
            dtype=np.dtype((np.int64, 7)),
        )
        self.person, self.topic, self.commune, self.level, self.languages, self.needs, ready_now = kept.T.copy()
        self.ready = ready_now.astype(bool)
        self.visits = np.zeros(len(self.person), dtype=np.int64)

    def top20(self, ask: Ask) -> list[tuple[int, float]]:
        """Person and score, best first."""
        from epaule.requests.roster import language_bits, need_bits

        wanted = np.isin(self.topic, [self.topics[code] for code in ask.topics])
        fits = np.flatnonzero(wanted & self.ready & ((self.languages & language_bits([ask.language])) > 0))
        here = self.communes[ask.commune_id]
        north, east = self.north - self.north[here], self.east - self.east[here]
        square = np.sin(north / 2) ** 2 + np.cos(self.north[here]) * np.cos(self.north) * np.sin(east / 2) ** 2
        km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, square)))
        near = np.maximum(0.0, 1 - km / self.far_km) * self.points["distance"]
        score = self.level_points[self.level[fits]] + near[self.commune[fits]]
        score += self.points["load"] * self.visits[fits] + self.points["here"] + self.points["waited"]
        bits = need_bits(list(ask.needs))
        met = np.bitwise_count(self.needs[fits] & bits) / max(1, bits.bit_count())
        score += self.points["needs"] * met
        # One helper may offer several of the themes: her best line counts, and each adds its share.
        persons, first, offered = np.unique(self.person[fits], return_index=True, return_counts=True)
        best = np.maximum.reduceat(score, first) if len(first) else score
        best = best + self.points["breadth"] * offered / len(ask.topics)
        top = np.argpartition(-best, min(LIMIT, len(best) - 1))[:LIMIT] if len(best) else np.array([], dtype=int)
        ranked = top[np.argsort(-best[top], kind="stable")]
        return [(int(persons[number]), float(best[number])) for number in ranked]
