"""Notifications: a real server takes them, and what it took is opened with the keys of the browser."""

from __future__ import annotations

import base64
import json
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.checks import run_checks
from django.utils import timezone
from py_vapid import Vapid02

from epaule.adapters.webpush import actions, keys, ringing, tasks
from epaule.adapters.webpush.models import PushSubscription
from epaule.kernel.events import publish
from epaule.requests import actions as requests_actions
from epaule.requests.events import HelperRung
from epaule.requests.models import Rhythm, RingMessage
from tests.adapters.receiver import Browser, Receiver, listening
from tests.adapters.ringing import karim_is_rung, rings_by
from tests.factories import Scene

Device = tuple[Browser, PushSubscription]
"""A browser, and what we know of it."""


@pytest.fixture
def service(settings: Any) -> Iterator[Receiver]:
    """Who carries notifications."""
    settings.PUSH_TO_PRIVATE = True
    settings.DEFAULT_FROM_EMAIL = "Épaule <contact@aide.exemple.fr>"
    with listening() as receiver:
        yield receiver


def device_of(person: Any, service: Receiver, name: str = "a") -> Device:
    browser = Browser(f"{service.address}/{name}")
    given = browser.given
    return browser, actions.subscribe(by=person, endpoint=given["endpoint"], **given["keys"])


@pytest.fixture
def karim(scene: Scene, service: Receiver) -> Device:
    """His browser, and what we know of it; he may be rung at any hour."""
    both = device_of(scene.karim, service)
    rings_by(scene.karim)
    return both


# --- One ring


def test_ring_is_encrypted_for_the_browser_signed_and_short_lived(
    scene: Scene,
    service: Receiver,
    karim: Device,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser, device = karim
    request = karim_is_rung(scene, text="Mon mari est malade")
    with django_capture_on_commit_callbacks(execute=True):
        publish(HelperRung(request.pk, scene.karim.pk, away=True))
    [received] = service.received
    assert browser.reads(received.body) == {
        "title": "Jeanne demande de l’aide",
        "body": "Mes e-mails",
        "tag": request.public_id,
        "url": "/aider/",
        "quiet": False,
        "lang": "fr",
    }
    for word in (b"Jeanne", b"e-mails", b"malade"):
        assert word not in received.body
    headers = received.headers
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["urgency"] == "high"
    assert headers["topic"] == request.public_id
    # What is left of the wave, and the two minutes after it.
    assert 170 <= int(headers["ttl"]) <= 180
    device.refresh_from_db()
    assert device.last_ok_at is not None


def test_signature_is_that_of_the_key_the_browser_was_given(
    scene: Scene, service: Receiver, karim: Device
) -> None:
    ringing.ring(karim_is_rung(scene).pk, scene.karim.pk, karim[1].pk)
    authorization = service.received[0].headers["authorization"]
    assert Vapid02.verify(authorization)
    scheme, _, rest = authorization.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", keys.public_key())
    header, claims, _signature = (
        json.loads(base64.urlsafe_b64decode(part + "==")) if number < 2 else part
        for number, part in enumerate(parts["t"].split("."))
    )
    assert header == {"typ": "JWT", "alg": "ES256"}
    assert (claims["aud"], claims["sub"]) == (service.address, "mailto:contact@aide.exemple.fr")
    assert 0 < claims["exp"] - time.time() <= 24 * 3600


def test_each_device_is_rung_once_whatever_is_repeated(
    scene: Scene,
    service: Receiver,
    karim: Device,
    django_capture_on_commit_callbacks: Any,
) -> None:
    device_of(scene.karim, service, "b")
    device_of(scene.sophie, service, "de-sophie")
    request = karim_is_rung(scene)
    for _again in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            publish(HelperRung(request.pk, scene.karim.pk, away=True))
            publish(HelperRung(request.pk, scene.karim.pk, away=False))
    assert sorted(one.path for one in service.received) == ["/a", "/b"]


def test_ring_of_no_more_use_is_not_sent(scene: Scene, service: Receiver, karim: Device) -> None:
    request = karim_is_rung(scene)
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) is None
    requests_actions.cancel(by=scene.jeanne, request=request)
    assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) is None
    assert service.received == []


def test_device_of_somebody_else_is_not_rung(scene: Scene, service: Receiver, karim: Device) -> None:
    _browser, other = device_of(scene.sophie, service, "de-sophie")
    assert ringing.ring(karim_is_rung(scene).pk, scene.karim.pk, other.pk) is None
    assert service.received == []


