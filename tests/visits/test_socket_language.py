"""A refusal on a socket speaks the language its reader chose."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.factories import Scene
from tests.visits.wire import Page, do, room_path, session_cookie


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "word"), [("en", "This"), ("fr", "Cette"), ("xx", "Cette"), ("", "Cette")])
async def test_refusal_is_in_the_language_of_the_reader(played: Scene, language: str, word: str) -> None:
    visit = await do(played.visit)
    cookies = await do(session_cookie, played.paul)
    if language:
        cookies += f"; {settings.LANGUAGE_COOKIE_NAME}={language}"
    headers = [(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", cookies.encode())]
    page = Page(room_path(visit), headers)
    await page.wire.send_input({"type": "websocket.connect"})
    await page.wire.receive_output(timeout=5)
    assert (await page.hear())["message"].split()[0] == word
    await page.leave()
