"""Who may what, about requests."""

import rules

from epaule.people.models import Person
from epaule.people.rules import is_coordinator_of, is_trusted_helper
from epaule.requests.models import Appointment, HelpRequest
from epaule.territory.queries import neighbour_ids


@rules.predicate
def can_see_request(person: Person, request: HelpRequest) -> bool:
    """The one who asks, and the one who comes. Others read only the ringing card."""
    return person.pk in {request.person_id, request.helper_id}


@rules.predicate
def can_cancel_request(person: Person, request: HelpRequest) -> bool:
    """Only the one who asks."""
    return person.pk == request.person_id


@rules.predicate
def can_be_rung(person: Person) -> bool:
    """A helper the territory answers for."""
    return is_trusted_helper(person)


@rules.predicate
def can_offer_in(person: Person, territory_id: int) -> bool:
    """A helper whom this very territory answers for: there she says what she offers, and when."""
    return is_trusted_helper(person) and person.territory_id == territory_id


@rules.predicate
def can_help_in(person: Person, territory_id: int) -> bool:
    """The same, and the helpers of a neighbouring territory once both have agreed.

    A query when the territory is not hers: for a list, `queries.territories_helped_by` asks once.
    """
    if not is_trusted_helper(person):
        return False
    return person.territory_id == territory_id or person.territory_id in neighbour_ids(territory_id)


@rules.predicate
def can_set_hours(person: Person, territory_id: int) -> bool:
    """Whoever may offer help there: somebody with an account in this very territory, whom no alarm stops."""
    has_account = person.is_active and not person.is_guest and person.suspended_at is None
    return has_account and person.territory_id == territory_id


@rules.predicate
def can_answer_callbacks(person: Person, territory_id: int) -> bool:
    """Coordinators of the territory: the list holds telephone numbers."""
    return is_coordinator_of(person, territory_id)


@rules.predicate
def can_book(person: Person, request: HelpRequest) -> bool:
    """Only the one who asks: a helper proposes, and never books herself an ask."""
    return person.pk == request.person_id


@rules.predicate
def can_be_told(person: Person, request: HelpRequest) -> bool:
    """Who asked without account: who has one is written to there."""
    return person.pk == request.person_id and person.is_guest


@rules.predicate
def can_see_appointment(person: Person, appointment: Appointment) -> bool:
    """The two. Each may cancel it, and begins it at the hour."""
    return person.pk in {appointment.helper_id, appointment.request.person_id}


@rules.predicate
def can_move_appointment(person: Person, appointment: Appointment) -> bool:
    """The helped person, who also says where she is reminded: her helper proposes other hours."""
    return person.pk == appointment.request.person_id


@rules.predicate
def can_propose_move(person: Person, appointment: Appointment) -> bool:
    """Its helper: she proposes other moments, the helped person keeps hers until she takes one."""
    return person.pk == appointment.helper_id


@rules.predicate
def can_read_feed(person: Person, territory_id: int) -> bool:
    """A helper whom this very territory answers for: the calendar of her appointments names who she helps."""
    return bool(can_offer_in(person, territory_id))


@rules.predicate
def can_choose_way(person: Person, request: HelpRequest) -> bool:
    """The one who asks; the coordinators of its territory, for whom nobody answered."""
    return person.pk == request.person_id or is_coordinator_of(person, request.territory_id)


@rules.predicate
def can_follow_up(person: Person, request: HelpRequest) -> bool:
    """The coordinators of its territory."""
    return is_coordinator_of(person, request.territory_id)


rules.add_perm("requests.choose_way", can_choose_way)
rules.add_perm("requests.follow_up", can_follow_up)
rules.add_perm("requests.see", can_see_request)
rules.add_perm("requests.cancel", can_cancel_request)
rules.add_perm("requests.be_rung", can_be_rung)
rules.add_perm("requests.offer", can_offer_in)
rules.add_perm("requests.help", can_help_in)
rules.add_perm("requests.set_hours", can_set_hours)
rules.add_perm("requests.answer_callbacks", can_answer_callbacks)
rules.add_perm("requests.book", can_book)
rules.add_perm("requests.be_told", can_be_told)
rules.add_perm("requests.see_appointment", can_see_appointment)
rules.add_perm("requests.move_appointment", can_move_appointment)
rules.add_perm("requests.propose_move", can_propose_move)
rules.add_perm("requests.read_feed", can_read_feed)
