"""Reads about visits."""

from epaule.people.models import Person
from epaule.visits.models import ChatMessage, Participant, Visit
from epaule.visits.protocol import ChatLine, ParticipantInfo


def participant_info(participant: Participant) -> ParticipantInfo:
    """What the other may know of a participant. Its person is loaded."""
    return ParticipantInfo(
        id=participant.public_id,
        first_name=participant.person.first_name,
        role="helped" if participant.role == "helped" else "helper",
        present=bool(participant.connection),
        sharing=participant.sharing,
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
