"""How long a territory keeps films."""

from django.db import transaction

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.safety import audit
from epaule.territory.errors import KeepingNotUnderstood
from epaule.territory.models import KEEPING_CHOICES, Territory
from epaule.territory.rules import can_set_keeping


@transaction.atomic
def set_keeping(*, by: Person, territory: Territory, days: int, most: int) -> Territory:
    """Films to come are kept `days` days unless the helped person chooses, `most` at the longest.

    Both are of `KEEPING_CHOICES`, `days` no more than `most`. What exists keeps its day. Again is the same.
    """
    territory = Territory.objects.select_for_update().get(pk=territory.pk)
    if not can_set_keeping(by, territory):
        raise NotAllowed()
    if not ({days, most} <= set(KEEPING_CHOICES) and days <= most):
        raise KeepingNotUnderstood()
    if (territory.keeping_days, territory.keeping_days_most) == (days, most):
        return territory
    territory.keeping_days, territory.keeping_days_most = days, most
    territory.save(update_fields=["keeping_days", "keeping_days_most"])
    audit.record("keeping.changed", by=by, target=territory, territory=territory, days=days, most=most)
    return territory