def test_those_rung_are_told_quietly_that_somebody_else_goes(
    scene: Scene,
    service: Receiver,
    karim: Device,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser, device = karim
    request = karim_is_rung(scene)
    ringing.ring(request.pk, scene.karim.pk, device.pk)
    service.received.clear()
    with django_capture_on_commit_callbacks(execute=True):
        requests_actions.accept(by=scene.sophie, request=request)
    [received] = service.received
    told = browser.reads(received.body)
    assert (told["title"], told["tag"], told["quiet"]) == (
        "Quelqu’un d’autre y va, merci\u00a0!",
        request.public_id,
        True,
    )
    assert (received.headers["topic"], received.headers["urgency"]) == (request.public_id, "normal")


def test_who_accepts_is_not_told_so_and_who_was_not_rung_neither(
    scene: Scene,
    service: Receiver,
    karim: Device,
    django_capture_on_commit_callbacks: Any,
) -> None:
    device_of(scene.sophie, service, "de-sophie")
    request = karim_is_rung(scene)
    ringing.ring(request.pk, scene.karim.pk, karim[1].pk)
    service.received.clear()
    with django_capture_on_commit_callbacks(execute=True):
        requests_actions.accept(by=scene.karim, request=request)
    assert service.received == []


def test_cancelled_request_is_said_too(
    scene: Scene,
    service: Receiver,
    karim: Device,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser, device = karim
    request = karim_is_rung(scene)
    ringing.ring(request.pk, scene.karim.pk, device.pk)
    with django_capture_on_commit_callbacks(execute=True):
        requests_actions.cancel(by=scene.jeanne, request=request)
    assert browser.reads(service.received[-1].body)["title"] == "Cette personne n’attend plus."


# --- What the service answers


@pytest.mark.parametrize(
    ("status", "stays", "again"),
    [
        (200, True, False),
        (201, True, False),
        (202, True, False),
        (404, False, False),
        (410, False, False),
        (400, True, False),
        (401, True, False),
        (403, True, False),
        (413, True, False),
        (301, True, False),
        (307, True, False),
        (429, True, True),
        (500, True, True),
        (503, True, True),
    ],
)
def test_answer(
    scene: Scene,
    service: Receiver,
    karim: Device,
    status: int,
    stays: bool,
    again: bool,
) -> None:
    service.answers(status, Location=f"{service.address}/ailleurs")
    request = karim_is_rung(scene)
    wait = ringing.ring(request.pk, scene.karim.pk, karim[1].pk)
    assert (wait is not None) == again
    assert [one.path for one in service.received] == ["/a"]
    assert PushSubscription.objects.exists() == stays
    assert RingMessage.objects.exists() == (not again), "only what was not taken may be sent again"
    assert Rhythm.objects.get(person=scene.karim).ring_by_push == stays
    if stays:
        assert PushSubscription.objects.get().failures == (0 if status < 300 else 1)


def test_wait_that_is_asked_for_is_kept(scene: Scene, service: Receiver, karim: Device) -> None:
    request = karim_is_rung(scene)
    for said, wait in (("17", 17), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("-5", 0), ("9" * 400, 0)):
        service.answers(429, Retry_After=said)
        assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) == wait


def test_nobody_answers_is_tried_again(
    scene: Scene, service: Receiver, karim: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("epaule.adapters.webpush.sending.SECONDS", 0.2)
    service.answering = lambda handler: handler.server.receiver.over.wait(3) and None
    request = karim_is_rung(scene)
    assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) == 0
    service.answers(201)
    assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) is None
    assert ringing.ring(request.pk, scene.karim.pk, karim[1].pk) is None
    assert len(service.received) == 2
    assert PushSubscription.objects.get().failures == 0


def test_tries_come_to_an_end(
    scene: Scene, service: Receiver, karim: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers(503, Retry_After="12")
    request = karim_is_rung(scene)
    waits = []

    def at_once(given: tuple[int, ...], delay: int) -> None:
        waits.append(delay)
        tasks.ring.call_local(*given)

    monkeypatch.setattr(tasks.ring, "schedule", at_once)
    tasks.ring.call_local(request.pk, scene.karim.pk, karim[1].pk)
    assert waits == [12, 20, 60]
    assert len(service.received) == 4


def test_device_that_always_fails_is_let_go_of(scene: Scene, service: Receiver, karim: Device) -> None:
    service.answers(403)
    for _time in range(actions.FAILURES_MOST - 1):
        ringing.try_out(karim[1].pk)
    assert PushSubscription.objects.exists()
    ringing.try_out(karim[1].pk)
    assert not PushSubscription.objects.exists()
    assert not Rhythm.objects.get(person=scene.karim).ring_by_push


def test_address_that_has_become_ours_is_not_reached(
    scene: Scene, service: Receiver, karim: Device, settings: Any
) -> None:
    settings.PUSH_TO_PRIVATE = False
    assert ringing.ring(karim_is_rung(scene).pk, scene.karim.pk, karim[1].pk) is None
    assert service.received == []
    assert PushSubscription.objects.get().failures == 1


# --- The key


def test_key_is_made_once_and_readable_by_its_owner_only(settings: Any) -> None:
    public = keys.public_key()
    path = Path(settings.DATA_DIR) / "vapid_private_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.public_key() == public
    assert [one.name for one in path.parent.iterdir()] == ["vapid_private_key"]
    assert len(base64.urlsafe_b64decode(public + "=")) == 65
    settings.VAPID_PRIVATE_KEY = path.read_text()
    path.unlink()
    assert keys.public_key() == public
    assert not path.exists()


@pytest.mark.parametrize("key", ["nonsense", "é", "AAAA", base64.urlsafe_b64encode(b"\0" * 32).decode()])
def test_key_that_is_none_is_said_before_the_start(settings: Any, key: str) -> None:
    settings.VAPID_PRIVATE_KEY = key
    assert "epaule.E009" in {str(one.id) for one in run_checks(tags=["security"])}
