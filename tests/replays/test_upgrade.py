"""A database with films in every state gets takes as rows, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from epaule.replays.models import RecordingState
from tests.replays.studio import Studio

BEFORE, AFTER = ("replays", "0003_what_stays"), ("replays", "0004_segments_as_rows")
FILM = {"film": "films/x.webm", "duration_ms": 1}


def migrate(*targets: tuple[str, str]) -> Any:
    """The models as they are at `targets`."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


def test_films_in_every_state_are_upgraded(open_studio: Studio) -> None:
    newest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "replays"]
    karim, began = open_studio.karim, timezone.now() - timedelta(hours=1)
    try:
        old = migrate(BEFORE).get_model("replays", "Recording").objects
        for state in RecordingState.values:
            if state in {"recording", "paused"}:
                # One active film a visit: those two take the place of the proposal.
                old.filter(state__in=["proposed", "recording"]).update(state="declined")
            is_stopped = state in {"uploading", "finishing", "ready", "failed"}
            recording = old.create(
                visit_id=karim.visit_id,
                proposed_by_id=karim.pk,
                recorder_id=karim.pk,
                proposed_at=began,
                started_at=began,
                stopped_at=began if is_stopped else None,
                state=state,
                segments=0 if state in {"proposed", "declined", "cancelled"} else 2,
                expected_pieces={"0": 3} if is_stopped else {},
                **(FILM if state == "ready" else {}),
            )
            if state == "recording":
                last = began + timedelta(minutes=5)
                recording.pieces.create(segment=1, number=0, sha256="", size=1, file="x", received_at=last)
        check_upgraded(migrate(AFTER), began)
        back = migrate(BEFORE).get_model("replays", "Recording").objects
        assert back.get(state="ready").segments == 2
        assert back.get(state="ready").expected_pieces == {"0": 3}
        assert back.get(state="deleted").expected_pieces == {}
    finally:
        migrate(*newest)


def check_upgraded(apps: Any, began: Any) -> None:
    recordings = apps.get_model("replays", "Recording").objects
    for recording in recordings.all():
        takes = list(recording.takes.order_by("number"))
        filmed = recording.started_at and [take.number for take in takes]
        is_stopped = recording.stopped_at is not None
        assert filmed in ([0, 1], [])
        assert (recording.delete_on is not None) == is_stopped
        assert (recording.counted_at is not None) == is_stopped
        if is_stopped:
            assert recording.delete_on == timezone.localdate() + timedelta(days=30)
            assert [take.pieces_expected for take in takes] == [3, None]
        assert all(take.started_at == began for take in takes)
    # The film that ran was taken for declined when the one that pauses was made.
    ran = recordings.get(pieces__isnull=False).takes.get(number=1)
    assert ran.seen_at == began + timedelta(minutes=5)
    paused = recordings.get(state="paused").takes.all()
    assert all(take.closed_at and take.accepted_until for take in paused)
