"""Call-backs asked for, promised, done."""

from django.db import transaction
from django.utils import timezone

from epaule.people.models import Person
from epaule.requests.actions._common import refuse_secrets
from epaule.requests.models import CallbackRequest
from epaule.safety import audit
from epaule.territory.models import Territory


@transaction.atomic
def ask_callback(
    *, by: Person | None, territory: Territory, first_name: str, phone: str, moment: str, text: str
) -> CallbackRequest:
    """Somebody wishes to be called on another day. `phone` is E.164."""
    refuse_secrets(text)
    refuse_secrets(moment)
    callback = CallbackRequest.objects.create(
        territory=territory, first_name=first_name, phone=phone, moment=moment, text=text, asked_at=timezone.now()
    )
    audit.record("callback.asked", by=by, target=callback, territory=territory)
    return callback


@transaction.atomic
def mark_callback_done(*, by: Person, callback: CallbackRequest) -> CallbackRequest:
    """The person was called. Again is the same."""
    callback = CallbackRequest.objects.select_for_update().get(pk=callback.pk)
    if callback.done_at is None:
        callback.done_at, callback.done_by = timezone.now(), by
        callback.save(update_fields=["done_at", "done_by"])
        audit.record("callback.done", by=by, target=callback, territory=callback.territory)
    return callback
