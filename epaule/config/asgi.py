"""The ASGI application: pages, sockets, and the loop that other threads send through."""

import os
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epaule.config.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

from epaule.kernel.fanout import adopt_running_loop
from epaule.knowhow import meaning
from epaule.visits.routing import socket_urlpatterns

# WhiteNoise gives files as synchronous iterators: Django reads them whole in a thread, says so for each, and they
# are small. Films, which are not, are given piece by piece (replays.ranges).
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators", Warning)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def lifespan(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Before the first request comes: remember the server's loop, begin to load what is long to load."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            adopt_running_loop()
            meaning.warm()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(socket_urlpatterns))),
        "lifespan": lifespan,
    }
)
