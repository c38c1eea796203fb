"""Limits: so many tries, given back little by little."""

import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from epaule.kernel.errors import TooMany
from epaule.safety.models import Bucket


@dataclass(frozen=True)
class Limit:
    """At most `capacity` tries at once, one more every `seconds_per_token` seconds."""

    name: str
    capacity: int
    seconds_per_token: float


def spend(limit: Limit, who: str) -> None:
    """Take one token of `who` from `limit`; raise `TooMany` when none is left."""
    now = timezone.now()
    key = f"{limit.name}:{hashlib.sha256(who.encode()).hexdigest()[:40]}"
    with transaction.atomic():
        bucket, _created = Bucket.objects.select_for_update().get_or_create(
            key=key, defaults={"tokens": float(limit.capacity), "updated_at": now}
        )
        regained = (now - bucket.updated_at).total_seconds() / limit.seconds_per_token
        bucket.tokens = min(limit.capacity, bucket.tokens + regained)
        bucket.updated_at = now
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        bucket.save()
    if not allowed:
        raise TooMany()


def caller(request: HttpRequest) -> str:
    """The account, or else the network address: limits by address alone would hurt a whole library."""
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"
