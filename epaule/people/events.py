"""What `people` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HelperChanged:
    """The territory answers for her or no longer does, an alarm stops her or is lifted, her profile changed."""

    person_id: int


@dataclass(frozen=True)
class PersonsBlocked:
    """The two never meet again."""

    person_id: int
    blocked_id: int
