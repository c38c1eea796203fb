"""What every socket of ours does: parse strictly, limit, deliver, refuse in French."""

import contextlib
import logging
import time
from collections.abc import Callable
from typing import Any, ClassVar, ParamSpec, TypeVar

import msgspec
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import translation

from epaule.kernel.errors import Refusal, TooMany
from epaule.kernel.ids import new_public_id
from epaule.kernel.middleware import chosen_language
from epaule.visits import protocol
from epaule.visits.errors import MessageNotUnderstood, MessageTooLarge, NotYourVisit, OurTrouble

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BURST = 200
"""Messages at once: a negotiation with many network candidates is about sixty."""
PER_SECOND = 30
STRIKES = 20
"""Refused messages before the page is hung up on; one is forgiven every `SECONDS_PER_STRIKE`. An honest page has
some too: what was on its way when the hand was taken back, for instance."""
SECONDS_PER_STRIKE = 30
CLOSE_OUR_TROUBLE = 1011
"""« Internal error » of the WebSocket standard."""


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run database work off the loop, on any thread of the pool: one slow page never holds the others."""
    run: Callable[..., Any] = database_sync_to_async(function, thread_sensitive=False)
    result: T = await run(*args, **kwargs)
    return result


def subject_of(message: Any) -> str:
    """What a refusal is about: the chat line's own name, else the kind of message; "" when it made no sense."""
    if message is None:
        return ""
    return message.client_id if isinstance(message, protocol.SendChat) else str(message.__struct_config__.tag)


def closing(refusal: Refusal) -> int:
    """The close code of a refusal after which the page has nothing left to do here; 0 for all others."""
    return protocol.CLOSE_ENDED if refusal.status == 410 else 0


class Pace:
    """A token bucket in memory, for one connection."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self.burst, self.per_second = burst, per_second
        self.tokens, self.at = float(burst), time.monotonic()

    def allows(self) -> bool:
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class PageSocket(AsyncWebsocketConsumer):
    """One WebSocket of one page. Subclasses say who may connect, what they accept, what they do with it."""

    accepts: ClassVar[Any]
    """The union of messages this socket takes."""

    async def connect(self) -> None:
        self.connection = new_public_id()
        self.pace = Pace()
        self.patience = Pace(STRIKES - 1, 1 / SECONDS_PER_STRIKE)
        self.closed = False
        self.groups_joined: list[str] = []
        await self.accept()
        try:
            await self.let_in()
        except Refusal as refusal:
            await self.refuse(refusal)
            await self.hang_up(closing(refusal) or protocol.CLOSE_NOT_YOURS)
        except Exception:
            logger.exception("a page could not connect")
            await self.refuse(OurTrouble())
            # The page tries again by itself.
            await self.hang_up(CLOSE_OUR_TROUBLE)

    async def let_in(self) -> None:
        if "\0" in self.scope["path"]:
            # PostgreSQL cannot even be asked about it.
            raise NotYourVisit()
        for group in await self.admit():
            await self.channel_layer.group_add(group, self.channel_name)
            self.groups_joined.append(group)
        await self.welcome()

    async def admit(self) -> list[str]:
        """The groups this page joins; raises a `Refusal` for who may not connect."""
        raise NotImplementedError

    async def welcome(self) -> None:
        """Called once the page is in its groups."""

    async def handle(self, message: Any) -> None:
        """One parsed message of `accepts`; may raise a `Refusal`."""
        raise NotImplementedError

    async def gone(self) -> None:
        """Called when an admitted page disconnects."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.closed or not self.groups_joined:
            return
        message: Any = None
        try:
            message = self.parse(text_data)
            if not self.pace.allows():
                raise TooMany()
            await self.handle(message)
        except Refusal as refusal:
            await self.refuse(refusal, about=subject_of(message))
            code = closing(refusal)
            if code:
                await self.hang_up(code)
            elif not self.patience.allows():
                too_fast = isinstance(refusal, TooMany)
                await self.hang_up(protocol.CLOSE_TOO_FAST if too_fast else protocol.CLOSE_NOT_UNDERSTOOD)
        except Exception:
            # One message that breaks something does not cut the conversation, nor tell what broke.
            logger.exception("a message of type %r failed", subject_of(message))
            await self.refuse(OurTrouble(), about=subject_of(message))

    def parse(self, text: str | None) -> Any:
        if text is None:
            raise MessageNotUnderstood()
        try:
            if len(text.encode()) > protocol.ROOM_MESSAGE_MAX_BYTES:
                raise MessageTooLarge()
            return msgspec.json.decode(text, type=self.accepts)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            raise MessageNotUnderstood() from error

    async def tell(self, message: protocol.Message) -> None:
        """Send to this page only."""
        if not self.closed:
            await self.write(msgspec.json.encode(message).decode())

    async def write(self, text: str) -> None:
        """A page that left while it was answered hears nothing, and that is no trouble of ours: its `disconnect`
        comes next."""
        with contextlib.suppress(OSError):
            await self.send(text_data=text)

    async def refuse(self, refusal: Refusal, *, about: str = "") -> None:
        with translation.override(chosen_language(self.scope.get("cookies", {}))):
            sentence = f"{refusal.message} {refusal.way_on}"
        await self.tell(protocol.Failed(code=refusal.code, message=sentence, about=about))

    async def hang_up(self, code: int) -> None:
        if not self.closed:
            await self.close(code=code)
            self.closed = True

    async def deliver(self, event: dict[str, Any]) -> None:
        """A message of the channel layer (visits.live.envelope)."""
        if event["but"] == self.connection or self.closed:
            return
        await self.write(event["text"])
        if event["close"]:
            await self.hang_up(event["close"])

    async def disconnect(self, code: int) -> None:
        self.closed = True
        admitted = bool(self.groups_joined)
        for group in self.groups_joined:
            await self.channel_layer.group_discard(group, self.channel_name)
        if admitted:
            await self.gone()
