"""Sending to sockets from anywhere: views, actions, background tasks.

The in-memory channel layer lives on the server's event loop. Code in other threads (huey's workers inside
`epaule serve`) must hand its message to that loop; with Redis any process may send by itself.
"""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

_server_loop: asyncio.AbstractEventLoop | None = None


def adopt_running_loop() -> None:
    """Remember the loop that serves the sockets of this process. Called once at server start."""
    global _server_loop
    _server_loop = asyncio.get_running_loop()


def send_to_group(group: str, message: dict[str, Any]) -> None:
    """Send `message` (with a channels `type`) to every socket of `group`. Synchronous callers only."""
    layer = get_channel_layer()
    if _server_loop is not None and _server_loop.is_running():
        asyncio.run_coroutine_threadsafe(layer.group_send(group, message), _server_loop).result(timeout=5)
    else:
        async_to_sync(layer.group_send)(group, message)
