"""What is written during a visit."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from epaule.safety.masking import mask_secrets
from epaule.safety.remote_control import Mention, mention_of_tool
from epaule.visits import protocol
from epaule.visits.actions._room import open_participant, tell_room
from epaule.visits.errors import NothingSaid, RemoteControlTool
from epaule.visits.models import ChatMessage, Participant, Role
from epaule.visits.queries import chat_line


@transaction.atomic
def say(*, participant: Participant, client_id: str, text: str) -> ChatMessage:
    """One chat line; the same `client_id` sent again is the same line, told again.

    What nobody must give is hidden before it is kept. `RemoteControlTool`: who helps names such a program, or
    anyone says to get one.
    """
    # PostgreSQL keeps no NUL in a text, and nobody types one.
    text = text.replace("\0", "").strip()
    if not text:
        raise NothingSaid()
    refuse_tools(participant, text)
    participant = open_participant(participant)
    line = line_said(participant, client_id)
    if line is None:
        kept = mask_secrets(text)
        line = add_line(participant, client_id, text=kept.text, masked=bool(kept.kinds))
    tell_line(participant, line)
    return line


def refuse_tools(participant: Participant, text: str) -> None:
    """The helped person may ask what such a program is, or tell what happened to her; nobody may bring one."""
    mention = mention_of_tool(text)
    helps = participant.role in (Role.HELPER, Role.APPRENTICE)
    if mention is not None and (helps or mention is not Mention.NAME):
        raise RemoteControlTool(way_on=RemoteControlTool.way_on_of_who_helps if helps else None)


def line_said(participant: Participant, client_id: str) -> ChatMessage | None:
    """The line that this page sent before, when it did."""
    return ChatMessage.objects.select_related("file").filter(author=participant, client_id=client_id).first()


def add_line(participant: Participant, client_id: str, **content: Any) -> ChatMessage:
    """The next line of the visit, which is locked."""
    last = ChatMessage.objects.filter(visit_id=participant.visit_id).order_by("-number").first()
    return ChatMessage.objects.create(
        visit_id=participant.visit_id,
        number=last.number + 1 if last else 1,
        author=participant,
        client_id=client_id,
        at=timezone.now(),
        **content,
    )


def tell_line(participant: Participant, line: ChatMessage) -> None:
    line.author, line.visit = participant, participant.visit
    tell_room(participant.visit, protocol.Chat(chat_line(line)))
