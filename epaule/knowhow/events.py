"""What `knowhow` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OfferChanged:
    person_id: int
