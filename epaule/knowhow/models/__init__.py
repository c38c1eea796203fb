"""Themes, offers, and the library of how-to sheets."""

from epaule.knowhow.models.sheets import OVER, READABLE, SHEET_TRANSITIONS, Sheet, SheetState, SheetStep
from epaule.knowhow.models.topics import Offer, Topic, TopicKind
from epaule.knowhow.models.zones import Zone

__all__ = [
    "OVER",
    "READABLE",
    "SHEET_TRANSITIONS",
    "Offer",
    "Sheet",
    "SheetState",
    "SheetStep",
    "Topic",
    "TopicKind",
    "Zone",
]
