"""Who may what, about how-to sheets."""

import rules
from django.contrib.auth.models import AnonymousUser

from epaule.knowhow.models import READABLE, Sheet, SheetState
from epaule.people.models import Person
from epaule.people.rules import is_coordinator_of, is_trusted_helper


@rules.predicate
def can_review_sheets(person: Person, territory_id: int) -> bool:
    """A helper whom this very territory answers for."""
    return is_trusted_helper(person) and person.territory_id == territory_id


@rules.predicate
def can_review_sheet(person: Person, sheet: Sheet) -> bool:
    """The same, when it is another than the two who made it."""
    return can_review_sheets(person, sheet.territory_id) and person.pk not in {sheet.owner_id, sheet.helper_id}


@rules.predicate
def can_read_sheet(person: Person | AnonymousUser, sheet: Sheet) -> bool:
    """Everyone once it is published; before that the two who made it, and who may review it."""
    if sheet.state in READABLE:
        return True
    if sheet.state != SheetState.IN_REVIEW or not isinstance(person, Person):
        return False
    return person.pk in {sheet.owner_id, sheet.helper_id} or can_review_sheet(person, sheet)


@rules.predicate
def can_withdraw_sheet(person: Person, sheet: Sheet) -> bool:
    """She who agreed, at any time."""
    return person.pk == sheet.owner_id


@rules.predicate
def can_retire_sheet(person: Person, sheet: Sheet) -> bool:
    """The coordinators of the territory; once it is « à revoir », who may review it as well."""
    if is_coordinator_of(person, sheet.territory_id):
        return True
    return sheet.state == SheetState.TO_REVIEW and can_review_sheet(person, sheet)


rules.add_perm("knowhow.review_sheets", can_review_sheets)
rules.add_perm("knowhow.review_sheet", can_review_sheet)
rules.add_perm("knowhow.read_sheet", can_read_sheet)
rules.add_perm("knowhow.withdraw_sheet", can_withdraw_sheet)
rules.add_perm("knowhow.retire_sheet", can_retire_sheet)
