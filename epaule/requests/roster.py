"""The lines that matching reads, brought up to date."""

from collections.abc import Collection
from typing import NamedTuple

from django.db import transaction
from django.db.models import Prefetch

from epaule.knowhow.models import Offer, Procedure
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import Availability, Candidate, CandidateProcedure

_AT_ONCE = 1000


def language_bits(codes: list[str]) -> int:
    """One bit for each language; none said means French."""
    return sum(1 << place for place, code in enumerate(LANGUAGES_SPOKEN) if code in (codes or ["fr"]))


def need_bits(codes: list[str]) -> int:
    return sum(1 << place for place, code in enumerate(NEEDS) if code in codes)


def refresh(person_id: int) -> None:
    """Write the lines of that person again, from what she offers, whether the territory answers for her, and her
    switch. None is left of who may not help."""
    _write([person_id])


def rebuild() -> int:
    """Write the lines of everybody again, some persons at a time: each night, after an upgrade. How many lines."""
    for left in (Candidate, CandidateProcedure):
        left.objects.exclude(person__in=Offer.objects.values("person")).delete()
    helpers = list(Offer.objects.order_by("person").values_list("person", flat=True).distinct())
    return sum(_write(helpers[start : start + _AT_ONCE]) for start in range(0, len(helpers), _AT_ONCE))


def rebuild_if_empty() -> None:
    """An installation set up before there was a roster."""
    if not Candidate.objects.exists():
        rebuild()


@transaction.atomic
def _write(persons: Collection[int]) -> int:
    # Locked: two who write the same lines at once would each add theirs.
    locked = Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk")
    helpers = {one.pk: one for one in locked}
    for written in (Candidate, CandidateProcedure):
        written.objects.filter(person__in=helpers).delete()
    switches = Availability.objects.filter(person__in=helpers).order_by("pk")
    ready = set(switches.values_list("person_id", "territory_id"))
    offers = (
        Offer.objects.filter(person__in=helpers)
        .order_by("pk")
        .prefetch_related("lines", Prefetch("procedures", Procedure.objects.only("pk").order_by("pk")))
    )
    lines: list[Candidate] = []
    used_to: list[CandidateProcedure] = []
    for offer in offers:
        person = helpers[offer.person_id]
        if (
            is_trusted_helper(person)
            and person.commune_id is not None
            and person.territory_id == offer.territory_id
        ):
            where = _Where(person.commune_id, (person.pk, offer.territory_id) in ready)
            lines += _lines(person, offer, where)
            used_to += _used_to(offer, where)
    CandidateProcedure.objects.bulk_create(used_to, batch_size=5000)
    return len(Candidate.objects.bulk_create(lines, batch_size=5000))


class _Where(NamedTuple):
    commune_id: str
    ready: bool


def _lines(person: Person, offer: Offer, where: _Where) -> list[Candidate]:
    return [
        Candidate(
            person=person,
            territory_id=offer.territory_id,
            topic_id=topic_id,
            commune_id=where.commune_id,
            level=level,
            languages=language_bits(person.languages),
            needs=need_bits(offer.needs),
            fee=offer.fee,
            ready=where.ready,
            listed=offer.listed,
        )
        for topic_id, level in [(None, 0), *((line.topic_id, line.level) for line in offer.lines.all())]
    ]


def _used_to(offer: Offer, where: _Where) -> list[CandidateProcedure]:
    return [
        CandidateProcedure(
            person_id=offer.person_id,
            territory_id=offer.territory_id,
            procedure=procedure,
            commune_id=where.commune_id,
            ready=where.ready,
        )
        for procedure in offer.procedures.all()
    ]
