"""Every write about themes, offers and how-to sheets."""

from epaule.knowhow.actions.offers import set_listed, set_offer
from epaule.knowhow.actions.sheets import (
    STEPS_MOST,
    decline_sheet,
    note_enough,
    propose_sheet,
    publish_sheet,
    retire_sheet,
    sheets_grow_old,
    withdraw_sheet,
)
from epaule.knowhow.actions.topics import TopicLoad, load_procedures, load_topics

__all__ = [
    "STEPS_MOST",
    "TopicLoad",
    "decline_sheet",
    "load_procedures",
    "load_topics",
    "note_enough",
    "propose_sheet",
    "publish_sheet",
    "retire_sheet",
    "set_listed",
    "set_offer",
    "sheets_grow_old",
    "withdraw_sheet",
]
