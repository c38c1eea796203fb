"""The lines that matching reads, brought up to date."""

from django.db import transaction

from epaule.knowhow.models import Offer
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import Availability, Candidate


def language_bits(codes: list[str]) -> int:
    """One bit for each language; none said means French."""
    return sum(1 << place for place, code in enumerate(LANGUAGES_SPOKEN) if code in (codes or ["fr"]))


def need_bits(codes: list[str]) -> int:
    return sum(1 << place for place, code in enumerate(NEEDS) if code in codes)


@transaction.atomic
def refresh(person_id: int) -> None:
    """Write the lines of that person again, from what she offers, whether the territory answers for her, and her
    switch. None is left of who may not help."""
    person = Person.objects.get(pk=person_id)
    Candidate.objects.filter(person=person).delete()
    if not is_trusted_helper(person) or person.commune_id is None:
        return
    ready = set(Availability.objects.filter(person=person).values_list("territory_id", flat=True))
    offers = Offer.objects.filter(person=person, territory=person.territory_id).order_by("pk")
    Candidate.objects.bulk_create(
        Candidate(
            person=person,
            territory_id=offer.territory_id,
            topic_id=topic_id,
            commune_id=person.commune_id,
            level=level,
            languages=language_bits(person.languages),
            needs=need_bits(offer.needs),
            fee=offer.fee,
            ready=offer.territory_id in ready,
            listed=offer.listed,
        )
        for offer in offers.prefetch_related("lines")
        for topic_id, level in [(None, 0), *((line.topic_id, line.level) for line in offer.lines.all())]
    )
