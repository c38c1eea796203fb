"""Themes, offers, and the library of how-to sheets."""

from epaule.knowhow.models.sheets import OVER, READABLE, SHEET_TRANSITIONS, Sheet, SheetState, SheetStep
from epaule.knowhow.models.topics import Fee, Level, Offer, OfferTopic, Procedure, Topic, TopicKind
from epaule.knowhow.models.zones import Zone

__all__ = [
    "OVER",
    "READABLE",
    "SHEET_TRANSITIONS",
    "Fee",
    "Level",
    "Offer",
    "OfferTopic",
    "Procedure",
    "Sheet",
    "SheetState",
    "SheetStep",
    "Topic",
    "TopicKind",
    "Zone",
]
