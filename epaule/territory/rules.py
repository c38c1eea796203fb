"""Who may what, about a territory."""

import rules

from epaule.people.models import Person
from epaule.people.rules import is_coordinator_of
from epaule.territory.models import Territory


@rules.predicate
def can_set_keeping(person: Person, territory: Territory) -> bool:
    """Its coordinators."""
    return is_coordinator_of(person, territory.pk)


@rules.predicate
def can_set_neighbours(person: Person, territory: Territory) -> bool:
    """Its coordinators."""
    return is_coordinator_of(person, territory.pk)


@rules.predicate
def can_set_office_hours(person: Person, territory: Territory) -> bool:
    """Its coordinators."""
    return is_coordinator_of(person, territory.pk)


rules.add_perm("territory.set_office_hours", can_set_office_hours)
rules.add_perm("territory.set_neighbours", can_set_neighbours)
rules.add_perm("territory.set_keeping", can_set_keeping)
