"""What becomes of an ask that nobody answered, when the territory takes care of it."""

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests.actions._again import UNANSWERED, same_ask
from epaule.requests.errors import AskIsOver, TheyAskAlready
from epaule.requests.events import RequestPublished
from epaule.requests.models import WAITING, HelpRequest, Urgency
from epaule.requests.rules import can_follow_up
from epaule.safety import audit


@transaction.atomic
def follow_up(*, by: Person, request: HelpRequest) -> HelpRequest:
    """« Je m’en occupe »: a coordinator takes care of it. Again, also by another, is the same."""
    request = _unanswered(by, request)
    if request.followed_up_at is None:
        note_followed(request.pk, by)
        request.refresh_from_db()
        audit.record("request.followed_up", by=by, target=request, territory=request.territory)
    return request


@transaction.atomic
def publish_again(*, by: Person, request: HelpRequest) -> HelpRequest:
    """A coordinator asks the same once more for her: helpers see it at their desk this week.

    Refused: `TheyAskAlready` when she asks for something already.
    """
    Person.objects.select_for_update(no_key=True).get(pk=request.person_id)
    request = _unanswered(by, request)
    if HelpRequest.objects.filter(person=request.person_id, state__in=WAITING).exists():
        raise TheyAskAlready()
    again = same_ask(request, urgency=Urgency.THIS_WEEK)
    note_followed(request.pk, by)
    audit.record("request.published_again", by=by, target=again, territory=again.territory)
    publish(RequestPublished(again.pk))
    return again


def note_followed(request_id: int, by: Person) -> None:
    """Only of what nobody answered, and the first time."""
    unanswered = HelpRequest.objects.filter(pk=request_id, state__in=UNANSWERED, followed_up_at=None)
    unanswered.update(followed_up_at=timezone.now(), followed_up_by=by)


def _unanswered(by: Person, request: HelpRequest) -> HelpRequest:
    request = HelpRequest.objects.select_for_update(of=("self",)).select_related("territory").get(pk=request.pk)
    if not can_follow_up(by, request):
        raise NotAllowed()
    if request.state not in UNANSWERED:
        raise AskIsOver()
    return request
