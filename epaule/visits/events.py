"""What `visits` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VisitEnded:
    visit_id: int
