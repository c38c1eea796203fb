"""Sending protocol messages to the pages that should know."""

from typing import Any

import msgspec

from epaule.kernel.fanout import send_to_group
from epaule.visits import protocol


CLOSE_NOT_UNDERSTOOD = 4400
CLOSE_NOT_YOURS = 4404
CLOSE_REPLACED = 4409
CLOSE_ENDED = 4410
CLOSE_TOO_FAST = 4429
"""WebSocket close codes after which a page does not come back by itself."""


def room_group(visit_public_id: str) -> str:
    return f"visit.{visit_public_id}"


def participant_group(participant_public_id: str) -> str:
    return f"participant.{participant_public_id}"


def bell_group(person_id: int) -> str:
    return f"bell.{person_id}"


def waiting_group(request_public_id: str) -> str:
    return f"waiting.{request_public_id}"


def envelope(message: protocol.Message, *, but: str = "", close: int = 0) -> dict[str, Any]:
    """A channel-layer message: each consumer sends `message`, then closes with `close` if given.

    The connection named `but` is left out.
    """
    return {"type": "deliver", "text": msgspec.json.encode(message).decode(), "but": but, "close": close}


def tell_room(visit_public_id: str, message: protocol.Message, *, close: int = 0) -> None:
    """Send to every participant of the visit."""
    send_to_group(room_group(visit_public_id), envelope(message, close=close))


def tell_participant(
    participant_public_id: str, message: protocol.Message, *, but: str = "", close: int = 0
) -> None:
    """Send to one participant; `but` names one of her connections to leave out."""
    send_to_group(participant_group(participant_public_id), envelope(message, but=but, close=close))


def tell_helper(person_id: int, message: protocol.Message) -> None:
    """Send to every desk page of a helper."""
    send_to_group(bell_group(person_id), envelope(message))


def tell_waiting(request_public_id: str, message: protocol.Message) -> None:
    """Send to every waiting page of a request."""
    send_to_group(waiting_group(request_public_id), envelope(message))
