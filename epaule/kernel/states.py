"""State machines: a table of allowed transitions beside the model, checked by each action."""

from collections.abc import Mapping
from typing import TypeVar

from epaule.kernel.errors import Refusal

S = TypeVar("S", bound=str)


def check_transition(table: Mapping[S, frozenset[S]], current: S, wanted: S, refusal: type[Refusal]) -> None:
    """Raise `refusal` unless `table` allows `current` to become `wanted`."""
    if wanted not in table[current]:
        raise refusal()
