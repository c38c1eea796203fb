"""What happened to requests, told to the pages that wait for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.requests.events import RequestAccepted, RequestOver, RequestPassed, RequestPublished
from epaule.requests.models import Availability, HelpRequest
from epaule.requests.queries import helpers_to_ring
from epaule.visits import actions, live, protocol, tasks
from epaule.visits.events import AlarmRaised, InvitationRefused
from epaule.visits.queries import request_changed, ringing_card


def _load(request_id: int) -> HelpRequest:
    return HelpRequest.objects.select_related("commune", "helper").prefetch_related("topics").get(pk=request_id)


def ring_helpers(event: RequestPublished) -> None:
    request = _load(event.request_id)
    message = protocol.Ring(ringing_card(request))
    for person_id in helpers_to_ring(request).values_list("pk", flat=True):
        live.tell_helper(person_id, message)


def _hush(request: HelpRequest, message: protocol.RingOver, *, but: int = 0) -> None:
    """Every helper with the switch on is told: who was rung may have changed her offer since."""
    listening = Availability.objects.filter(territory_id=request.territory_id).exclude(person_id=but)
    for person_id in listening.values_list("person_id", flat=True):
        live.tell_helper(person_id, message)


def announce_helper(event: RequestAccepted) -> None:
    """The person is taken to the room; the other helpers stop ringing."""
    request = _load(event.request_id)
    if request.helper is None:
        return
    live.tell_waiting(request.public_id, request_changed(request))
    taken = protocol.RingOver(request.public_id, "taken", _("Quelqu’un d’autre y va, merci !"))
    _hush(request, taken, but=request.helper.pk)


def hush_passed(event: RequestPassed) -> None:
    """The other pages of the helper who passed stop ringing too."""
    request = _load(event.request_id)
    message = protocol.RingOver(request.public_id, "passed", _("Vous laissez cette demande à d’autres."))
    live.tell_helper(event.helper_id, message)


OVER_SENTENCES = {
    "cancelled": gettext_lazy("La personne n’a plus besoin d’aide."),
    "expired": gettext_lazy("La personne a attendu trop longtemps. Nous lui proposons un rappel."),
    "withdrawn": gettext_lazy("Cette demande a été retirée."),
}


def tell_over(event: RequestOver) -> None:
    request = _load(event.request_id)
    live.tell_waiting(request.public_id, request_changed(request))
    if request.state in OVER_SENTENCES:
        sentence = str(OVER_SENTENCES[request.state])
        # The states of the table above are those of the message.
        over = protocol.RingOver(request.public_id, request.state, sentence)  # type: ignore[arg-type]
        _hush(request, over)


def end_visit(event: RequestOver) -> None:
    """Cancelled or withdrawn after somebody came: its room closes. A visit that ended by itself is left alone."""
    actions.end_with_request(request=_load(event.request_id))


def warn_operator(event: AlarmRaised) -> None:
    """By mail, beside its page of alarms."""
    tasks.mail_alarm(event.alarm_id)


def warn_of_call(event: InvitationRefused) -> None:
    """By mail: a helper may be calling people, or somebody may use his name."""
    tasks.mail_call(event.helper_id)
