"""Every address of the site: it answers anyone, and is public only when the list below says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from epaule.people import actions as people_actions
from tests.factories import Scene

PUBLIC = {
    "home",
    "scams",
    "components",
    "health",
    "set_language",
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_signup",
    "account_email_verification_sent",
    "account_logout",
    "account_inactive",
    "people:open_link",
    "territory:communes",
    "visits:check",
    "visits:check_relay",
    "knowhow:library",
    "knowhow:sheet",
    "knowhow:sheet_picture",
    "requests:sheet_sufficed",
    "requests:how_we_choose",
    "requests:helpers",
    "requests:helper",
    "requests:ask_helper",
    "requests:map_points",
    "requests:map_outlines",
    "requests:ask",
    "requests:ask_topics",
    "requests:ask_when",
    "requests:ask_who",
    "requests:ask_where",
    "requests:ask_wishes",
    "requests:check",
    "requests:ask_callback",
    "requests:callback_kept",
    "requests:appointment_link",
    "requests:request_link",
    "requests:linked_file",
    "requests:feed",
    "replays:shared_memo",
    "replays:shared_pdf",
    "replays:shared_picture",
    "replays:shared_alone",
    "replays:shared_stuck",
    "visits:enter_code",
    "visits:invitation",
    "webpush:worker",
    "webpush:manifest",
    "demo:personas",
    "demo:mail",
    "demo:enter",
}
"""The pages that anyone may open. Everything else asks who one is."""

UNKNOWN = {
    "public_id": "01J00000000000000000000000",
    "visit_id": "01J00000000000000000000000",
    "recording_id": "01J00000000000000000000000",
    "file_id": "01J00000000000000000000000",
    "memo_id": "01J00000000000000000000000",
    "proposal_id": "01J00000000000000000000000",
    "sheet_id": "01J00000000000000000000000",
    "step_id": "01J00000000000000000000000",
    "secret": "inconnu",
    "signature": "inconnu",
    "token": "inconnu",
    "slug": "inconnu",
    "segment": 1,
    "number": 1,
}
POLITE = {200, 302, 400, 403, 404, 405, 410}
WITHOUT_NAME = {200, 302, 403, 404, 405, 410}


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """(name with its namespace, pattern) of each address."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, inner)
        else:
            yield f"{namespace}{one.name}", one


ADDRESSES = dict(patterns())


def address(name: str, known: dict[str, Any]) -> str:
    return reverse(name, kwargs={key: known.get(key, UNKNOWN[key]) for key in ADDRESSES[name].pattern.converters})


def test_every_address_has_a_name() -> None:
    assert not [name for name in ADDRESSES if name.endswith("None")]
    assert len(list(patterns())) == len(ADDRESSES), "two addresses have one name"


def test_addresses_open_to_anyone_are_the_listed_ones() -> None:
    public = {name for name, one in ADDRESSES.items() if not getattr(one.callback, "login_required", True)}
    assert public == PUBLIC


def test_addresses_are_french_and_end_with_a_slash() -> None:
    for name in ADDRESSES:
        path = address(name, {})
        assert path.endswith(
            (
                "/",
                "/sw.js",
                "/manifest.webmanifest",
                "/points.json",
                "/contours.json",
                "/film.webm",
                "/chapitres.vtt",
                "/image.jpg",
                "/memo.pdf",
                "/agenda.ics",
                "/aider/agenda/inconnu.ics",
            )
        ), path
        assert path == path.lower() or "01J" in path, path


@pytest.mark.parametrize("name", ADDRESSES)
def test_anonymous_is_answered_politely(scene: Scene, name: str) -> None:
    request = scene.ask()
    visit = scene_visit(scene)
    secret = people_actions.create_access_link(by=scene.jeanne, next_path="/")
    knowns: list[dict[str, Any]] = [
        {"public_id": request.public_id, "visit_id": visit.public_id, "secret": secret}
    ]
    if ADDRESSES[name].pattern.converters:
        knowns.append({})
    client = Client(raise_request_exception=False)
    for known in knowns:
        for method in ("get", "post", "put"):
            response = getattr(client, method)(address(name, known))
            expected = WITHOUT_NAME if name not in PUBLIC else POLITE
            assert response.status_code in expected, (method, known)
            if name not in PUBLIC:
                assert response.status_code in {302, 404, 405}, (method, known)
                assert "Jeanne" not in response.content.decode()


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - PUBLIC))
def test_someone_who_has_nothing_to_do_with_it_is_answered_politely(
    scene: Scene, as_person: Any, name: str
) -> None:
    request = scene.ask()
    visit = scene_visit(scene)
    client = as_person(scene.paul)
    client.raise_request_exception = False
    for known in ({"public_id": request.public_id}, {"public_id": visit.public_id, "visit_id": visit.public_id}):
        for method in ("get", "post", "put"):
            response = getattr(client, method)(address(name, known))
            assert response.status_code in POLITE, (method, known, response.status_code)
            if known["public_id"] in address(name, known):
                assert response.status_code in {403, 404, 405}, (method, known)
                assert "Jeanne" not in response.content.decode()


def scene_visit(scene: Scene) -> Any:
    """A visit of two others, beside Jeanne's request that waits."""
    from epaule.requests import actions
    from epaule.visits import actions as visits_actions

    request = actions.accept(by=scene.karim, request=scene.ask(scene.claire, first_name="Jeanne"))
    return visits_actions.open_visit(by=scene.karim, request=request)
