"""What an idle page costs in memory, and how many messages one process answers."""

from __future__ import annotations

import asyncio
import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from websockets.asyncio.client import ClientConnection, connect

from bench.measure import Row, row
from tests.browser.server import Server, free_port

IDLE = 2000
AT_ONCE = 50
"""Connections opened together."""
SPEAKERS, PINGS, ROUNDS = 200, 150, 5
"""A page may say 200 messages at once before it is slowed down."""
PING = '{"type":"ping"}'
ECHO = Path(__file__).with_name("bare") / "echo.py"
ANSWERS = [
    ("/demande/", {"text": "Je n’arrive pas à lire mes mails"}),
    ("/demande/theme/", {"topics": "email"}),
    ("/demande/quand/", {"when": "now"}),
    ("/demande/prenom/", {"first_name": "Odette", "language": ""}),
    ("/demande/commune/", {"commune": "50502"}),
    ("/demande/verifier/", {}),
]


@dataclass(frozen=True)
class Subject:
    """A server process and how to open a socket of it."""

    pid: int
    url: str
    headers: dict[str, str]

    def memory_kb(self) -> int:
        """Memory of the process that is its own, in kB (1024 bytes)."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))

    async def open(self) -> ClientConnection:
        return await connect(
            self.url, additional_headers=self.headers, compression=None, ping_interval=None, open_timeout=60
        )


def measure(server: Server) -> list[Row]:
    ours = waiting_page(server)
    with bare_echo() as bare:
        return [idle_socket(ours, bare), messages_per_second(ours, bare)]


def waiting_page(server: Server) -> Subject:
    """Someone asked for help: the socket of the page on which she waits."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = ""
    for path, fields in ANSWERS:
        with browser.open(server.url + path) as response:
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.read().decode())
        if token is None:
            raise RuntimeError(f"{path} has no form")
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with browser.open(server.url + path, body) as response:
            page = response.url
    public_id = page.rstrip("/").rsplit("/", 1)[1]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    assert server.process is not None
    url = f"ws://127.0.0.1:{server.port}/ws/demande/{public_id}/"
    return Subject(server.process.pid, url, {"Cookie": cookies, "Origin": server.url})


@contextmanager
def bare_echo() -> Iterator[Subject]:
    port = free_port()
    process = subprocess.Popen([sys.executable, str(ECHO), str(port)])
    try:
        for _try in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Subject(process.pid, f"ws://127.0.0.1:{port}/", {})
    finally:
        process.terminate()
        process.wait(timeout=10)


# --- Idle ----------------------------------------------------------------------------------------------------


async def held_kb(subject: Subject) -> float:
    """kB of the server's memory for each of `IDLE` sockets that are open and answer."""
    async with AsyncExitStack() as stack:
        # The first ones pay for what is loaded once.
        for _socket in range(AT_ONCE):
            await stack.enter_async_context(await subject.open())
        before = subject.memory_kb()
        sockets: list[ClientConnection] = []
        while len(sockets) < IDLE:
            opened = await asyncio.gather(*(subject.open() for _socket in range(AT_ONCE)))
            for one in opened:
                sockets.append(await stack.enter_async_context(one))
        # All are really served, to the last.
        for one in sockets:
            await one.send(PING)
        for one in sockets:
            await asyncio.wait_for(one.recv(), timeout=60)
        return (subject.memory_kb() - before) / IDLE


def idle_socket(ours: Subject, bare: Subject) -> Row:
    value, reference = asyncio.run(held_kb(ours)), asyncio.run(held_kb(bare))
    note = (
        f"Growth of the private memory of the one server process, divided by {IDLE} sockets of a waiting page "
        "(session, groups, limits), all open at once and all answering a ping; the reference has none of these."
    )
    return row("idle_socket_kb", value, "kB", "a bare Channels echo consumer", reference, IDLE, note)


# --- Busy ----------------------------------------------------------------------------------------------------


async def chatter(sockets: list[ClientConnection]) -> float:
    """Answers a second when all sockets speak at once."""

    async def speak(one: ClientConnection) -> None:
        for _ping in range(PINGS):
            await one.send(PING)
        for _pong in range(PINGS):
            await one.recv()

    begun = time.perf_counter()
    await asyncio.gather(*(speak(one) for one in sockets))
    return len(sockets) * PINGS / (time.perf_counter() - begun)


async def answered(subject: Subject) -> float:
    """The same on fresh sockets: nobody has used up what a page may say at once."""
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(await subject.open()) for _socket in range(SPEAKERS)]
        return await chatter(sockets)


def messages_per_second(ours: Subject, bare: Subject) -> Row:
    rounds = [(asyncio.run(answered(ours)), asyncio.run(answered(bare))) for _round in range(ROUNDS)]
    value, reference = median(one for one, _other in rounds), median(other for _one, other in rounds)
    spread = " · ".join(f"{one:.0f} against {other:.0f}" for one, other in rounds)
    note = (
        f"{SPEAKERS} sockets say {PINGS} messages each, all at once; each is parsed, checked, counted and "
        f"answered by one process. Here more is better. Rounds: {spread}. The client shares the machine."
    )
    reference_is = "a bare Channels echo consumer, in turn"
    return row("messages_per_second", value, "1/s", reference_is, reference, ROUNDS, note)
