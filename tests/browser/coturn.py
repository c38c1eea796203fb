"""A real coturn with the configuration we ship, on free ports of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.consistency.sources import ROOT

CONFIGURATION = ROOT / "deploy" / "coturn" / "turnserver.conf"
START_SECONDS = 20


def own_address() -> str:
    """An address of this machine that is not loopback, where it has one. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def free_port(address: str) -> int:
    """Free for TCP and, in all likelihood, for UDP."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Coturn:
    """Start, freeze, thaw, stop. `folder` holds its log and its (unused) table of users."""

    folder: Path
    secret: str = "north"
    more: tuple[str, ...] = ()
    """Options that replace those of the configuration."""
    address: str = field(default_factory=own_address)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = free_port(self.address)

    @property
    def log(self) -> Path:
        return self.folder / "coturn.log"

    @property
    def settings(self) -> dict[str, str]:
        """What Épaule must know so that everything passes through here."""
        return {
            "EPAULE_TURN_URLS": f"turn:{self.address}:{self.port}",
            "EPAULE_TURN_SECRET": self.secret,
            "EPAULE_TURN_ONLY": "1",
        }

    def command(self) -> list[str]:
        loopback = ["--allow-loopback-peers"] if self.address.startswith("127.") else []
        return [
            "turnserver",
            *("-c", str(CONFIGURATION)),
            f"--listening-ip={self.address}",
            f"--relay-ip={self.address}",
            f"--listening-port={self.port}",
            f"--static-auth-secret={self.secret}",
            # The browsers of the tests are on this machine.
            f"--allowed-peer-ip={self.address}",
            *("--no-tls", "--no-dtls"),
            f"--userdb={self.folder / 'turndb'}",
            f"--pidfile={self.folder / 'coturn.pid'}",
            *loopback,
            *self.more,
        ]

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection((self.address, self.port), timeout=1):
                    self.ask_by_udp()
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"coturn did not start:\n{self.log.read_text()}")

    def ask_by_udp(self) -> None:
        """One STUN binding request; OSError when nothing answers yet. TCP is heard before UDP is."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(1)
            probe.connect((self.address, self.port))
            probe.send(bytes.fromhex("000100002112a442") + os.urandom(12))
            probe.recv(1024)

    def freeze(self) -> None:
        """Nothing passes any more, and nobody is told: a cable pulled out."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=10)
        self.process = None
