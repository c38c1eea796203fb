"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from epaule.kernel import sms
from epaule.territory.errors import NoTerritory
from epaule.territory.models import Territory


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `demo`, `languages` as (code, name) pairs, and `territory`: None when there is none yet.

    `push` and `sms`: helpers may be rung by them.
    """
    return {
        "site_name": settings.SITE_NAME,
        "demo": settings.DEMO,
        "push": settings.PUSH,
        "sms": sms.is_on(),
        "languages": settings.LANGUAGES,
        # Read only by the pages that show it: a fragment for htmx costs no query.
        "territory": SimpleLazyObject(lambda: _territory_of(request)),
    }


def _territory_of(request: HttpRequest) -> Territory | None:
    territory: Territory | None = getattr(request, "territory", None)
    try:
        return territory if territory else None
    except NoTerritory:
        return None
