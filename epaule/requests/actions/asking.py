"""Asking for help."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.knowhow.models import Fee, Procedure, Topic
from epaule.knowhow.queries import with_required_topics
from epaule.people.devices import DEVICES
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.requests.actions._common import refuse_secrets
from epaule.requests.actions.dispatch import start_dispatch
from epaule.requests.errors import AlreadyAsking
from epaule.requests.events import RequestPublished
from epaule.requests.models import WAITING, ForWhom, HelpRequest, Urgency
from epaule.safety import audit
from epaule.territory.models import Commune, Territory


@transaction.atomic
def publish_request(
    *,
    by: Person,
    territory: Territory,
    first_name: str,
    commune: Commune,
    text: str,
    topics: Sequence[str],
    procedure: str = "",
    urgency: Urgency = Urgency.NOW,
    for_whom: ForWhom = ForWhom.SELF,
    filled_in_by: str = "",
    device: str = "",
    needs: Sequence[str] = (),
    fee: Fee = Fee.FREE,
    wished_helper: Person | None = None,
    language: str = "fr",
    origin: str = "",
) -> HelpRequest:
    """`by` asks for help. Now: the fitting helpers ring once this commits; later: they see it at their desk.

    `topics`, `procedure`, `device` and `needs` are codes; those not known are left out.
    """
    refuse_secrets(text)
    refuse_secrets(filled_in_by)
    # Not her key: others who ask at this instant may ring her.
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.requests.filter(state__in=WAITING).exists():
        raise AlreadyAsking()
    request = HelpRequest.objects.create(
        territory=territory,
        person=by,
        first_name=first_name,
        commune=commune,
        text=text,
        procedure=Procedure.objects.filter(pk=procedure).first() if procedure else None,
        urgency=urgency,
        for_whom=for_whom,
        filled_in_by=filled_in_by,
        device=device if device in DEVICES else "",
        needs=[code for code in NEEDS if code in needs],
        fee=fee,
        wished_helper=wished_helper,
        language=language,
        origin=origin,
        published_at=timezone.now(),
    )
    request.topics.set(Topic.objects.filter(code__in=with_required_topics(topics)))
    audit.record("request.published", by=by, target=request, territory=territory, topics=sorted(topics))
    publish(RequestPublished(request.pk))
    if urgency == Urgency.NOW:
        start_dispatch(request=request)
    return request
