"""The switch « Je suis disponible »."""

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests import roster
from epaule.requests.actions._common import refuse_who_may_not_offer
from epaule.requests.events import HelperAvailable
from epaule.requests.models import Availability, Rhythm
from epaule.safety import audit
from epaule.territory.models import Territory


@transaction.atomic
def become_available(*, by: Person, territory: Territory) -> Availability:
    """Switch on « Je suis disponible »; a pause of hers is over."""
    refuse_who_may_not_offer(by, territory.pk)
    now = timezone.now()
    Rhythm.objects.filter(person=by, territory=territory, paused_until__isnull=False).update(paused_until=None)
    switch, created = Availability.objects.update_or_create(
        person=by,
        territory=territory,
        defaults={"seen_at": now},
        create_defaults={"seen_at": now, "since_at": now},
    )
    roster.refresh(by.pk)
    if created:
        audit.record("helper.available", by=by, target=by, territory=territory)
    publish(HelperAvailable(by.pk))
    return switch


@transaction.atomic
def become_unavailable(*, by: Person, territory: Territory) -> None:
    """Switch it off."""
    deleted, _rows = Availability.objects.filter(person=by, territory=territory).delete()
    if deleted:
        roster.refresh(by.pk)
        audit.record("helper.unavailable", by=by, target=by, territory=territory)


def switch_off(*, by: Person | None, helper: Person) -> None:
    """`helper` is available nowhere, whoever decides so. In the transaction of the caller; again is the same."""
    for switch in Availability.objects.select_related("territory").filter(person=helper):
        switch.delete()
        audit.record("helper.unavailable", by=by, target=helper, territory=switch.territory)
    roster.refresh(helper.pk)


def note_helper_page_alive(*, by: Person) -> None:
    """A page of the helper gave a sign of life. Not audited: it happens every few seconds."""
    Availability.objects.filter(person=by).update(seen_at=timezone.now())
