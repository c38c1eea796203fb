"""What browsers are told to refuse, on every page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import Scene
from tests.pages import parsed
from tests.requests.wizard import answer

PATHS = [
    "/",
    "/demande/",
    "/composants/",
    "/compte/connexion/adresse/",
    "/demo/",
    "/nulle-part/",
    "/aider/rappels/",
]


def directives(response: Any) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("path", PATHS)
def test_headers(scene: Scene, as_person: Any, path: str) -> None:
    response = as_person(scene.karim).get(path, follow=True)
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    permissions = response["Permissions-Policy"]
    for refused in ("camera", "display-capture", "geolocation", "microphone", "payment"):
        assert f"{refused}=()" in permissions


def test_room_alone_may_ask_for_the_microphone_the_screen_and_a_camera(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    for person in (scene.jeanne, scene.karim):
        permissions = as_person(person).get(reverse("visits:room", args=[visit.public_id]))["Permissions-Policy"]
        for ours in ("microphone", "display-capture", "camera"):
            assert f"{ours}=(self)" in permissions
        for refused in ("geolocation", "payment"):
            assert f"{refused}=()" in permissions


def test_check_of_the_device_may_ask_for_the_microphone_and_the_screen(client: Client, db: None) -> None:
    permissions = client.get("/verifier/")["Permissions-Policy"]
    for ours in ("microphone", "display-capture"):
        assert f"{ours}=(self)" in permissions
    for refused in ("camera", "geolocation", "payment"):
        assert f"{refused}=()" in permissions


@pytest.mark.parametrize("path", PATHS)
def test_policy_lets_in_nothing_inline_nor_from_elsewhere(scene: Scene, as_person: Any, path: str) -> None:
    response = as_person(scene.karim).get(path, follow=True)
    policy = directives(response)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy["default-src"] == ["'self'"]
    for locked in ("object-src", "base-uri", "frame-ancestors"):
        assert policy[locked] == ["'none'"]
    for sources in policy.values():
        assert {source for source in sources if not source.startswith("'nonce-")} <= {
            "'self'",
            "'none'",
            "data:",
            "blob:",
        }


@pytest.mark.parametrize("path", PATHS)
def test_page_keeps_to_its_policy(scene: Scene, as_person: Any, path: str) -> None:
    response = as_person(scene.karim).get(path, follow=True)
    page, scripts = parsed(response), directives(response)["script-src"]
    for script in page.select("script:not([src]):not([type='application/json'])"):
        assert f"'nonce-{script.get('nonce')}'" in scripts
    assert not page.select(
        "style, [style], link[rel=stylesheet]:not([href^='/static/']), script[src]:not([src^='/'])"
    )
    assert not [tag for tag in page.find_all(True) for attribute in tag.attrs if attribute.startswith("on")]
    assert not page.select("a[href^='javascript:'], form[action^='http'], iframe, object, embed, base")


def test_nonce_is_a_new_one_for_each_page() -> None:
    """A page that needs one gets its own; it is read from the request, so it cannot be guessed from another."""
    from csp.middleware import CSPMiddleware
    from django.http import HttpRequest, HttpResponse

    policies = set()
    for _page in range(2):
        request = HttpRequest()
        middleware = CSPMiddleware(lambda request: HttpResponse())
        middleware.process_request(request)
        str(request.csp_nonce)  # type: ignore[attr-defined]
        policies.add(middleware.process_response(request, HttpResponse())["Content-Security-Policy"])
    assert len(policies) == 2
    assert all("'nonce-" in policy for policy in policies)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(scene: Scene, client: Client) -> None:
    answer(client, "ask")
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
