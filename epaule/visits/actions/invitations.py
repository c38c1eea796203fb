"""Invitations: given, used once, stopped."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from epaule.kernel.events import publish
from epaule.kernel.ids import new_digits
from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.errors import HelperBusy, NoLongerWaiting, NotYetVouched
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.queries import request_to_help_now
from epaule.requests.rules import can_help_in
from epaule.safety import audit
from epaule.territory.models import Commune
from epaule.visits.actions._room import open_participant
from epaule.visits.actions.rooms import open_visit
from epaule.visits.errors import InvitationOver, NotYourVisit, OnlyTheTwoInvite, OwnInvitation, RoomFull
from epaule.visits.events import InvitationRefused
from epaule.visits.models import Invitation, Participant, Role, Visit
from epaule.visits.protocol import PARTICIPANTS_MAX
from epaule.visits.queries import everyone_of
from epaule.visits.rules import can_invite_helped, can_invite_more, can_invite_to

INVITATION_LIFE = timedelta(minutes=15)


def _standing(**kind: Any) -> Invitation | None:
    """The unused one of that kind; those that are too old are forgotten. Who may make another holds its lock."""
    Invitation.objects.filter(expires_at__lte=timezone.now()).delete()
    return Invitation.objects.filter(used_at=None, **kind).first()


def _issue(by: Person, **kind: Any) -> Invitation:
    """A new invitation; digits that are in use are drawn again."""
    now = timezone.now()
    while True:
        try:
            with transaction.atomic():
                return Invitation.objects.create(
                    by=by,
                    code=new_digits(6),
                    token=secrets.token_urlsafe(24),
                    created_at=now,
                    expires_at=now + INVITATION_LIFE,
                    **kind,
                )
        except IntegrityError:
            continue


@transaction.atomic
def invite(*, by: Person, request: HelpRequest) -> Invitation:
    """For a helper she knows, who may then come instead of being rung. Asked again: the same digits."""
    if not can_invite_to(by, request):
        raise NotYourVisit()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RequestState.PUBLISHED:
        raise NoLongerWaiting()
    invitation = _standing(request=request)
    if invitation is None:
        invitation = _issue(by, request=request)
        audit.record("invitation.created", by=by, target=request, territory=request.territory)
    return invitation


@transaction.atomic
def invite_helped(*, by: Person) -> Invitation:
    """For the person whom `by`, a helper she knows, is going to help. Asked again: the same digits."""
    if not can_invite_helped(by):
        raise NotYetVouched()
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    if request_to_help_now(by) is not None:
        raise HelperBusy()
    invitation = _standing(helper=by)
    if invitation is None:
        Invitation.objects.filter(helper=by).delete()
        invitation = _issue(by, helper=by)
        audit.record("invitation.created", by=by, target=by, territory=by.territory)
    return invitation


@transaction.atomic
def invite_more(*, by: Participant, role: Role) -> Invitation:
    """For somebody more, in a visit under way. Asked again for the same role: the same digits."""
    by = open_participant(by)
    if not can_invite_more(by):
        raise OnlyTheTwoInvite()
    if everyone_of(by.visit_id).count() >= PARTICIPANTS_MAX:
        raise RoomFull()
    invitation = _standing(visit=by.visit, role=role, by=by.person)
    if invitation is None:
        invitation = _issue(by.person, visit=by.visit, role=role)
        audit.record(
            "invitation.created", by=by.person, target=by.visit, territory=by.visit.territory, role=role.value
        )
    return invitation


def use(invitation: Invitation) -> Invitation:
    """Mark it used, under its lock; `InvitationOver` when it is used already, or too old."""
    now = timezone.now()
    held = (
        Invitation.objects.select_for_update().filter(pk=invitation.pk, used_at=None, expires_at__gt=now).first()
    )
    if held is None:
        raise InvitationOver()
    held.used_at = now
    held.save(update_fields=["used_at"])
    return held


@transaction.atomic
def join_request(*, by: Person, invitation: Invitation) -> Visit:
    """A helper comes to the person who gave him her digits: he accepts her request."""
    invitation = use(invitation)
    if invitation.request is None:
        raise InvitationOver()
    request = requests_actions.accept(by=by, request=invitation.request, invited=True)
    audit.record("invitation.used", by=by, target=request, territory=request.territory)
    return open_visit(by=by, request=request)


@transaction.atomic
def meet_helper(*, by: Person, invitation: Invitation, first_name: str, commune: Commune) -> Visit:
    """A person comes to the helper who gave her his digits; she asked for this help, and was called by nobody."""
    invitation = use(invitation)
    helper = invitation.helper
    if helper is None or not can_help_in(helper, helper.territory_id):
        raise InvitationOver()
    if helper.pk == by.pk:
        raise OwnInvitation()
    request = requests_actions.ask_known_helper(
        by=by,
        helper=helper,
        first_name=first_name,
        commune=commune,
        text=_("Une aide convenue avec %(name)s.") % {"name": helper.first_name},
    )
    audit.record("invitation.used", by=by, target=request, territory=request.territory)
    return open_visit(by=by, request=request)


@transaction.atomic
def stop_invitation(*, by: Person | None, invitation: Invitation, was_called: bool) -> None:
    """The person was called to be given the digits, or did not ask for this help: nobody may use them any more.

    The operator is told by mail, and the audit trail keeps the helper as its target. Again is the same.
    """
    try:
        invitation = use(invitation)
    except InvitationOver:
        return
    inviting = invitation.by
    why = "called" if was_called else "not_asked"
    audit.record("invitation.refused", by=by, target=inviting, territory=inviting.territory, why=why)
    publish(InvitationRefused(inviting.pk))
