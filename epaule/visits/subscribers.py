"""What happened to requests, told to the pages that wait for it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.requests.events import (
    AppointmentBooked,
    AppointmentMoved,
    HelperReplaced,
    HelperRung,
    RequestAccepted,
    RequestOver,
    RequestPassed,
    SearchMoved,
)
from epaule.requests.models import Appointment, HelpRequest, RequestState, RingAnswer
from epaule.requests.searching import why_you
from epaule.visits import actions, live, protocol, tasks
from epaule.visits.events import AlarmRaised, InvitationRefused
from epaule.visits.queries import request_changed, ringing_card


def _load(request_id: int) -> HelpRequest:
    return (
        HelpRequest.objects.select_related("commune", "helper", "procedure")
        .prefetch_related("topics")
        .get(pk=request_id)
    )


def ring_helper(event: HelperRung) -> None:
    """On her pages, if any is open; what reaches her elsewhere is told by others."""
    request = _load(event.request_id)
    rung = request.rings.filter(helper=event.helper_id, answer=RingAnswer.NONE).first()
    if rung is not None and request.state == RequestState.PUBLISHED:
        live.tell_helper(event.helper_id, protocol.Ring(ringing_card(request, why_you(rung))))


def tell_search(event: SearchMoved) -> None:
    """The waiting page shows how the search stands."""
    request = _load(event.request_id)
    if request.state == RequestState.PUBLISHED:
        live.tell_waiting(request.public_id, request_changed(request))


def _hush(request: HelpRequest, message: protocol.RingOver, *, but: int = 0) -> None:
    """Every helper who was rung."""
    rung = request.rings.exclude(helper=but).order_by("pk")
    for person_id in rung.values_list("helper_id", flat=True):
        live.tell_helper(person_id, message)


def tell_replaced(event: HelperReplaced) -> None:
    """Both leave the room where the helper did not come; those who had been rung before ring again."""
    request = _load(event.request_id)
    actions.discard_room(request=request)
    live.tell_helper(event.helper_id, protocol.DeskChanged())
    if request.state == RequestState.PUBLISHED:
        live.tell_waiting(request.public_id, request_changed(request))
        for rung in request.rings.filter(answer=RingAnswer.NONE).order_by("pk"):
            live.tell_helper(rung.helper_id, protocol.Ring(ringing_card(request, why_you(rung))))


def announce_helper(event: RequestAccepted) -> None:
    """The person is taken to the room; the other helpers stop ringing."""
    request = _load(event.request_id)
    if request.helper is None:
        return
    live.tell_waiting(request.public_id, request_changed(request))
    taken = protocol.RingOver(request.public_id, "taken", _("Quelqu’un d’autre y va, merci !"))
    _hush(request, taken, but=request.helper.pk)


def tell_booked(event: AppointmentBooked | AppointmentMoved) -> None:
    """Another page of hers that waits shows the appointment; nobody rings for it any more."""
    request = _load(Appointment.objects.get(pk=event.appointment_id).request_id)
    if request.state == RequestState.BOOKED:
        live.tell_waiting(request.public_id, request_changed(request))
        _hush(request, protocol.RingOver(request.public_id, "taken", _("Cette personne a pris rendez-vous.")))


def hush_passed(event: RequestPassed) -> None:
    """The other pages of the helper who passed stop ringing too."""
    request = _load(event.request_id)
    message = protocol.RingOver(request.public_id, "passed", _("Vous laissez cette demande à d’autres."))
    live.tell_helper(event.helper_id, message)


OVER_SENTENCES = {
    "cancelled": gettext_lazy("La personne n’a plus besoin d’aide."),
    "expired": gettext_lazy("La personne a attendu trop longtemps. Nous lui proposons un rappel."),
    "withdrawn": gettext_lazy("Cette demande a été retirée."),
    "redirected": gettext_lazy("La personne va dans un lieu près de chez elle."),
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
