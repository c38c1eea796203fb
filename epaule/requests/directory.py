"""The directory: helpers found by hand, by theme, by place, by day. Only those who wished to be listed.

A page reads an index and twenty lines, however many helpers there are: first how many there are in each commune,
available or not, then those of the communes that make up the page.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Mod
from django.utils import timezone

from epaule.knowhow.models import Fee, Offer, OfferTopic, Procedure
from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import (
    Availability,
    Candidate,
    HelpRequest,
    HoursException,
    RequestState,
    Rhythm,
    WeeklyHours,
)
from epaule.requests.queries import SILENT_AFTER
from epaule.requests.roster import language_bits, need_bits
from epaule.territory.models import Commune, Territory
from epaule.territory.queries import distance_km, neighbour_ids

_SPREAD, _ROUND = 7919, 1_000_003
"""Two primes: helpers of one commune take turns at the top, another order each day."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; nothing said means anything. `but`: persons that the visitor never meets."""

    territory_id: int
    topic: str = ""
    procedure: Procedure | None = None
    commune: Commune | None = None
    radius: int | None = None
    """Kilometres around `commune`."""
    language: str = ""
    need: str = ""
    now: bool = False
    day: date | None = None
    fee: str = ""
    """`Fee.FREE` or `Fee.PAID`."""
    but: frozenset[int] = frozenset()

    @property
    def topic_code(self) -> str | None:
        return self.procedure.topic_id if self.procedure else self.topic or None


@dataclass(frozen=True)
class _Block:
    """The helpers of one commune, available or not."""

    ready: bool
    commune: Commune
    distance: float | None
    count: int


@dataclass(frozen=True)
class Point:
    """A commune of the map. Nothing is said of where in it anybody lives."""

    commune: Commune
    helpers: int
    ready: int


