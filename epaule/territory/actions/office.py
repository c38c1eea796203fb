"""When the team of a territory, and its places, are there."""

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.safety import audit
from epaule.territory.errors import HoursNeverOpen, HoursNotUnderstood
from epaule.territory.models import HOURS_MAX_LENGTH, Place, Territory
from epaule.territory.opening import is_understood, openness
from epaule.territory.rules import can_set_office_hours


@transaction.atomic
def set_office_hours(*, by: Person, territory: Territory, hours: str) -> Territory:
    """Call-backs are promised within `hours` from now on (notation of OpenStreetMap). Again is the same.

    Refused: `HoursNotUnderstood`; `HoursNeverOpen` when it is empty, or nobody is there in the two weeks to come.
    What was promised stays promised.
    """
    territory = Territory.objects.select_for_update().get(pk=territory.pk)
    if not can_set_office_hours(by, territory):
        raise NotAllowed()
    hours = _checked(hours)
    if territory.office_hours != hours:
        territory.office_hours = hours
        territory.save(update_fields=["office_hours"])
        audit.record("office_hours.changed", by=by, target=territory, territory=territory)
    return territory


@transaction.atomic
def set_place_hours(*, by: Person, place: Place, hours: str) -> Place:
    """The same of a place; empty when nobody knows them."""
    place = Place.objects.select_for_update(of=("self",)).select_related("territory").get(pk=place.pk)
    if not can_set_office_hours(by, place.territory):
        raise NotAllowed()
    if hours.strip():
        hours = _checked(hours)
    if place.opening_hours != hours.strip():
        place.opening_hours = hours.strip()
        place.save(update_fields=["opening_hours"])
        audit.record("place.hours_changed", by=by, target=place, territory=place.territory)
    return place


def _checked(hours: str) -> str:
    hours = hours.strip()
    if not hours:
        raise HoursNeverOpen()
    if len(hours) > HOURS_MAX_LENGTH or not is_understood(hours):
        raise HoursNotUnderstood()
    now = openness(hours, timezone.now())
    if now.is_shut or not now.is_known:
        raise HoursNeverOpen()
    return hours
