"""« J’irai à … »"""

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.requests.actions._again import UNANSWERED, same_ask
from epaule.requests.actions._common import end
from epaule.requests.errors import AskIsOver, PlaceNotOffered
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.rules import can_choose_way
from epaule.safety import audit
from epaule.territory.models import Place


@transaction.atomic
def redirect_to_place(*, by: Person, request: HelpRequest, place: Place) -> HelpRequest:
    """She goes to `place` instead of waiting. Again is the same.

    What nobody answered stays so: the ask that is returned is then another one, in the same words. Refused:
    `PlaceNotOffered` for a place of another territory, `AskIsOver`.
    """
    Person.objects.select_for_update(no_key=True).get(pk=request.person_id)
    request = HelpRequest.objects.select_for_update(of=("self",)).select_related("territory").get(pk=request.pk)
    if not can_choose_way(by, request):
        raise NotAllowed()
    if place.territory_id != request.territory_id:
        raise PlaceNotOffered()
    if request.state == RequestState.REDIRECTED and request.place_id == place.pk:
        return request
    if request.state in UNANSWERED:
        return _gone_there_since(request, place) or _goes(by, request, place)
    if request.state != RequestState.PUBLISHED:
        raise AskIsOver()
    end(request, RequestState.REDIRECTED, "request.redirected", by)
    request.place = place
    request.save(update_fields=["place"])
    return request


def _gone_there_since(request: HelpRequest, place: Place) -> HelpRequest | None:
    asks = HelpRequest.objects.filter(person=request.person_id, state=RequestState.REDIRECTED, place=place)
    return asks.filter(published_at__gte=request.ended_at, text=request.text).first()


def _goes(by: Person, request: HelpRequest, place: Place) -> HelpRequest:
    again = same_ask(request, state=RequestState.REDIRECTED, place=place, ended_at=timezone.now())
    audit.record("request.redirected", by=by, target=again, territory=request.territory)
    return again
