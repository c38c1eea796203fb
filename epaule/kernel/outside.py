"""Speaking to servers that are not ours: in a short time, in few bytes, and never to those of our own network."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_GATEWAY = ipaddress.ip_network("64:ff9b::/96")
"""Numbers of IPv6 that a network without IPv4 turns into those of IPv4, which stand at their end (RFC 6052)."""
_OWN_GATEWAYS = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"))
"""The same, where only our own network knows into what."""
ANSWER_BYTES = 16 * 1024
"""Read of an answer; the rest is left there."""


class AddressRefused(Exception):
    """An address that we do not speak to."""


class Unreachable(Exception):
    """Nobody answers there, or not in time, or not as a web server does."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    body: bytes


def refuse_address(address: str, *, private: bool = False) -> None:
    """Raise `AddressRefused` unless it is https, on the usual port, of a name or number that is no local one.

    `private` lets everything of http and https pass: for tests and for trying things out. A name is looked up when
    something is sent (`post`), since it may lead elsewhere by then.
    """
    _parts(address, private)


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, seconds: float = 10, private: bool = False
) -> Answer:
    """Send `body`; what is answered, redirections included, which nobody follows.

    All of it within `seconds`, however slowly the other side speaks. `AddressRefused`, `Unreachable`.
    """
    host, port, path, secure = _parts(address, private)
    connection = _Connection(host, port, secure=secure, private=private, seconds=seconds)
    watch = threading.Timer(seconds, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        read = response.read(ANSWER_BYTES)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        watch.cancel()
        connection.close()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, read)


def _parts(address: str, private: bool) -> tuple[str, int, str, bool]:
    """(host, port, path with query, encrypted) of an address that we speak to."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("not an address") from error
    if not address.isascii() or not address.isprintable() or " " in address or not host or "@" in parts.netloc:
        raise AddressRefused("not an address")
    secure = parts.scheme == "https"
    if not secure and not (private and parts.scheme == "http"):
        raise AddressRefused("not https")
    if not private and port not in {None, 443}:
        raise AddressRefused("not the usual port")
    if not private:
        _refuse_host(host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return host, port or (443 if secure else 80), path, secure


def _refuse_host(host: str) -> None:
    """A number of our own network, or a name that only it knows."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        # « 127.1 », « 0x7f.1 », « 2130706433 »: also numbers, for those who look names up.
        last = host.rstrip(".").rpartition(".")[2]
        if "." not in host.rstrip(".") or last[:1].isdigit() or last in {"local", "localhost", "internal", "test"}:
            raise AddressRefused("a local name") from None
    else:
        _refuse_number(number)


def _refuse_number(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    inner = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    if number in _GATEWAY:
        inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    private = not number.is_global or number.is_multicast or any(number in one for one in _OWN_GATEWAYS)
    if private or (inner is not None and not inner.is_global):
        raise AddressRefused("an address of a private network")


class _Connection(http.client.HTTPConnection):
    """To the very number that was looked up and found public: a name may lead elsewhere the next time."""

    def __init__(self, host: str, port: int, *, secure: bool, private: bool, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self._secure, self._private = secure, private
        self._raw: socket.socket | None = None

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        numbers = list(dict.fromkeys(str(where[0]) for *_kind, where in found))
        if not self._private:
            for number in numbers:
                _refuse_number(ipaddress.ip_address(number.partition("%")[0]))
        self._raw = self.sock = self._reach(numbers)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def _reach(self, numbers: list[str]) -> socket.socket:
        """The first that answers: a machine may have IPv6 on paper only."""
        *others, last = numbers
        for number in others:
            try:
                return socket.create_connection((number, self.port), self.timeout)
            except OSError:
                continue
        return socket.create_connection((last, self.port), self.timeout)

    def cut(self) -> None:
        """Time is over: whatever waits for the other side stops waiting."""
        for one in (self.sock, self._raw):
            try:
                if one is not None:
                    one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
