"""Every write about films: proposed, agreed, made piece by piece, finished, deleted."""

from epaule.replays.actions._recording import announcement, lock, move
from epaule.replays.actions.agreeing import (
    PROPOSAL_LIFE,
    accept,
    cancel,
    cancel_old_proposals,
    decline,
    follow_people,
    pause_for_newcomers,
    propose,
    stop,
    stop_films_of_ended_visits,
)
from epaule.replays.actions.keeping import delete, note_viewed
from epaule.replays.actions.pieces import (
    LAST_PIECES,
    MOST_PIECES,
    MOST_SEGMENTS,
    all_sent,
    begin_finishing,
    finish_late_uploads,
    keep_piece,
    start_segment,
)

__all__ = [
    "LAST_PIECES",
    "MOST_PIECES",
    "MOST_SEGMENTS",
    "PROPOSAL_LIFE",
    "accept",
    "all_sent",
    "announcement",
    "begin_finishing",
    "cancel",
    "cancel_old_proposals",
    "decline",
    "delete",
    "finish_late_uploads",
    "follow_people",
    "keep_piece",
    "lock",
    "move",
    "note_viewed",
    "pause_for_newcomers",
    "propose",
    "start_segment",
    "stop",
    "stop_films_of_ended_visits",
]
