"""Addresses of notifications: the worker that shows them, what makes the site an app, and a helper's devices."""

from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from epaule.adapters.webpush import actions, tasks
from epaule.adapters.webpush.errors import DeviceNotUnderstood, DeviceUnknown
from epaule.adapters.webpush.models import ENDPOINT_MAX
from epaule.people.http import SignedInRequest
from epaule.requests.errors import HelperStopped, NotYetVouched
from epaule.requests.rules import can_be_rung
from epaule.safety.throttle import Limit, spend_as_caller

DEVICE_LIMIT = Limit("push-device", capacity=20, seconds_per_token=30)
TRIAL_LIMIT = Limit("push-trial", capacity=4, seconds_per_token=30)
BODY_MOST = 4096
T = TypeVar("T")
Text = Annotated[str, msgspec.Meta(max_length=ENDPOINT_MAX)]


class Keys(msgspec.Struct):
    p256dh: Text
    auth: Text


class Device(msgspec.Struct):
    """What `PushSubscription.toJSON()` says in a browser."""

    endpoint: Text
    keys: Keys


class Known(msgspec.Struct):
    endpoint: Text


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. At the root: it can only open the pages below its own address."""
    path = Path(settings.STATICFILES_DIRS[0]) / "sw.js"
    if not path.exists():
        raise Http404
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(path.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What telephones need to put the site among their apps; an iPhone rings for no other."""
    told = {
        "id": "/",
        "name": str(settings.SITE_NAME),
        "short_name": str(settings.SITE_NAME),
        "description": _("Plus personne seul face à son écran."),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf5ec",
        "theme_color": "#fbf5ec",
        "icons": [
            {"src": static("icone-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("icone-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static("icone-pleine-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
        "shortcuts": [{"name": _("Aider"), "url": "/aider/"}],
    }
    return JsonResponse(told, content_type="application/manifest+json", headers={"Cache-Control": "max-age=3600"})


@require_POST
def subscribe(request: SignedInRequest) -> HttpResponse:
    spend_as_caller(DEVICE_LIMIT, request)
    _refuse_who_is_never_rung(request)
    device = _read(request, Device)
    actions.subscribe(by=request.user, endpoint=device.endpoint, p256dh=device.keys.p256dh, auth=device.keys.auth)
    return JsonResponse({"on": True})


@require_POST
def unsubscribe(request: SignedInRequest) -> HttpResponse:
    spend_as_caller(DEVICE_LIMIT, request)
    actions.unsubscribe(by=request.user, endpoint=_read(request, Known).endpoint)
    return JsonResponse({"on": False})


@require_POST
def is_known(request: SignedInRequest) -> HttpResponse:
    """Whether this device rings her: a browser may still hold what we let go of."""
    spend_as_caller(DEVICE_LIMIT, request)
    known = request.user.push_subscriptions.filter(endpoint=_read(request, Known).endpoint).exists()
    return JsonResponse({"on": known})


@require_POST
def try_out(request: SignedInRequest) -> HttpResponse:
    spend_as_caller(TRIAL_LIMIT, request)
    device = request.user.push_subscriptions.filter(endpoint=_read(request, Known).endpoint).first()
    if device is None:
        raise DeviceUnknown()
    tasks.try_out(device.pk)
    return JsonResponse({"on": True})


def _refuse_who_is_never_rung(request: SignedInRequest) -> None:
    if request.user.suspended_at is not None:
        raise HelperStopped()
    if not can_be_rung(request.user):
        raise NotYetVouched()


def _read(request: HttpRequest, kind: type[T]) -> T:
    try:
        body = request.body
        if len(body) > BODY_MOST:
            raise DeviceNotUnderstood()
        return msgspec.json.decode(body, type=kind)
    except (RequestDataTooBig, msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DeviceNotUnderstood() from error
