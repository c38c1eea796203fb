"""Sending protocol messages to the pages that should know."""

from typing import Any

import msgspec

from epaule.kernel.fanout import send_to_group
from epaule.visits import protocol


def room_group(visit_public_id: str) -> str:
    return f"visit.{visit_public_id}"


def participant_group(participant_public_id: str) -> str:
    return f"participant.{participant_public_id}"


def bell_group(person_id: int) -> str:
    return f"bell.{person_id}"


def waiting_group(request_public_id: str) -> str:
    return f"waiting.{request_public_id}"


def envelope(message: protocol.Message, *, but: str = "") -> dict[str, Any]:
    """A channel-layer message that makes each consumer send `message`, except the connection `but`."""
    return {"type": "deliver", "text": msgspec.json.encode(message).decode(), "but": but}


def tell_room(visit_public_id: str, message: protocol.Message) -> None:
    """Send to every participant of the visit."""
    send_to_group(room_group(visit_public_id), envelope(message))


def tell_participant(participant_public_id: str, message: protocol.Message, *, but: str = "") -> None:
    """Send to one participant; `but` names one of her connections to leave out."""
    send_to_group(participant_group(participant_public_id), envelope(message, but=but))


def tell_helper(person_id: int, message: protocol.Message) -> None:
    """Send to every desk page of a helper."""
    send_to_group(bell_group(person_id), envelope(message))


def tell_waiting(request_public_id: str, message: protocol.Message) -> None:
    """Send to every waiting page of a request."""
    send_to_group(waiting_group(request_public_id), envelope(message))
