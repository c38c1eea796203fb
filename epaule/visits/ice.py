"""ICE servers of a participant: our STUN, and TURN with credentials good for hours (« TURN REST » draft)."""

import base64
import hashlib
import hmac
import time

from django.conf import settings

from epaule.visits.protocol import IceServer

TURN_SECONDS = 6 * 3600
"""A visit never lasts that long; an old credential is useless to a thief."""


def ice_servers(participant_public_id: str) -> list[IceServer]:
    """The servers a browser may use; empty when the installation names none (one local network)."""
    stun = [IceServer(urls=settings.STUN_URLS)] if settings.STUN_URLS else []
    return stun + turn_servers(participant_public_id, seconds=TURN_SECONDS)


def turn_servers(user: str, *, seconds: int) -> list[IceServer]:
    """The relay, for `user` and that long from now; empty when the installation has none."""
    if not (settings.TURN_URLS and settings.TURN_SECRET):
        return []
    username = f"{int(time.time()) + seconds}:{user}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), hashlib.sha1).digest()
    credential = base64.b64encode(digest).decode()
    return [IceServer(urls=settings.TURN_URLS, username=username, credential=credential)]
