"""One encrypted message to one browser, by the server of notifications that it chose."""

import base64
import binascii
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import VapidException
from pywebpush import WebPusher

from epaule.adapters.webpush import keys
from epaule.adapters.webpush.models import PushSubscription
from epaule.kernel.outside import AddressRefused, Unreachable, post

SECONDS = 8
"""A server of notifications answers at once; one that does not holds one of the two workers."""
TOKEN_SECONDS = 3600
POINT_BYTES, AUTH_BYTES = 65, 16


class Outcome(Enum):
    TAKEN = "taken"
    GONE = "gone"
    """The browser no longer wants it, or is no more."""
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Sent:
    outcome: Outcome
    wait: int = 0
    """Seconds that the server asks for before the next try; 0 when it says nothing."""


def send(device: PushSubscription, message: Mapping[str, Any], *, seconds: int, topic: str, urgent: bool) -> Sent:
    """Hand over `message`, to be shown within `seconds`. A later one of its `topic` replaces it on the way."""
    parts = urlsplit(device.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
    }
    opened_by = {"p256dh": device.p256dh, "auth": device.auth}
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(max(seconds, 0)),
        "Urgency": "high" if urgent else "normal",
        "Topic": topic,
    }
    try:
        pusher = WebPusher({"endpoint": device.endpoint, "keys": opened_by})
        body: bytes = pusher.encode(json.dumps(message).encode())["body"]
        headers |= keys.vapid().sign(claims)
        answer = post(device.endpoint, body, headers, seconds=SECONDS, private=settings.PUSH_TO_PRIVATE)
    except Unreachable:
        return Sent(Outcome.LATER)
    except (AddressRefused, VapidException):
        return Sent(Outcome.REFUSED)
    return Sent(_outcome(answer.status), _wait(answer.headers.get("retry-after", "")))


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.TAKEN
    if status in {404, 410}:
        return Outcome.GONE
    return Outcome.LATER if status == 429 or status >= 500 else Outcome.REFUSED


def _wait(retry_after: str) -> int:
    """Seconds; a date is not worth the reading, nor a wait longer than a ring."""
    return int(retry_after) if retry_after.isascii() and retry_after.isdecimal() and len(retry_after) < 5 else 0


def are_keys(p256dh: str, auth: str) -> bool:
    """True for a point of the curve and sixteen bytes: what a browser gives."""
    try:
        point, secret = (
            base64.b64decode(one + "=" * (-len(one) % 4), "-_", validate=True) for one in (p256dh, auth)
        )
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (binascii.Error, ValueError):
        return False
    return len(point) == POINT_BYTES and len(secret) == AUTH_BYTES
