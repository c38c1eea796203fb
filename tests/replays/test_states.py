"""Every action in each state of a film, by who proposed and by the other, who records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.replays import actions, finishing
from epaule.replays.errors import (
    NothingProposed,
    NotTheRecorder,
    OtherMustAnswer,
    RecordingOver,
    RecordingUnderWay,
    RecordingUnknown,
    StillFilming,
)
from epaule.replays.models import TRANSITIONS, Recording, RecordingState
from epaule.safety.models import AuditEvent
from epaule.visits.models import Participant
from tests.replays.studio import Studio, sha256

Outcome = str | type[Refusal]
SAME, NEW = "same", "another one is proposed"
UNDER_WAY, OVER, NOTHING, ANSWER = RecordingUnderWay, RecordingOver, NothingProposed, OtherMustAnswer
RECORDER, UNKNOWN, STILL = NotTheRecorder, RecordingUnknown, StillFilming

ACTIONS: dict[str, Callable[[Participant, Recording], Any]] = {
    "propose": lambda by, _: actions.propose(by=by),
    "accept": lambda by, _: actions.accept(by=by),
    "decline": lambda by, _: actions.decline(by=by),
    "cancel": lambda by, _: actions.cancel(by=by),
    "stop": lambda by, _: actions.stop(by=by, visit_id=by.visit_id),
    "segment": lambda by, film: actions.start_segment(by=by, recording=film, page="a page"),
    "close": lambda by, film: actions.close_segment(by=by, recording=film, number=0),
    "piece": lambda by, film: actions.keep_piece(
        by=by, recording=film, segment=0, number=0, sha256=sha256(b"x"), body=b"x"
    ),
    "all_sent": lambda by, film: actions.all_sent(by=by, recording=film, expected={}),
    "finish_now": lambda by, film: actions.finish_now(by=by, recording=film),
    "delete": lambda by, recording: actions.delete(by=by, recording=recording),
    "finish": lambda _, recording: finishing.finish_recording(recording.pk),
}
TABLE: dict[str, dict[str, tuple[Outcome, Outcome]]] = {
    # state: {action: (by Jeanne, who proposed; by Karim, who records)}
    "proposed": {
        "propose": (UNDER_WAY, UNDER_WAY),
        "accept": (ANSWER, "recording"),
        "decline": (ANSWER, "declined"),
        "cancel": ("cancelled", ANSWER),
        "stop": ("cancelled", "cancelled"),
        "segment": (OVER, OVER),
        "close": (OVER, OVER),
        "piece": (OVER, OVER),
        "all_sent": (OVER, OVER),
        "finish_now": (UNKNOWN, UNKNOWN),
        "delete": (UNKNOWN, UNKNOWN),
        "finish": (SAME, SAME),
    },
    "recording": {
        "propose": (UNDER_WAY, UNDER_WAY),
        "accept": (SAME, SAME),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": ("uploading", "uploading"),
        "segment": (RECORDER, SAME),
        "close": (RECORDER, SAME),
        "piece": (RECORDER, SAME),
        "all_sent": (OVER, OVER),
        "finish_now": (STILL, STILL),
        "delete": ("deleted", "deleted"),
        "finish": (SAME, SAME),
    },
    "paused": {
        "propose": (UNDER_WAY, UNDER_WAY),
        "accept": (SAME, SAME),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": ("uploading", "uploading"),
        "segment": (OVER, OVER),
        "close": (RECORDER, SAME),
        "piece": (RECORDER, SAME),
        "all_sent": (OVER, OVER),
        "finish_now": (STILL, STILL),
        "delete": ("deleted", "deleted"),
        "finish": (SAME, SAME),
    },
    "uploading": {
        "propose": (NEW, NEW),
        "accept": (NOTHING, NOTHING),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": (SAME, SAME),
        "segment": (OVER, OVER),
        "close": (RECORDER, SAME),
        "piece": (RECORDER, SAME),
        "all_sent": (RECORDER, "finishing"),
        "finish_now": ("finishing", "finishing"),
        "delete": ("deleted", "deleted"),
        "finish": (SAME, SAME),
    },
    "finishing": {
        "propose": (NEW, NEW),
        "accept": (NOTHING, NOTHING),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": (SAME, SAME),
        "segment": (OVER, OVER),
        "close": (RECORDER, SAME),
        "piece": (OVER, OVER),
        "all_sent": (RECORDER, SAME),
        "finish_now": (SAME, SAME),
        "delete": ("deleted", "deleted"),
        "finish": ("ready", "ready"),
    },
    "ready": {
        "propose": (NEW, NEW),
        "accept": (NOTHING, NOTHING),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": (SAME, SAME),
        "segment": (OVER, OVER),
        "close": (RECORDER, SAME),
        "piece": (OVER, OVER),
        "all_sent": (RECORDER, SAME),
        "finish_now": (SAME, SAME),
        "delete": ("deleted", "deleted"),
        "finish": (SAME, SAME),
    },
    "failed": {
        "propose": (NEW, NEW),
        "accept": (NOTHING, NOTHING),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": (SAME, SAME),
        "segment": (OVER, OVER),
        "close": (RECORDER, SAME),
        "piece": (OVER, OVER),
        "all_sent": (OVER, OVER),
        "finish_now": (SAME, SAME),
        "delete": ("deleted", "deleted"),
        "finish": (SAME, SAME),
    },
}
TABLE |= {
    ended: {
        "propose": (NEW, NEW),
        "accept": (NOTHING, NOTHING),
        "decline": (NOTHING, NOTHING),
        "cancel": (NOTHING, NOTHING),
        "stop": (SAME, SAME),
        "segment": (OVER, OVER),
        "close": (OVER, OVER),
        "piece": (OVER, OVER),
        "all_sent": (OVER, OVER),
        "finish_now": (UNKNOWN, UNKNOWN),
        "delete": (SAME, SAME) if ended == "deleted" else (UNKNOWN, UNKNOWN),
        "finish": (SAME, SAME),
    }
    for ended in ("declined", "cancelled", "deleted")
}


def recording_in(studio: Studio, state: str) -> Recording:
    """Jeanne's proposal, brought to `state` by the actions that lead there."""
    if state in {"proposed", "declined", "cancelled"}:
        recording = actions.propose(by=studio.jeanne)
        if state == "declined":
            actions.decline(by=studio.karim)
        elif state == "cancelled":
            actions.cancel(by=studio.jeanne)
    elif state in {"recording", "paused", "uploading"}:
        recording = studio.start()
        if state == "paused":
            studio.let_in(studio.scene.paul)
        elif state == "uploading":
            studio.stop()
    elif state == "failed":
        recording = studio.finish([b"not a film"])
    else:
        recording = studio.finishing() if state == "finishing" else studio.finish()
        if state == "deleted":
            actions.delete(by=studio.jeanne, recording=recording)
    recording.refresh_from_db()
    assert recording.state == state
    return recording


