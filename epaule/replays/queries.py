"""Reads about films."""

from epaule.replays.models import ACTIVE, KEPT, Recording
from epaule.visits.models import Consent, Participant, Right
from epaule.visits.queries import everyone_of


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
    return list(Recording.objects.filter(visit_id=participant.visit_id, state__in=KEPT).order_by("pk"))


def film_of(participant: Participant, public_id: str) -> Recording | None:
    """One film of her visit; None for a film of another visit."""
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=participant.visit_id, public_id=public_id)
        .first()
    )
