"""The devices of a helper: added, removed, and what became of what was sent to them."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from epaule.adapters.webpush.errors import DeviceNotUnderstood, DeviceOfAnother
from epaule.adapters.webpush.models import ENDPOINT_MAX, PushSubscription
from epaule.adapters.webpush.sending import are_keys
from epaule.kernel.outside import AddressRefused, refuse_address
from epaule.people.models import Person
from epaule.requests.actions import choose_push
from epaule.safety import audit

DEVICES_MOST = 5
"""Of one person; one more, and the oldest goes."""
FAILURES_MOST = 8
"""In a row: whoever carries it there does not want us."""


@transaction.atomic
def subscribe(*, by: Person, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Ring `by` on this device from now on; again is the same. Who used the same browser before her no longer is.

    Raises DeviceNotUnderstood; DeviceOfAnother for an address of somebody else without the keys of her browser.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    _refuse_nonsense(endpoint, p256dh, auth)
    known = PushSubscription.objects.select_for_update().select_related("person").filter(endpoint=endpoint).first()
    if known is not None and known.person_id != by.pk:
        if (known.p256dh, known.auth) != (p256dh, auth):
            raise DeviceOfAnother()
        unsubscribe(by=known.person, endpoint=endpoint)
    device, created = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"person": by, "p256dh": p256dh, "auth": auth, "failures": 0},
        create_defaults={"person": by, "p256dh": p256dh, "auth": auth, "created_at": timezone.now()},
    )
    for old in list(by.push_subscriptions.order_by("-created_at", "-pk"))[DEVICES_MOST:]:
        old.delete()
    choose_push(by=by, on=True)
    if created:
        audit.record("device.added", by=by, target=by, territory=by.territory)
    return device


@transaction.atomic
def unsubscribe(*, by: Person, endpoint: str) -> None:
    """No longer ring `by` on this device; one that is not hers stays as it is."""
    for device in PushSubscription.objects.select_related("person").filter(person=by, endpoint=endpoint):
        _remove(device, by)


@transaction.atomic
def note_taken(device: PushSubscription) -> None:
    """It took a message. Not audited: it happens at each ring."""
    PushSubscription.objects.filter(pk=device.pk).update(last_ok_at=timezone.now(), failures=0)


@transaction.atomic
def note_failure(device: PushSubscription, *, gone: bool) -> None:
    """It did not; removed when it is gone, or after many failures in a row."""
    PushSubscription.objects.filter(pk=device.pk).update(failures=F("failures") + 1)
    again = PushSubscription.objects.select_related("person").filter(pk=device.pk).first()
    if again is not None and (gone or again.failures >= FAILURES_MOST):
        _remove(again, None)


def _remove(device: PushSubscription, by: Person | None) -> None:
    person = device.person
    device.delete()
    if not person.push_subscriptions.exists():
        choose_push(by=person, on=False)
    audit.record("device.removed", by=by, target=person, territory=person.territory)


def _refuse_nonsense(endpoint: str, p256dh: str, auth: str) -> None:
    try:
        refuse_address(endpoint, private=settings.PUSH_TO_PRIVATE)
    except AddressRefused as error:
        raise DeviceNotUnderstood() from error
    if len(endpoint) > ENDPOINT_MAX or not are_keys(p256dh, auth):
        raise DeviceNotUnderstood()
