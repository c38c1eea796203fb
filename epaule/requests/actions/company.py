"""After a visit: kept in the list of who helped, or not; no longer brought together."""

from django.db import transaction

from epaule.people import actions as people_actions
from epaule.people.errors import NobodyElse
from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.requests import company
from epaule.requests.errors import HelperNotThere


@transaction.atomic
def keep_helper(*, by: Person, helper: Person) -> None:
    """`by`, whom `helper` helped, lets him keep her in his list: he will be told first. Again is the same."""
    if not company.was_helped_by(by, helper):
        raise NobodyElse()
    if not is_trusted_helper(helper) or not company.may_meet(by, helper):
        raise HelperNotThere()
    people_actions.keep_contact(by=by, helper=helper)


@transaction.atomic
def decline_to_keep(*, by: Person, helper: Person) -> None:
    """« Non merci »: `by` is not asked again about this helper, who is told nothing."""
    if not company.was_helped_by(by, helper):
        raise NobodyElse()
    people_actions.drop_contact(by=by, helped=by, helper=helper)
    people_actions.dismiss(by=by, what=company.keep_code(helper))


@transaction.atomic
def stop_meeting(*, by: Person, other: Person) -> None:
    """`by` does not want to meet `other`, with whom she was brought together, again. Again is the same."""
    if not company.have_met(by, other):
        raise NobodyElse()
    people_actions.block(by=by, blocked=other)
