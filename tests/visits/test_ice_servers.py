"""Addresses for the browsers to meet, and TURN credentials good for a few hours."""

from __future__ import annotations

from typing import Any

import time_machine

from epaule.visits.ice import TURN_SECONDS, ice_servers

WHO = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
TURN = ["turn:aide.example:3478?transport=udp", "turns:aide.example:5349"]


def test_nothing_outside_is_named_by_default() -> None:
    assert ice_servers(WHO) == []


def test_stun_needs_no_credential(settings: Any) -> None:
    settings.STUN_URLS = ["stun:aide.example:3478"]
    (stun,) = ice_servers(WHO)
    assert (stun.urls, stun.username, stun.credential) == (["stun:aide.example:3478"], "", "")


def test_turn_without_its_secret_is_not_named(settings: Any) -> None:
    settings.TURN_URLS = TURN
    assert ice_servers(WHO) == []


@time_machine.travel(1_433_000_000, tick=False)
def test_turn_credential_is_what_coturn_computes(settings: Any) -> None:
    """The credential below was computed with OpenSSL, not with our code:

    printf '1433021600:01ARZ3NDEKTSV4RRFFQ69G5FAV' | openssl dgst -sha1 -hmac north -binary | base64
    """
    settings.STUN_URLS, settings.TURN_URLS, settings.TURN_SECRET = ["stun:aide.example:3478"], TURN, "north"
    stun, turn = ice_servers(WHO)
    assert (stun.urls, turn.urls) == (["stun:aide.example:3478"], TURN)
    assert turn.username == f"1433021600:{WHO}"
    assert turn.credential == "DHS63qRKBz1oHH2FJ7/9MP61ErI="


@time_machine.travel(1_433_000_000, tick=False)
def test_credential_says_when_it_ends_and_for_whom(settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = TURN, "north"
    (mine,), (hers,) = ice_servers(WHO), ice_servers("01BX5ZZKBKACTAV9WEVGEMMVRZ")
    assert mine.username.partition(":")[0] == str(1_433_000_000 + TURN_SECONDS)
    assert mine.credential != hers.credential
    with time_machine.travel(1_433_000_001, tick=False):
        assert ice_servers(WHO)[0].credential != mine.credential


def test_secret_itself_is_never_told(settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = TURN, "a-secret-nobody-may-read"
    assert "a-secret-nobody-may-read" not in repr(ice_servers(WHO))
