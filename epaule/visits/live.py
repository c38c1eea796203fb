"""Sending protocol messages to the pages that should know."""

from collections.abc import Callable
from typing import Any, ParamSpec

import msgspec
from django.db import transaction

from epaule.kernel.fanout import send_to_group
from epaule.visits import protocol

P = ParamSpec("P")


def after_commit(tell: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call one of the `tell_…` below once the transaction commits.

    A channel layer out of order is logged and holds nothing up: what is kept is kept, and pages ask for it when
    they come back.
    """

    # Django wants a function with a name here, not a `partial`.
    def told() -> None:
        tell(*args, **kwargs)

    transaction.on_commit(told, robust=True)


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
