"""The reference of the group `sockets`: the least Channels can do, served as `epaule serve` serves."""

from __future__ import annotations

import sys
from typing import Any

import django
import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter
from django.conf import settings


class Echo(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    async def connect(self) -> None:
        await self.accept()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.send(text_data=text_data)


async def health(scope: Any, receive: Any, send: Any) -> None:
    """Answers 200 to anything, so that the bench knows when the server is up."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


if __name__ == "__main__":
    layers = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.configure(CHANNEL_LAYERS=layers)
    django.setup()
    application = ProtocolTypeRouter({"http": health, "websocket": Echo.as_asgi()})
    uvicorn.run(application, port=int(sys.argv[1]), log_level="warning", lifespan="off", ws_ping_interval=None)
