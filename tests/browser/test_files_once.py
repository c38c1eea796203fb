"""No script or style is fetched twice under two names."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Response

from tests.browser.server import Server


@pytest.mark.parametrize("path", ["/", "/demande/", "/composants/"])
def test_page_fetches_each_script_and_style_once(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], path: str
) -> None:
    page = open_context(jeanne_browser).new_page()
    fetched: dict[bytes, str] = {}
    twice = []
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(server.url + path, wait_until="load")
    for response in responses:
        if re.search(r"\.(js|css)$", response.url):
            assert response.ok, response.url
            body = response.body()
            if body in fetched:
                twice.append((fetched[body], response.url))
            fetched[body] = response.url
    assert twice == []
    assert len(fetched) >= 2
