"""What `replays` tells its own background work, and the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordingToFinish:
    recording_id: int


@dataclass(frozen=True)
class FilmGoesSoon:
    recording_id: int


@dataclass(frozen=True)
class MemoGoesSoon:
    memo_id: int
