"""The lines that matching reads, brought up to date."""

from collections.abc import Collection

from django.db import transaction

from epaule.knowhow.models import Offer
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import Availability, Candidate

_AT_ONCE = 1000


def language_bits(codes: list[str]) -> int:
    """One bit for each language; none said means French."""
    return sum(1 << place for place, code in enumerate(LANGUAGES_SPOKEN) if code in (codes or ["fr"]))


def need_bits(codes: list[str]) -> int:
    return sum(1 << place for place, code in enumerate(NEEDS) if code in codes)


@transaction.atomic
def refresh(person_id: int) -> None:
    """Write the lines of that person again, from what she offers, whether the territory answers for her, and her
    switch. None is left of who may not help."""
    Candidate.objects.filter(person=person_id).delete()
    Candidate.objects.bulk_create(_lines([person_id]))


def rebuild() -> int:
    """Write the lines of everybody again, some persons at a time: each night, after an upgrade. How many lines."""
    left = Candidate.objects.exclude(person__offers__isnull=False).order_by("pk")
    left.delete()
    helpers = list(Offer.objects.order_by("person").values_list("person", flat=True).distinct())
    count = 0
    for start in range(0, len(helpers), _AT_ONCE):
        some = helpers[start : start + _AT_ONCE]
        with transaction.atomic():
            Candidate.objects.filter(person__in=some).delete()
            count += len(Candidate.objects.bulk_create(_lines(some), batch_size=5000))
    return count


def rebuild_if_empty() -> None:
    """An installation set up before there was a roster."""
    if not Candidate.objects.exists():
        rebuild()


def _lines(persons: Collection[int]) -> list[Candidate]:
    helpers = {one.pk: one for one in Person.objects.filter(pk__in=persons).order_by("pk")}
    switches = Availability.objects.filter(person__in=persons).order_by("pk")
    ready = set(switches.values_list("person_id", "territory_id"))
    offers = Offer.objects.filter(person__in=persons).order_by("pk").prefetch_related("lines")
    return [
        Candidate(
            person=person,
            territory_id=offer.territory_id,
            topic_id=topic_id,
            commune_id=person.commune_id,
            level=level,
            languages=language_bits(person.languages),
            needs=need_bits(offer.needs),
            fee=offer.fee,
            ready=(person.pk, offer.territory_id) in ready,
            listed=offer.listed,
        )
        for offer in offers
        if is_trusted_helper(person := helpers[offer.person_id])
        and person.commune_id is not None
        and person.territory_id == offer.territory_id
        for topic_id, level in [(None, 0), *((line.topic_id, line.level) for line in offer.lines.all())]
    ]
