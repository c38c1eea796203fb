"""The socket of « Vérifier mon appareil »: says « pong », to anyone, for a minute."""

import asyncio
from typing import Any

from epaule.safety.throttle import Limit, spend
from epaule.visits import protocol
from epaule.visits.sockets import PER_SECOND, Pace, PageSocket, in_thread

ECHO_LIMIT = Limit("check-socket", capacity=10, seconds_per_token=30)
ECHO_SECONDS = 60
BURST = 30
CLOSE_DONE = 1000
"""« Normal closure » of the WebSocket standard."""


class EchoConsumer(PageSocket):
    """`/ws/verification/`: no account, no database but the limit of the network address."""

    accepts = protocol.CheckToServer

    async def admit(self) -> list[str]:
        host, _port = self.scope.get("client") or ("", 0)
        await in_thread(spend, ECHO_LIMIT.for_a_crowd, f"address:{host}")
        self.pace = Pace(BURST, PER_SECOND / 10)
        self.closing = asyncio.create_task(self.hang_up_later())
        return [f"check.{self.connection}"]

    async def hang_up_later(self) -> None:
        await asyncio.sleep(ECHO_SECONDS)
        await self.hang_up(CLOSE_DONE)

    async def handle(self, message: Any) -> None:
        await self.tell(protocol.Pong())

    async def gone(self) -> None:
        self.closing.cancel()
