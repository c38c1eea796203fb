"""What a person may change of herself, and what she may not."""

from __future__ import annotations

from epaule.people import actions
from epaule.people.models import Person, Status
from epaule.people.rules import is_trusted_helper
from epaule.safety.models import AuditEvent
from tests.factories import Scene


def change(by: Person, status: Status = Status.PROFESSIONAL) -> Person:
    actions.change_helper_profile(
        by=by, first_name="Autre", status=status, commune_id="50129", languages=["fr", "de"]
    )
    return Person.objects.get(pk=by.pk)


def test_change_keeps_trust_address_and_territory(scene: Scene) -> None:
    karim = change(scene.karim)
    assert (karim.first_name, karim.status, karim.commune_id, karim.languages) == (
        "Autre",
        "professional",
        "50129",
        ["fr", "de"],
    )
    assert (karim.email, karim.vouched_by, karim.territory) == (
        "karim@example.org",
        scene.claire,
        scene.territory,
    )
    assert is_trusted_helper(karim)
    assert AuditEvent.objects.get().event == "person.helper_profile_changed"


def test_nobody_becomes_coordinator_nor_stops_being_one_by_the_profile(scene: Scene) -> None:
    assert change(scene.claire, Status.VOLUNTEER).status == Status.COORDINATOR


def test_trace_does_not_repeat_what_was_written(scene: Scene) -> None:
    change(scene.karim)
    assert "Autre" not in str(AuditEvent.objects.values().get())
