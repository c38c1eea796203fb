"""What stays of a visit: its films, its memo."""

from epaule.knowhow.models import Zone
from epaule.replays.models.memos import (
    EDITABLE,
    MEMO_TRANSITIONS,
    READABLE,
    TITLE_MAX_LENGTH,
    Attempt,
    Memo,
    MemoState,
    Outcome,
    Step,
)
from epaule.replays.models.recordings import (
    ACTIVE,
    KEPT,
    ON_ITS_WAY,
    STARTED,
    TRANSITIONS,
    WITHOUT_FILM,
    Piece,
    Recording,
    RecordingState,
    Segment,
)

__all__ = [
    "ACTIVE",
    "EDITABLE",
    "KEPT",
    "MEMO_TRANSITIONS",
    "ON_ITS_WAY",
    "READABLE",
    "STARTED",
    "TITLE_MAX_LENGTH",
    "TRANSITIONS",
    "WITHOUT_FILM",
    "Attempt",
    "Memo",
    "MemoState",
    "Outcome",
    "Piece",
    "Recording",
    "RecordingState",
    "Segment",
    "Step",
    "Zone",
]
