"""Reads about persons."""

from django.db.models import Q, QuerySet

from epaule.people.models import Block, Person


def helpers_waiting(territory_id: int) -> QuerySet[Person]:
    """Persons with an offer whom nobody has vouched for yet, oldest first. Whom an alarm stops does not wait."""
    return (
        Person.objects.filter(
            territory_id=territory_id,
            is_active=True,
            vouched_at=None,
            suspended_at=None,
            offers__territory_id=territory_id,
        )
        .select_related("commune")
        .prefetch_related("offers__topics")
        .order_by("created_at", "pk")
        .distinct()
    )


def helpers_vouched(territory_id: int) -> QuerySet[Person]:
    """Persons who may be rung, by first name."""
    return (
        Person.objects.filter(
            territory_id=territory_id, is_active=True, vouched_at__isnull=False, suspended_at=None
        )
        .select_related("commune", "vouched_by")
        .order_by("first_name", "pk")
    )


def never_with(person_id: int) -> set[int]:
    """Whom that person never meets, whichever of the two wished it."""
    pairs = Block.objects.filter(Q(person=person_id) | Q(blocked=person_id)).order_by("pk")
    return {one for pair in pairs.values_list("person_id", "blocked_id") for one in pair} - {person_id}


def persons_who_may_meet(person_id: int) -> QuerySet[Person]:
    """All but those whom `never_with` tells, for a query that reads persons anyway."""
    return Person.objects.exclude(blocks__blocked=person_id).exclude(blocked_by__person=person_id)