class Found:
    """The persons' keys that fit, in their order: a sequence whose slices are read when asked for."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.lines = lines_for(wanted)

    @cached_property
    def blocks(self) -> list[_Block]:
        counted = list(
            self.lines.order_by("ready", "commune_id")
            .values_list("ready", "commune_id")
            .annotate(count=Count("pk"))
        )
        communes = Commune.objects.in_bulk({commune_id for _ready, commune_id, _count in counted})
        origin, radius = self.wanted.commune, self.wanted.radius
        blocks: list[_Block] = []
        for ready, commune_id, count in counted:
            commune = communes[commune_id]
            distance = distance_km(origin, commune) if origin else None
            if origin is None or radius is None or (distance is not None and distance <= radius):
                blocks.append(_Block(ready, commune, distance, count))
        return sorted(blocks, key=_rank)

    def __len__(self) -> int:
        return sum(block.count for block in self.blocks)

    def __getitem__(self, asked: slice) -> list[int]:
        start, stop, _step = asked.indices(len(self))
        before, chosen = 0, []
        skipped = 0
        for block in self.blocks:
            if before + block.count > start and before < stop:
                chosen.append(block)
            elif before + block.count <= start:
                skipped += block.count
            before += block.count
        return self._read(chosen, start - skipped, stop - start) if chosen else []

    def _read(self, blocks: list[_Block], offset: int, count: int) -> list[int]:
        whens = [When(Q(ready=block.ready, commune=block.commune), then=rank) for rank, block in enumerate(blocks)]
        within = Q()
        for ready in {block.ready for block in blocks}:
            within |= Q(ready=ready, commune__in=[block.commune.pk for block in blocks if block.ready is ready])
        spread = timezone.localdate().toordinal() * _SPREAD % _ROUND
        ordered = self.lines.filter(within).annotate(
            block=Case(*whens, output_field=IntegerField()),
            turn=Mod(F("person_id") * Value(spread), Value(_ROUND)),
        )
        order = ["block", "-level", "turn", "person_id"]
        if self.wanted.procedure:
            knows = Offer.procedures.through.objects.filter(
                offer__person=OuterRef("person_id"), procedure=self.wanted.procedure
            )
            ordered, order = ordered.annotate(knows=Exists(knows)), ["block", "-knows", *order[1:]]
        return list(ordered.order_by(*order).values_list("person_id", flat=True)[offset : offset + count])

    def points(self) -> list[Point]:
        """The communes where they are, by INSEE code, without those whose position is not known."""
        total: dict[str, list[int]] = {}
        communes: dict[str, Commune] = {}
        for block in self.blocks:
            held = total.setdefault(block.commune.pk, [0, 0])
            held[0] += block.count
            held[1] += block.count if block.ready else 0
            communes[block.commune.pk] = block.commune
        return [
            Point(communes[insee], *total[insee])
            for insee in sorted(total)
            if communes[insee].latitude is not None and communes[insee].longitude is not None
        ]


def _rank(block: _Block) -> tuple[bool, float, str]:
    """Who is available first, then the nearest; without a place to measure from, another order each day."""
    if block.distance is not None:
        return (not block.ready, block.distance, block.commune.pk)
    turn = hashlib.blake2b(f"{block.commune.pk}{timezone.localdate()}".encode(), digest_size=8).hexdigest()
    return (not block.ready, float("inf"), turn)


def lines_for(wanted: Wanted) -> QuerySet[Candidate]:
    """One line for each helper who fits, wherever she lives."""
    lines = Candidate.objects.filter(
        listed=True,
        territory__in={wanted.territory_id} | neighbour_ids(wanted.territory_id),
        topic=wanted.topic_code,
    )
    if wanted.but:
        lines = lines.exclude(person__in=wanted.but)
    if wanted.language:
        lines = lines.annotate(spoken=F("languages").bitand(language_bits([wanted.language]))).exclude(spoken=0)
    if wanted.need:
        lines = lines.annotate(met=F("needs").bitand(need_bits([wanted.need]))).exclude(met=0)
    if wanted.fee:
        lines = lines.filter(fee__in=[wanted.fee, Fee.BOTH])
    if wanted.now:
        lines = lines.filter(_reachable(), ready=True)
    if wanted.day:
        lines = lines.filter(_has_hours(wanted.day))
    return lines


def _reachable() -> Q:
    """A page of hers is open, or she is rung otherwise; she neither rests nor is in a visit."""
    now = timezone.now()
    hers = {"person": OuterRef("person_id"), "territory": OuterRef("territory_id")}
    page = Availability.objects.filter(**hers, seen_at__gt=now - SILENT_AFTER)
    otherwise = Q(ring_by_push=True) | Q(ring_by_mail=True) | Q(ring_by_sms=True)
    rung = Rhythm.objects.filter(otherwise, **hers)
    resting = Rhythm.objects.filter(**hers, paused_until__gt=now)
    visiting = HelpRequest.objects.filter(helper=OuterRef("person_id"), state=RequestState.ASSIGNED)
    return Q(Exists(page) | Exists(rung)) & ~Q(Exists(resting)) & ~Q(Exists(visiting))


def _has_hours(day: date) -> Q:
    """She gave hours for that day, as `hours.hours_of_day` reads them."""
    hers = {"rhythm__person": OuterRef("person_id"), "rhythm__territory": OuterRef("territory_id")}
    told = HoursException.objects.filter(**hers, first_day__lte=day, last_day__gte=day)
    weekly = WeeklyHours.objects.filter(**hers, weekday=day.weekday())
    away = Exists(told.filter(starts=None))
    return ~Q(away) & (Q(Exists(told)) | Q(Exists(weekly)))


def whom_not(visitor: Person | None) -> frozenset[int]:
    """Herself, and those with whom one of the two does not wish to meet."""
    return frozenset({visitor.pk} | never_with(visitor.pk)) if visitor else frozenset()


def listed_helper(public_id: str, territory: Territory, visitor: Person | None) -> Person | None:
    """The helper of that page: answered for, listed, here or next door, and not blocked."""
    lines = Candidate.objects.filter(
        person__public_id=public_id,
        topic=None,
        listed=True,
        territory__in={territory.pk} | neighbour_ids(territory.pk),
    )
    if visitor:
        lines = lines.exclude(person__in=never_with(visitor.pk))
    line = lines.select_related("person__commune", "person__territory").first()
    return line.person if line and is_trusted_helper(line.person) else None


def offers_of(persons: Iterable[int]) -> dict[int, Offer]:
    """What each offers where she is answered for, with its themes in their order and its procedures."""
    offers = (
        Offer.objects.filter(person__in=persons, territory=F("person__territory"))
        .prefetch_related(Prefetch("lines", OfferTopic.objects.select_related("topic")), "procedures")
        .order_by("pk")
    )
    return {offer.person_id: offer for offer in offers}
