"""What the actions of several files need."""

from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.requests.actions._appointments import end_what_hangs
from epaule.requests.errors import CannotCancel, HelperStopped, NotYetVouched, TextHoldsSecret
from epaule.requests.events import RequestOver
from epaule.requests.models import TRANSITIONS, HelpRequest, RequestState
from epaule.requests.rules import can_help_in, can_offer_in
from epaule.safety import audit
from epaule.safety.texts import find_secret


def refuse_secrets(text: str) -> None:
    """Raise `TextHoldsSecret` when `text` holds a card, social-security or account number, a password, a code."""
    secret = find_secret(text)
    if secret is not None:
        raise TextHoldsSecret(secret.sentence)


def refuse_who_may_not_help(person: Person, territory_id: int) -> None:
    if person.suspended_at is not None:
        raise HelperStopped()
    if not can_help_in(person, territory_id):
        raise NotYetVouched()


def refuse_who_may_not_offer(person: Person, territory_id: int) -> None:
    """Her switch and her hours are those of her own territory."""
    refuse_who_may_not_help(person, territory_id)
    if not can_offer_in(person, territory_id):
        raise NotYetVouched()


def end(request: HelpRequest, state: RequestState, event: str, by: Person | None) -> HelpRequest:
    check_transition(TRANSITIONS, request.state, state, CannotCancel)
    request.state, request.ended_at, request.next_wave_at = state, timezone.now(), None
    request.email = request.phone = ""
    request.save(update_fields=["state", "ended_at", "next_wave_at", "email", "phone"])
    audit.record(event, by=by, target=request, territory=request.territory)
    end_what_hangs(request, by)
    publish(RequestOver(request.pk))
    return request
