"""Themes, offers, and the library of how-to sheets."""

from epaule.knowhow.models.sheets import READABLE, SHEET_TRANSITIONS, Sheet, SheetState, SheetStep
from epaule.knowhow.models.topics import Offer, Topic, TopicKind

__all__ = [
    "READABLE",
    "SHEET_TRANSITIONS",
    "Offer",
    "Sheet",
    "SheetState",
    "SheetStep",
    "Topic",
    "TopicKind",
]
