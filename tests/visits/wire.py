"""The socket of one page, through the whole stack: origin check, session, routing, consumer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client

from epaule.config.asgi import application
from epaule.people.models import Person
from epaule.visits.models import Visit

PATIENCE = 5
"""Seconds: a busy machine may be slow, a message that never comes must still fail."""


@dataclass(frozen=True)
class Told:
    """One message sent to a group of pages."""

    group: str
    message: dict[str, Any]
    but: str
    close: int

    @property
    def kind(self) -> str:
        return str(self.message["type"])


async def do(action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Run an action or a query in a thread of the pool, as the server does."""
    return await database_sync_to_async(action, thread_sensitive=False)(*args, **kwargs)


def session_cookie(person: Person) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def room_path(visit: Visit) -> str:
    return f"/ws/visite/{visit.public_id}/"


class Page:
    """What a browser's page sends and hears."""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]]) -> None:
        scope = {"type": "websocket", "path": unquote(path), "query_string": b"", "headers": headers}
        self.wire = ApplicationCommunicator(application, {**scope, "subprotocols": []})
        self.refused = False
        self.left = False

    @classmethod
    async def open(
        cls, path: str, person: Person | None = None, *, origin: str | None = "http://localhost"
    ) -> Page:
        """Connect; `refused` is True when the server does not even accept."""
        headers = [(b"host", b"localhost")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if person is not None:
            headers.append((b"cookie", (await do(session_cookie, person)).encode()))
        page = cls(path, headers)
        await page.wire.send_input({"type": "websocket.connect"})
        answer = await page.wire.receive_output(timeout=PATIENCE)
        page.refused = answer["type"] == "websocket.close"
        return page

    async def send(self, **message: Any) -> None:
        await self.send_frame(text=json.dumps(message))

    async def send_frame(self, **frame: str | bytes) -> None:
        """`text=` or `bytes=`, whatever they hold."""
        await self.wire.send_input({"type": "websocket.receive", **frame})

    async def hear(self) -> dict[str, Any]:
        """The next message."""
        heard = await self.wire.receive_output(timeout=PATIENCE)
        assert heard["type"] == "websocket.send", heard
        message: dict[str, Any] = json.loads(heard["text"])
        return message

    async def hear_of(self, kind: str) -> dict[str, Any]:
        """The next message of type `kind`; those before it are let go."""
        while True:
            message = await self.hear()
            if message["type"] == kind:
                return message

    async def hear_error(self) -> str:
        """Code of the refusal that comes next; its sentence is French and tells nothing technical."""
        message = await self.hear()
        assert message["type"] == "error", message
        assert message["message"].endswith(".")
        assert "Traceback" not in message["message"]
        return str(message["code"])

    async def closing_code(self) -> int:
        """The code with which the server hangs up next; nothing more is said before it."""
        heard = await self.wire.receive_output(timeout=PATIENCE)
        assert heard["type"] == "websocket.close", heard
        return int(heard["code"])

    async def hears_nothing(self) -> bool:
        """True when nothing comes for a moment."""
        return bool(await self.wire.receive_nothing(timeout=0.03))

    async def join(self, after_line: int = 0) -> dict[str, Any]:
        """Enter the room, until the news of it has come back too; return the snapshot."""
        await self.send(type="join", after_line=after_line)
        snapshot = await self.hear_of("room")
        while (await self.hear_of("participant"))["participant"]["id"] != snapshot["you"]:
            pass
        return snapshot

    async def ping(self) -> None:
        """Wait until all that was sent before is treated."""
        await self.send(type="ping")
        await self.hear_of("pong")

    async def leave(self) -> None:
        """The browser closes the page; twice is once."""
        if self.left:
            return
        self.left = True
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1001})
        await self.wire.wait(timeout=PATIENCE)