def test_table_is_whole() -> None:
    assert set(TABLE) == set(RecordingState.values) == set(TRANSITIONS)
    assert all(list(row) == list(ACTIONS) for row in TABLE.values())


@pytest.mark.parametrize("state", TABLE)
def test_actions_in_state(studio: Studio, state: str) -> None:
    recording = recording_in(studio, state)
    for action, outcomes in TABLE[state].items():
        for by, expected in zip((studio.jeanne, studio.karim), outcomes, strict=True):
            with transaction.atomic():
                found = outcome(recording, by, action)
                transaction.set_rollback(True)
            assert found == expected, f"{action} by {by.person} of a film that is {state}"


def outcome(recording: Recording, by: Participant, action: str) -> Outcome:
    """What `action` does to the recording, audited once when it changes; the class of the refusal otherwise."""
    recording = Recording.objects.get(pk=recording.pk)
    before, traces = recording.state, AuditEvent.objects.count()
    try:
        ACTIONS[action](by, recording)
    except Refusal as refusal:
        assert AuditEvent.objects.count() == traces
        return type(refusal)
    recording = Recording.objects.get(pk=recording.pk)
    if Recording.objects.filter(pk__gt=recording.pk, state="proposed").exists():
        assert recording.state == before
        return NEW
    if recording.state == before:
        return SAME
    assert recording.state in TRANSITIONS[before]
    assert AuditEvent.objects.count() == traces + 1
    return recording.state


def test_database_refuses_two_active_recordings(studio: Studio) -> None:
    recording_in(studio, "proposed")
    for state in ("proposed", "recording", "paused"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.create(
                visit=studio.visit,
                state=state,
                proposed_by=studio.karim,
                recorder=studio.karim,
                proposed_at=timezone.now(),
            )


ILLEGAL: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown state": ("proposed", {"state": "lost"}),
    "ready without film": ("finishing", {"state": "ready", "duration_ms": 1}),
    "ready without duration": ("finishing", {"state": "ready", "film": "films/x.webm"}),
    "deleted with film": ("ready", {"state": "deleted"}),
}


@pytest.mark.parametrize("case", ILLEGAL)
def test_database_refuses_illegal_row(studio: Studio, case: str) -> None:
    state, change = ILLEGAL[case]
    recording = recording_in(studio, state)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(pk=recording.pk).update(**change)
