"""Who may what, about persons. Pure predicates on loaded objects."""

import rules

from epaule.people.models import Person, Status


def is_coordinator_of(person: Person, territory_id: int) -> bool:
    """She coordinates this territory."""
    return person.status == Status.COORDINATOR and person.territory_id == territory_id


def is_trusted_helper(person: Person) -> bool:
    """Somebody of the territory answers for her and no alarm stops her: she may be rung and may accept."""
    return (
        person.vouched_at is not None and person.suspended_at is None and not person.is_guest and person.is_active
    )


@rules.predicate
def can_vouch_for(person: Person, helper: Person) -> bool:
    """The coordinator of the helper's territory, never for herself, nor for a guest: nobody knows who that is."""
    return is_coordinator_of(person, helper.territory_id) and person.pk != helper.pk and not helper.is_guest


rules.add_perm("people.vouch", can_vouch_for)
