"""How a helper is rung when no page of hers is open."""

from django.db import transaction

from epaule.people.models import Person
from epaule.requests.models import Rhythm
from epaule.safety import audit


@transaction.atomic
def choose_push(*, by: Person, on: bool) -> None:
    """Ring her by push on her devices, or no more: she added one, or none is left. Again is the same."""
    rhythm, _created = Rhythm.objects.get_or_create(person=by, territory=by.territory)
    if rhythm.ring_by_push == on:
        return
    rhythm.ring_by_push = on
    rhythm.save(update_fields=["ring_by_push"])
    audit.record("helper.rung_by_push", by=by, target=by, territory=by.territory, on=on)
