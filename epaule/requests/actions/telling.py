"""Where a guest who can wait is told that a helper proposes."""

from django.db import transaction

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.requests.actions._appointments import lock_request
from epaule.requests.errors import NothingToTell, RemindersTooOften
from epaule.requests.limits import REMINDERS_LIMIT
from epaule.requests.models import HelpRequest, RequestState, Urgency
from epaule.requests.rules import can_be_told
from epaule.safety import audit
from epaule.safety.throttle import spend


@transaction.atomic
def set_reach(*, by: Person, request: HelpRequest, email: str, phone: str) -> HelpRequest:
    """An e-mail address, an E.164 number, or none any more. Again is the same. Kept until the ask is over.

    Links sent to another address no longer open. Refused: `NothingToTell`, `RemindersTooOften`.
    """
    request = lock_request(request.pk)
    if not can_be_told(by, request):
        raise NotAllowed()
    if request.state != RequestState.PUBLISHED or request.urgency == Urgency.NOW:
        raise NothingToTell()
    if (email, phone) != (request.email, request.phone):
        spend(REMINDERS_LIMIT, request.public_id, refusal=RemindersTooOften)
        request.email, request.phone = email, phone
        request.save(update_fields=["email", "phone"])
        audit.record("request.reach", by=by, target=request, territory=request.territory)
    return request
