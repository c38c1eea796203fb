"""Reads about films and memos."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Count, Sum
from django.urls import reverse

from epaule.people.models import Person
from epaule.replays.models import ACTIVE, KEPT, Memo, MemoState, Recording, Step
from epaule.replays.reading import memo_read_by
from epaule.visits import protocol
from epaule.visits.models import THE_TWO, Consent, Participant, Right
from epaule.visits.queries import everyone_of, participant_of
from epaule.visits.rules import can_read_files

PIECE_SECONDS = 2
"""What the recorder's page puts into one."""


def awaited_by(recording: Recording) -> list[Participant]:
    """Those in the visit who have not agreed to be filmed: nothing is filmed before they do, or are gone."""
    if recording.state not in ACTIVE:
        return []
    agreed = Consent.objects.filter(visit_id=recording.visit_id, right=Right.RECORD, withdrawn_at=None)
    inside = everyone_of(recording.visit_id).filter(admitted_at__isnull=False)
    return list(inside.exclude(person__in=agreed.values("person")))


def current_recording(participant: Participant) -> Recording | None:
    """The proposed or running recording of her visit, or else the last one."""
    recordings = Recording.objects.select_related("proposed_by", "recorder", "visit").filter(
        visit_id=participant.visit_id
    )
    return recordings.filter(state__in=ACTIVE).first() or recordings.order_by("-pk").first()


def films_of(participant: Participant) -> list[Recording]:
    """Films of her visit that exist or are on their way, in order."""
    films = Recording.objects.select_related("visit__territory")
    return list(films.filter(visit_id=participant.visit_id, state__in=KEPT).order_by("pk"))


def film_of(participant: Participant, public_id: str) -> Recording | None:
    """One film of her visit; None for a film of another visit."""
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=participant.visit_id, public_id=public_id)
        .first()
    )


@dataclass(frozen=True)
class Progress:
    """What the server holds of a film that is on its way."""

    received: int
    """Pieces, of about two seconds each."""
    expected: int | None
    """Pieces; None while the recorder's page has not said how many."""
    size: int
    """Bytes."""

    @property
    def seconds(self) -> int:
        """About how much of the film is here."""
        return self.received * PIECE_SECONDS


def progress_of(recording: Recording) -> Progress:
    """How much of a film has arrived."""
    counts = list(recording.takes.values_list("pieces_expected", flat=True))
    told = [count for count in counts if count is not None]
    held = recording.pieces.aggregate(count=Count("pk"), size=Sum("size"))
    is_known = counts and (len(told) == len(counts) or recording.counted_at is not None)
    expected = max(sum(told), held["count"]) if is_known else None
    return Progress(held["count"], expected, held["size"] or 0)


# --- Memos


def memo_is_agreed(visit_id: int) -> bool:
    """The helped person lets pictures of what is shown be kept."""
    return Consent.objects.filter(visit_id=visit_id, right=Right.MEMO, withdrawn_at=None).exists()


def memo_announcement(memo: Memo) -> protocol.MemoChanged:
    """What the pages of the visit are told of its memo."""
    steps = enumerate(memo.steps.all(), start=1)
    agreed = memo_is_agreed(memo.visit_id)
    return protocol.MemoChanged(
        state="on" if agreed else "asked" if memo.asked_by else "off",
        asked_by=memo.asked_by.public_id if memo.asked_by else "",
        steps=[step_info(step, number) for number, step in steps],
    )


def step_info(step: Step, number: int) -> protocol.StepInfo:
    """One step, `number`th of its memo."""
    return protocol.StepInfo(
        id=step.public_id,
        number=number,
        sentence=step.sentence,
        zone=step.zone,
        url=reverse("replays:step_picture", args=[step.public_id]),
    )


def memo_told(participant: Participant) -> dict[str, Any]:
    """The same for a page that asks: plain values."""
    memo = Memo.objects.filter(visit_id=participant.visit_id, state=MemoState.OPEN).first()
    told = memo_announcement(memo) if memo else protocol.MemoChanged(state="off", asked_by="", steps=[])
    plain: dict[str, Any] = msgspec.to_builtins(told)
    return plain


def step_read_by(person: Person, step_id: str) -> Step | None:
    """A step whose picture `person` may see: one of the two, and after an alarm the helped person alone; or who
    helps her again with this memo."""
    step = Step.objects.select_related("memo__visit").filter(public_id=step_id).first()
    if step is None:
        return None
    participant = participant_of(person, step.memo.visit.public_id)
    if participant is not None and participant.role in THE_TWO and can_read_files(participant):
        return step
    return step if memo_read_by(person, step.memo.public_id) is not None else None


def memo_of(person: Person, memo_id: str) -> tuple[Participant, Memo] | None:
    """A memo that `person` may read, and who she is in its visit; None when it is others', or deleted."""
    memo = Memo.objects.select_related("visit").filter(public_id=memo_id).first()
    if memo is None or memo.state == MemoState.DELETED:
        return None
    participant = participant_of(person, memo.visit.public_id)
    if participant is None or participant.role not in THE_TWO or not can_read_files(participant):
        return None
    return participant, memo
