"""« Vérifier mon appareil »: microphone, sound, screen, network and relay, before the first visit."""

from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_permissions_policy.decorators import permissions_policy_override

from epaule.kernel.ids import new_public_id
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits.ice import turn_servers

RELAY_LIMIT = Limit("check-relay", capacity=6, seconds_per_token=120)
RELAY_SECONDS = 600
CHECK_PERMISSIONS: dict[str, str | list[str] | tuple[str]] = {
    **settings.PERMISSIONS_POLICY,
    "display-capture": ["self"],
    "microphone": ["self"],
}


@login_not_required
@require_safe
@permissions_policy_override(CHECK_PERMISSIONS)
def check(request: HttpRequest) -> HttpResponse:
    """One line a check, each with its button; nothing is kept of what they find."""
    config: dict[str, Any] = {
        "socket": "/ws/verification/",
        "relay_url": reverse("visits:check_relay"),
        "csrf": get_token(request),
    }
    return render(request, "visits/check.html", {"check_config": config})


@login_not_required
@never_cache
@require_POST
def check_relay(request: HttpRequest) -> JsonResponse:
    """The relay with credentials good for ten minutes: `{"ice_servers": []}` where there is none."""
    spend_as_caller(RELAY_LIMIT, request)
    servers = turn_servers(f"verification-{new_public_id()}", seconds=RELAY_SECONDS)
    return JsonResponse({"ice_servers": msgspec.to_builtins(servers)})
