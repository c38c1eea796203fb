"""Limits: so many tries, given back little by little."""

import hashlib
import ipaddress
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from epaule.kernel.errors import Refusal, TooMany
from epaule.safety.models import Bucket

CROWD = 20
"""How many persons one network address stands for."""


@dataclass(frozen=True)
class Limit:
    """At most `capacity` tries at once, one more every `seconds_per_token` seconds."""

    name: str
    capacity: int
    seconds_per_token: float

    @property
    def for_a_crowd(self) -> "Limit":
        """The same for an address, behind which a whole library or an EPN may sit."""
        return replace(
            self,
            name=f"{self.name}-address",
            capacity=self.capacity * CROWD,
            seconds_per_token=self.seconds_per_token / CROWD,
        )


def spend(limit: Limit, who: str, *, refusal: type[Refusal] = TooMany) -> None:
    """Take one token of `who` from `limit`; raise `refusal` when none is left."""
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
        raise refusal()


def network_of(request: HttpRequest) -> str:
    """The line a request comes from: its address; of IPv6 the /64, of which each line has a whole one."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(number, ipaddress.IPv4Address):
        return address
    if number.ipv4_mapped is not None:
        return str(number.ipv4_mapped)
    return str(ipaddress.ip_network((number, 64), strict=False))


def spend_as_address(limit: Limit, request: HttpRequest) -> None:
    """Take one token of the line (`network_of`) from `limit`, whoever is signed in: accounts cost nothing."""
    spend(limit, f"address:{network_of(request)}")


def spend_as_caller(limit: Limit, request: HttpRequest) -> None:
    """Take one token of the signed-in person, or else of the network address, from `limit`."""
    if request.user.is_authenticated:
        spend(limit, f"person:{request.user.pk}")
    else:
        spend_as_address(limit.for_a_crowd, request)
