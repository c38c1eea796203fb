"""Whom she may wish for: a helper the territory answers for, whom she does not avoid nor who avoids her."""

from django.db.models import Q

from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.requests.rules import can_help_in
from epaule.territory.models import Territory

SHOWN = 6


def helpers_who_know(person: Person, territory: Territory) -> list[Person]:
    """Those who helped `person` or keep her among « mes accompagnés », by first name; at most SHOWN."""
    helpers = (
        Person.objects.filter(
            Q(accepted_requests__person=person, accepted_requests__state="closed") | Q(persons_kept__helped=person)
        )
        .exclude(pk__in=never_with(person.pk))
        .exclude(pk=person.pk)
        .select_related("commune")
        .order_by("first_name", "pk")
        .distinct()
    )
    return [helper for helper in helpers if can_help_in(helper, territory.pk)][:SHOWN]


def helper_wished(public_id: str, *, by: Person | None, territory: Territory) -> Person | None:
    """The helper of that identifier, when `by` (a visitor: None) may ask for her in `territory`."""
    # PostgreSQL cannot even be asked about a NUL.
    if not (public_id.isalnum() and public_id.isascii()):
        return None
    helper = Person.objects.filter(public_id=public_id).select_related("commune").first()
    if helper is None or not can_help_in(helper, territory.pk):
        return None
    if by is not None and (by.pk == helper.pk or helper.pk in never_with(by.pk)):
        return None
    return helper
