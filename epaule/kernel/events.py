"""Domain events: how an app tells the apps after it what happened, without knowing them.

An event is a frozen dataclass declared in the publishing app's `events.py`. Subscribers are registered in the
`apps.py` of the listening app. Delivery happens after commit, in the publishing thread; a subscriber that
fails is logged and does not stop the others, so a subscriber must be safe to repeat by a sweep.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)

E = TypeVar("E")
_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler(event)` after each commit that published an `event_type`. Registering twice is one."""
    if handler not in _subscribers[event_type]:
        _subscribers[event_type].append(handler)


def publish(event: object) -> None:
    """Deliver `event` to its subscribers once the current transaction commits (at once outside of one)."""
    transaction.on_commit(partial(_deliver, event))


def _deliver(event: object) -> None:
    for handler in _subscribers[type(event)]:
        try:
            handler(event)
        except Exception:
            logger.exception("subscriber %s failed on %s", handler.__qualname__, type(event).__name__)
