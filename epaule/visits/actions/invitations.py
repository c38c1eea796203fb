"""The ways into a visit without being matched."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel.ids import new_digits
from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.errors import NoLongerWaiting, NotYetVouched
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.rules import can_be_rung
from epaule.safety import audit
from epaule.visits.actions.rooms import open_visit
from epaule.visits.errors import CodeUnknown, NotYourVisit
from epaule.visits.models import Invitation, Visit
from epaule.visits.rules import can_invite_to

INVITATION_LIFE = timedelta(minutes=15)


@transaction.atomic
def invite(*, by: Person, request: HelpRequest) -> Invitation:
    """Six digits that a helper she knows may type instead of waiting to be rung. Asked again: the same ones."""
    if not can_invite_to(by, request):
        raise NotYourVisit()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RequestState.PUBLISHED:
        raise NoLongerWaiting()
    now = timezone.now()
    Invitation.objects.filter(expires_at__lt=now).delete()
    invitation = Invitation.objects.filter(request=request).first()
    while invitation is None:
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    by=by,
                    request=request,
                    code=new_digits(6),
                    token=secrets.token_urlsafe(24),
                    created_at=now,
                    expires_at=now + INVITATION_LIFE,
                )
        except IntegrityError:
            # The digits are in use, or another page of hers was quicker.
            invitation = Invitation.objects.filter(request=request).first()
        else:
            audit.record("invitation.created", by=by, target=request, territory=request.territory)
    return invitation


@dataclass(frozen=True)
class Arrival:
    request: HelpRequest
    visit: Visit


@transaction.atomic
def arrive_by_code(*, by: Person, code: str) -> Arrival:
    """A helper types the six digits the person read to her: she accepts that request."""
    if not can_be_rung(by):
        # Before looking: who may not help does not learn which codes exist.
        raise NotYetVouched()
    invitation = (
        Invitation.objects.select_related("request").filter(code=code, expires_at__gt=timezone.now()).first()
    )
    if invitation is None or invitation.request is None:
        raise CodeUnknown()
    request = requests_actions.accept(by=by, request=invitation.request)
    audit.record("invitation.used", by=by, target=request, territory=request.territory)
    return Arrival(request=request, visit=open_visit(by=by, request=request))
