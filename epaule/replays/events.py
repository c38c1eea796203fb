"""What `replays` tells its own background work, and the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordingToFinish:
    recording_id: int
