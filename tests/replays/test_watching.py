"""The film, whole or by byte ranges, as players ask for it; kept by nothing in between."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient, Client
from django.utils import timezone

from epaule.replays import ranges
from epaule.replays.models import Recording
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from tests.replays.studio import JSON, Studio
from tests.replays.test_states import recording_in
from tests.visits.wire import do

FILM = bytes(range(256)) * 4
LAST = len(FILM) - 1


@pytest.fixture
def recording(studio: Studio) -> Recording:
    """A ready film whose bytes are told apart."""
    made = studio.finish()
    with open(made.film.path, "wb") as file:
        file.write(FILM)
    return made


@pytest.fixture
def jeanne(studio: Studio, as_person: Any) -> Client:
    client: Client = as_person(studio.jeanne.person)
    return client


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


RANGES: dict[str | None, tuple[int, int, int]] = {
    # Range: (status, first byte, last byte)
    None: (200, 0, LAST),
    "bytes=0-": (206, 0, LAST),
    "bytes=0-0": (206, 0, 0),
    "bytes=0-99": (206, 0, 99),
    "bytes=100-199": (206, 100, 199),
    "bytes=1000-": (206, 1000, LAST),
    f"bytes={LAST}-": (206, LAST, LAST),
    "bytes=1000-999999999999": (206, 1000, LAST),
    "bytes=-1": (206, LAST, LAST),
    "bytes=-24": (206, 1000, LAST),
    "bytes=-999999": (206, 0, LAST),
    f"bytes={LAST + 1}-": (416, 0, -1),
    "bytes=999999-": (416, 0, -1),
    "bytes=-0": (416, 0, -1),
    "bytes=20-10": (416, 0, -1),
    # What is no range, or several, is answered by the whole.
    "bytes=0-1,5-6": (200, 0, LAST),
    "bytes=-": (200, 0, LAST),
    "bytes=": (200, 0, LAST),
    "bytes=a-b": (200, 0, LAST),
    "bytes=1-2-3": (200, 0, LAST),
    "bytes=--1": (200, 0, LAST),
    "bytes= 0-1": (200, 0, LAST),
    "items=0-1": (200, 0, LAST),
    "0-1": (200, 0, LAST),
    "": (200, 0, LAST),
    "bytes=" + "9" * 19 + "-": (200, 0, LAST),
    "bytes=٣-": (200, 0, LAST),
}


def test_ranges(studio: Studio, recording: Recording, jeanne: Client) -> None:
    for asked, expected in RANGES.items():
        headers = {} if asked is None else {"Range": asked.encode("utf-8").decode("latin-1")}
        check(jeanne.get(studio.signed_url(recording), headers=headers), *expected)


def check(answer: Any, status: int, first: int, last: int) -> None:
    asked = answer.wsgi_request.headers.get("Range")
    assert answer.status_code == status, asked
    assert body(answer) == FILM[first : last + 1], asked
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(FILM)}"
    else:
        assert answer["Content-Length"] == str(last + 1 - first)
        assert answer["Content-Type"] == "video/webm"
        assert answer["Accept-Ranges"] == "bytes"
        assert answer.get("Content-Range") == (f"bytes {first}-{last}/{len(FILM)}" if status == 206 else None)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_ranges_put_together_are_the_film(studio: Studio, recording: Recording, jeanne: Client) -> None:
    address = studio.signed_url(recording)
    parts = [
        body(jeanne.get(address, headers={"Range": f"bytes={start}-{start + 99}"}))
        for start in range(0, len(FILM), 100)
    ]
    assert b"".join(parts) == FILM


def test_long_film_is_read_block_by_block(
    studio: Studio, recording: Recording, jeanne: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranges, "BLOCK", 100)
    answer = jeanne.get(studio.signed_url(recording), headers={"Range": "bytes=50-299"})
    assert [len(block) for block in answer.streaming_content] == [100, 100, 50]


@pytest.fixture
async def one_thread() -> AsyncIterator[None]:
    """Views under ASGI run in a thread of their own, whose connection nobody else closes."""
    yield
    await sync_to_async(connections.close_all)()


async def test_under_asgi_it_is_the_same(
    one_thread: None, open_studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ready() -> str:
        made = open_studio.finish()
        with open(made.film.path, "wb") as file:
            file.write(FILM)
        return open_studio.signed_url(made)

    monkeypatch.setattr(ranges, "BLOCK", 100)
    address, client = await do(ready), AsyncClient()
    await client.aforce_login(open_studio.jeanne.person, "django.contrib.auth.backends.ModelBackend")
    for asked in (None, "bytes=50-299", "bytes=-24", "bytes=999999-"):
        status, first, last = RANGES.get(asked, (206, 50, 299))
        answer = await client.get(address, headers={} if asked is None else {"Range": asked})
        assert answer.status_code == status
        if status == 416:
            continue
        assert answer.is_async, "the film would be read into memory before the first byte leaves"
        assert b"".join([block async for block in answer]) == FILM[first : last + 1]
        assert answer["Content-Length"] == str(last + 1 - first)


def test_real_film_comes_whole(studio: Studio, jeanne: Client) -> None:
    made = studio.finish()
    with made.film.open("rb") as file:
        assert body(jeanne.get(studio.signed_url(made))) == file.read()


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_film_of_an_ended_visit_is_still_watched(
    studio: Studio, recording: Recording, as_person: Any, who: str
) -> None:
    visits_actions.end_visit(participant=studio.karim)
    answer = as_person(getattr(studio, who).person).get(studio.signed_url(recording, getattr(studio, who)))
    assert body(answer) == FILM


@pytest.mark.parametrize("state", ["recording", "uploading", "finishing"])
def test_film_on_its_way_is_not_ready(studio: Studio, jeanne: Client, state: str) -> None:
    made = recording_in(studio, state)
    answer = jeanne.get(studio.url("film_address", made.public_id), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "film_not_ready")
    assert jeanne.get(studio.signed_url(made)).status_code == 404


@pytest.mark.parametrize("state", ["proposed", "declined", "cancelled", "failed", "deleted"])
def test_film_that_will_never_be_is_unknown(studio: Studio, jeanne: Client, state: str) -> None:
    made = recording_in(studio, state)
    for address in (studio.url("film_address", made.public_id), studio.signed_url(made)):
        answer = jeanne.get(address, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (404, "recording_unknown")


def test_film_that_is_deleted_this_very_moment_is_unknown(
    studio: Studio, recording: Recording, jeanne: Client
) -> None:
    os.remove(recording.film.path)
    assert jeanne.get(studio.signed_url(recording)).status_code == 404
    assert not AuditEvent.objects.filter(event="recording.viewed").exists()


def test_film_of_another_visit_is_not_watched_through_ones_own(
    studio: Studio, recording: Recording, jeanne: Client
) -> None:
    visits_actions.end_visit(participant=studio.jeanne)
    other = Studio.of(studio.scene)
    for name in ("watch", "film_address", "download", "chapters", "poster"):
        assert jeanne.get(other.url(name, recording.public_id)).status_code == 404


# --- The journal


def viewed() -> list[str]:
    return list(AuditEvent.objects.filter(event="recording.viewed").order_by("pk").values_list("by", flat=True))


def test_viewing_is_journaled_whatever_range_is_asked(
    studio: Studio, recording: Recording, jeanne: Client, as_person: Any
) -> None:
    address = studio.signed_url(recording)
    jeanne.get(address, headers={"Range": "bytes=1-"})
    as_person(studio.karim.person).get(studio.signed_url(recording, studio.karim), headers={"Range": "a whole"})
    assert viewed() == [studio.jeanne.person.public_id, studio.karim.person.public_id]
    event = AuditEvent.objects.filter(event="recording.viewed").latest("pk")
    assert (event.target, event.territory) == (
        f"recording:{recording.public_id}",
        studio.scene.territory.public_id,
    )


def test_many_ranges_are_one_viewing(studio: Studio, recording: Recording, jeanne: Client) -> None:
    address = studio.signed_url(recording)
    for start in range(0, 1000, 100):
        jeanne.get(address, headers={"Range": f"bytes={start}-"})
    assert len(viewed()) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        jeanne.get(studio.signed_url(recording))
    assert len(viewed()) == 2


def test_other_film_is_another_viewing(studio: Studio, recording: Recording, jeanne: Client) -> None:
    second = studio.finish()
    for made in (recording, second):
        jeanne.get(studio.signed_url(made))
    assert len(viewed()) == 2
