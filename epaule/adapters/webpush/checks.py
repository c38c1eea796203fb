"""System checks of web push."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from epaule.adapters.webpush import keys


@register(Tags.security)
def key_is_one(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A key that is none would be noticed at the first ring only."""
    if not settings.VAPID_PRIVATE_KEY:
        return []
    try:
        keys.vapid()
    except ValueError:
        return [
            Error(
                "EPAULE_VAPID_PRIVATE_KEY n’est pas une clé privée P-256 (32 octets en base64url).",
                hint="Retirez-la : Épaule en fait une et la garde dans le dossier des données.",
                id="epaule.E009",
            )
        ]
    return []
