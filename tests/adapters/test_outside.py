"""Addresses that others give: never into our own network, never for long, and nobody is followed elsewhere."""

from __future__ import annotations

import socket
import time
from typing import Any
from unittest import mock

import pytest

from epaule.kernel import outside
from epaule.kernel.outside import AddressRefused, Unreachable, post, refuse_address
from tests.adapters.receiver import Handler, listening

REFUSED = [
    "",
    "https://",
    "http://fcm.googleapis.com/fcm/send/a",
    "ftp://fcm.googleapis.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//fcm.googleapis.com/a",
    "https://fcm.googleapis.com:8443/a",
    "https://fcm.googleapis.com:0/a",
    "https://fcm.googleapis.com:99999/a",
    "https://user@fcm.googleapis.com/a",
    "https://user:secret@fcm.googleapis.com/a",
    "https://exemple.fr@127.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://base/",
    "https://serveur.local/",
    "https://metadata.google.internal/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[ff02::1]/",
    "https://[not an address/",
    "https://exemple.fr/a b",
    "https://exemple.fr/\r\nHost: ailleurs",
    "https://exemple.fr/é",
]
GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc:DEF-_",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://web.push.apple.com/QABC",
    "https://wns2-am3p.notify.windows.com/w/?token=BQYAAAB%2b",
    "https://fcm.googleapis.com:443/fcm/send/a",
]


@pytest.mark.parametrize("address", REFUSED)
def test_address_we_do_not_speak_to(address: str) -> None:
    with pytest.raises(AddressRefused):
        refuse_address(address)
    with mock.patch.object(socket, "create_connection") as connected, pytest.raises(AddressRefused):
        post(address, b"", {})
    assert not connected.called


@pytest.mark.parametrize("address", GOOD)
def test_address_of_those_who_carry_notifications(address: str) -> None:
    refuse_address(address)


@pytest.mark.parametrize(
    "number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_name_that_leads_into_our_network_is_found_out_when_it_is_used(number: str) -> None:
    """Looked up anew at each sending: what it led to when it was given says nothing."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
             (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (number, 443, 0, 0))]  # fmt: skip
    with (
        mock.patch.object(socket, "getaddrinfo", return_value=found),
        mock.patch.object(socket, "create_connection") as connected,
        pytest.raises(AddressRefused),
    ):
        post("https://push.exemple.fr/a", b"", {})
    assert not connected.called


def test_the_number_that_was_checked_is_the_one_reached() -> None:
    """A second lookup, by whatever connects, could be told another."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    with (
        mock.patch.object(socket, "getaddrinfo", return_value=found) as looked_up,
        mock.patch.object(socket, "create_connection", side_effect=ConnectionRefusedError) as connected,
        pytest.raises(Unreachable),
    ):
        post("https://push.exemple.fr/a", b"", {})
    assert looked_up.call_count == 1
    assert [call.args[0] for call in connected.call_args_list] == [("93.184.216.34", 443)]


def test_answer_is_given_back_with_its_headers_and_a_little_of_its_body() -> None:
    with listening() as receiver:
        receiver.answers(429, b"x" * (outside.ANSWER_BYTES + 5), Retry_After="7")
        answer = post(f"{receiver.address}/a?b=c", b"corps", {"X-Nom": "valeur"}, private=True)
    assert (answer.status, answer.headers["retry-after"], len(answer.body)) == (429, "7", outside.ANSWER_BYTES)
    [received] = receiver.received
    assert (received.path, received.body, received.headers["x-nom"]) == ("/a?b=c", b"corps", "valeur")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirection_is_not_followed(status: int) -> None:
    with listening() as receiver:
        receiver.answers(status, Location=f"{receiver.address}/ailleurs")
        assert post(f"{receiver.address}/a", b"", {}, private=True).status == status
    assert [one.path for one in receiver.received] == ["/a"]


def silent(handler: Handler) -> None:
    handler.server.receiver.over.wait(5)


def drop_by_drop(handler: Handler) -> None:
    """A byte now and then: no single wait is ever long."""
    for byte in b"HTTP/1.1 201 Created\r\nX-Long: " + b"x" * 500:
        handler.wfile.write(bytes([byte]))
        if handler.server.receiver.over.wait(0.02):
            return


def endless(handler: Handler) -> None:
    handler.send_response(201)
    handler.end_headers()
    while not handler.server.receiver.over.wait(0.01):
        handler.wfile.write(b"x")


def cut(handler: Handler) -> None:
    handler.connection.close()


@pytest.mark.parametrize("answering", [silent, drop_by_drop, cut])
def test_all_of_it_within_the_time_however_slowly_the_other_speaks(answering: Any) -> None:
    with listening() as receiver:
        receiver.answering = answering
        begun = time.monotonic()
        with pytest.raises(Unreachable):
            post(f"{receiver.address}/a", b"", {}, seconds=0.2, private=True)
        assert time.monotonic() - begun < 1


def test_body_without_end_is_left_there_when_time_is_over() -> None:
    with listening() as receiver:
        receiver.answering = endless
        begun = time.monotonic()
        assert post(f"{receiver.address}/a", b"", {}, seconds=0.2, private=True).status == 201
        assert time.monotonic() - begun < 1


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(Unreachable):
            post(address, b"", {}, private=True)
