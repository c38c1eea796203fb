"""The devices of a helper: her own, real ones, a few."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from epaule.adapters.webpush import actions
from epaule.adapters.webpush.models import PushSubscription
from epaule.requests.models import Rhythm
from epaule.safety.models import AuditEvent
from tests.adapters.receiver import Browser, base64url
from tests.factories import Scene

PHONE = "https://fcm.googleapis.com/fcm/send/karim"
ADDRESSES = ["subscribe", "unsubscribe", "is_known", "try_out"]


def told(client: Client, name: str, said: Any) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said)
    headers = {"accept": "application/json"}
    return client.post(reverse(f"webpush:{name}"), body, content_type="application/json", headers=headers)


def test_subscribed_known_and_let_go(scene: Scene, as_person: Any) -> None:
    karim, browser = as_person(scene.karim), Browser(PHONE)
    assert told(karim, "is_known", {"endpoint": PHONE}).json() == {"on": False}
    for _again in range(2):
        assert told(karim, "subscribe", browser.given).json() == {"on": True}
    assert told(karim, "is_known", {"endpoint": PHONE}).json() == {"on": True}
    assert Rhythm.objects.get(person=scene.karim).ring_by_push
    for _again in range(2):
        assert told(karim, "unsubscribe", {"endpoint": PHONE}).json() == {"on": False}
    assert not PushSubscription.objects.exists()
    assert not Rhythm.objects.get(person=scene.karim).ring_by_push
    events = AuditEvent.objects.order_by("pk").values_list("event", flat=True)
    ours = [event for event in events if event.startswith("device.") or event == "helper.rung_by_push"]
    assert ours == ["helper.rung_by_push", "device.added", "helper.rung_by_push", "device.removed"]


def test_rings_on_while_one_device_is_left(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    for name in "ab":
        told(karim, "subscribe", Browser(PHONE + name).given)
    told(karim, "unsubscribe", {"endpoint": f"{PHONE}a"})
    assert Rhythm.objects.get(person=scene.karim).ring_by_push


def test_audit_holds_no_address(scene: Scene, as_person: Any) -> None:
    told(as_person(scene.karim), "subscribe", Browser(PHONE).given)
    assert "fcm" not in str(list(AuditEvent.objects.values()))


GOOD_KEYS = Browser(PHONE).given["keys"]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b"\xff",
        b"[" * 4000,
        b'{"endpoint": "\\ud800"}',
        {"endpoint": PHONE},
        {"endpoint": 1, "keys": GOOD_KEYS},
        {"endpoint": PHONE, "keys": {}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"auth": ""}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"auth": base64url(b"short")}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"auth": "é" * 22}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"p256dh": base64url(b"\4" + b"\1" * 64)}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"p256dh": base64url(b"\0")}},
        {"endpoint": PHONE, "keys": GOOD_KEYS | {"p256dh": "a" * 999}},
        {"endpoint": f"https://fcm.googleapis.com/{'a' * 1000}", "keys": GOOD_KEYS},
        {"endpoint": PHONE, "keys": GOOD_KEYS, "more": "x" * 5000},
        {"endpoint": f"{PHONE}\0", "keys": GOOD_KEYS},
        {"endpoint": "", "keys": GOOD_KEYS},
        {"endpoint": "http://fcm.googleapis.com/a", "keys": GOOD_KEYS},
        {"endpoint": "https://localhost/a", "keys": GOOD_KEYS},
        {"endpoint": "https://169.254.169.254/latest/", "keys": GOOD_KEYS},
        {"endpoint": "https://[::1]/", "keys": GOOD_KEYS},
        {"endpoint": "https://base:5432/", "keys": GOOD_KEYS},
    ],
)
def test_what_no_browser_gives_is_refused_in_words(scene: Scene, as_person: Any, said: Any) -> None:
    answer = told(as_person(scene.karim), "subscribe", said)
    assert (answer.status_code, answer.json()["code"]) == (400, "device_not_understood")
    assert not PushSubscription.objects.exists()
    assert not Rhythm.objects.exists()


@pytest.mark.parametrize("name", ["unsubscribe", "is_known", "try_out"])
@pytest.mark.parametrize("said", [b"", b"null", b'{"endpoint": []}', b"\xff" * 5000])
def test_nonsense_elsewhere(scene: Scene, as_person: Any, name: str, said: bytes) -> None:
    assert told(as_person(scene.karim), name, said).status_code == 400


# --- Others


def test_device_of_another_is_neither_seen_nor_tried_nor_removed(scene: Scene, as_person: Any) -> None:
    told(as_person(scene.karim), "subscribe", Browser(PHONE).given)
    sophie = as_person(scene.sophie)
    assert told(sophie, "is_known", {"endpoint": PHONE}).json() == {"on": False}
    assert told(sophie, "try_out", {"endpoint": PHONE}).status_code == 404
    assert told(sophie, "unsubscribe", {"endpoint": PHONE}).json() == {"on": False}
    assert PushSubscription.objects.get().person == scene.karim


def test_address_alone_does_not_take_the_device_of_another(scene: Scene, as_person: Any) -> None:
    """Whoever learnt it has not the keys, which only that browser gives."""
    told(as_person(scene.karim), "subscribe", Browser(PHONE).given)
    answer = told(as_person(scene.sophie), "subscribe", Browser(PHONE).given)
    assert (answer.status_code, answer.json()["code"]) == (409, "device_of_another")
    assert PushSubscription.objects.get().person == scene.karim


def test_computer_that_two_use_rings_the_last_who_asked(scene: Scene, as_person: Any) -> None:
    browser = Browser(PHONE)
    told(as_person(scene.karim), "subscribe", browser.given)
    assert told(as_person(scene.sophie), "subscribe", browser.given).status_code == 200
    assert PushSubscription.objects.get().person == scene.sophie
    assert not Rhythm.objects.get(person=scene.karim).ring_by_push
    assert Rhythm.objects.get(person=scene.sophie).ring_by_push


def test_browser_that_renewed_its_keys(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    told(karim, "subscribe", Browser(PHONE).given)
    PushSubscription.objects.update(failures=3)
    renewed = Browser(PHONE)
    assert told(karim, "subscribe", renewed.given).status_code == 200
    device = PushSubscription.objects.get()
    assert (device.p256dh, device.failures) == (renewed.given["keys"]["p256dh"], 0)


@pytest.mark.parametrize(("who", "code"), [("paul", "not_yet_vouched"), ("jeanne", "not_yet_vouched")])
def test_who_is_never_rung_adds_no_device(scene: Scene, as_person: Any, who: str, code: str) -> None:
    answer = told(as_person(getattr(scene, who)), "subscribe", Browser(PHONE).given)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert not PushSubscription.objects.exists()


def test_stopped_helper_adds_none_but_may_remove_hers(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    told(karim, "subscribe", Browser(PHONE).given)
    type(scene.karim).objects.filter(pk=scene.karim.pk).update(suspended_at="2026-11-23T12:00:00Z")
    assert told(karim, "subscribe", Browser(f"{PHONE}2").given).json()["code"] == "helper_stopped"
    told(karim, "unsubscribe", {"endpoint": PHONE})
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_of_another_site_cannot_do_it(scene: Scene, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.karim, backend="django.contrib.auth.backends.ModelBackend")
    assert told(client, name, Browser(PHONE).given).status_code == 403
    assert not PushSubscription.objects.exists()


# --- Too many


def test_one_device_more_and_the_oldest_goes(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    for number in range(actions.DEVICES_MOST + 1):
        assert told(karim, "subscribe", Browser(f"{PHONE}{number}").given).status_code == 200
    kept = list(PushSubscription.objects.values_list("endpoint", flat=True))
    assert kept == [f"{PHONE}{number}" for number in range(1, actions.DEVICES_MOST + 1)]


def test_flood_is_stopped(scene: Scene, as_person: Any) -> None:
    karim = as_person(scene.karim)
    answers = [told(karim, "subscribe", Browser(PHONE).given).status_code for _time in range(25)]
    assert (answers.count(200), answers.count(429)) == (20, 5)
    assert [told(karim, "try_out", {"endpoint": "x"}).status_code for _time in range(5)] == [404] * 4 + [429]


# --- The page, the worker, the manifest


def test_page_of_hours_offers_it(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.karim).get("/aider/horaires/").content.decode()
    assert "Me prévenir sur cet appareil" in page
    assert 'data-worker="/sw.js"' in page


def test_installation_without_push_has_nothing_of_it(scene: Scene, as_person: Any, settings: Any) -> None:
    karim = as_person(scene.karim)
    # Addresses are read once, with what the installation of the tests has.
    karim.get("/aider/horaires/")
    settings.PUSH = False
    page = karim.get("/aider/horaires/").content.decode()
    assert "Me prévenir" not in page
    assert "manifest" not in page


def test_worker_is_a_classic_script_at_the_root_kept_by_nobody(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    script = answer.content.decode()
    assert "import" not in script
    assert "fetch" not in script, "no page is kept, and none is served from here"


def test_manifest_lets_telephones_install_the_site(client: Client, db: None) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told_of = answer.json()
    assert (told_of["display"], told_of["scope"], told_of["lang"]) == ("standalone", "/", "fr")
    from django.contrib.staticfiles import finders

    for icon in told_of["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    home = client.get("/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in home
    policy = client.get("/")["Content-Security-Policy"]
    assert "manifest-src 'self'" in policy
    assert "worker-src 'self'" in policy
