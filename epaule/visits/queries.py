"""Reads about visits, as the protocol tells them."""

from django.urls import reverse

from epaule.people.models import Person
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.queries import ringing_for
from epaule.visits.models import ChatMessage, Participant, Visit
from epaule.visits.protocol import ChatLine, ParticipantInfo, RequestChanged, RingingRequest


def participant_info(participant: Participant) -> ParticipantInfo:
    """What the other may know of a participant. Its person is loaded."""
    return ParticipantInfo(
        id=participant.public_id,
        first_name=participant.person.first_name,
        role=participant.role,  # type: ignore[arg-type]  # a closed list
        colour=participant.colour,
        admitted=participant.admitted_at is not None,
        present=bool(participant.connection),
        sharing=participant.sharing,
        surface=participant.surface or None,  # type: ignore[arg-type]  # a closed list
        hidden=participant.hidden,
        hand=participant.hand,  # type: ignore[arg-type]  # a closed list
        hand_until=participant.hand_until.isoformat() if participant.hand_until else None,
        asked=participant.asked or None,  # type: ignore[arg-type]  # a closed list
    )


def chat_line(message: ChatMessage) -> ChatLine:
    return ChatLine(
        number=message.number,
        author=message.author.public_id,
        client_id=message.client_id,
        text=message.text,
        at=message.at.isoformat(),
    )


def participant_of(person: Person, visit_public_id: str) -> Participant | None:
    """`person` in that visit, with visit and person; None when she takes no part or it does not exist."""
    return (
        Participant.objects.select_related("visit__request", "visit__territory", "person")
        .filter(visit__public_id=visit_public_id, person=person)
        .first()
    )


def others_of(participant: Participant) -> list[Participant]:
    """The other participants of the same visit, with their persons."""
    return list(
        Participant.objects.select_related("person")
        .filter(visit_id=participant.visit_id)
        .exclude(pk=participant.pk)
        .order_by("pk")
    )


def lines_after(visit: Visit, number: int) -> list[ChatLine]:
    """Chat lines with a greater number, in order."""
    messages = ChatMessage.objects.select_related("author").filter(visit=visit, number__gt=number)
    return [chat_line(message) for message in messages.order_by("number")]


def ringing_card(request: HelpRequest) -> RingingRequest:
    """What a helper may read before accepting."""
    return RingingRequest(
        id=request.public_id,
        first_name=request.first_name,
        commune=request.commune.name,
        topics=[topic.plain_label for topic in request.topics.all()],
        text=request.text,
        published_at=request.published_at.isoformat(),
        accept_url=reverse("requests:accept", args=[request.public_id]),
        pass_url=reverse("requests:pass_on", args=[request.public_id]),
    )


def cards_ringing_for(helper: Person) -> list[RingingRequest]:
    """What rings for `helper` now, wherever her switch is on, the longest waiting first."""
    switches = helper.availabilities.select_related("territory").order_by("pk")
    return [ringing_card(request) for switch in switches for request in ringing_for(helper, switch.territory)]


def request_changed(request: HelpRequest) -> RequestChanged:
    """Where the request stands, for the page of the person who waits. Its helper is loaded."""
    if request.state == RequestState.ASSIGNED and request.helper is not None:
        return RequestChanged(
            state="assigned",
            helper_first_name=request.helper.first_name,
            go_to=reverse("visits:enter_for_request", args=[request.public_id]),
        )
    return RequestChanged(state=request.state)  # type: ignore[arg-type]  # a constraint of the database


def request_awaited_by(person: Person, request_public_id: str) -> HelpRequest | None:
    """Her own request with its helper; None when it is not hers or does not exist."""
    return HelpRequest.objects.select_related("helper").filter(public_id=request_public_id, person=person).first()
