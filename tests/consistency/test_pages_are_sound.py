"""Every page in every state: no unknown variable, one heading, links that lead somewhere, forms that may leave."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.urls import Resolver404, resolve

from tests.consistency.tour import ROUTES
from tests.factories import Scene
from tests.pages import parsed

UNKNOWN = "⟦unknown: %s⟧"


@pytest.fixture
def loud(settings: Any) -> None:
    """A variable that a template does not know is written in the page instead of being nothing."""
    templates = copy.deepcopy(django_settings.TEMPLATES)
    templates[0]["OPTIONS"]["string_if_invalid"] = UNKNOWN
    settings.TEMPLATES = templates


def internal_links(page: BeautifulSoup) -> set[str]:
    found: list[str] = []
    for selector, attribute in (("a[href]", "href"), ("form[action]", "action"), ("[hx-get]", "hx-get")):
        found += [str(tag[attribute]) for tag in page.select(selector)]
    return {
        urlsplit(address).path for address in found if address.startswith("/") and not address.startswith("//")
    }


def faults(label: str, response: Any) -> list[str]:
    """What is wrong with one page, in words."""
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return []
    wrong = []
    if response.status_code >= 500:
        wrong.append(f"status {response.status_code}")
    text = response.content.decode()
    wrong += [f"unknown variable {part.split('⟧')[0]}" for part in text.split("⟦unknown: ")[1:]]
    wrong += ["None is shown"] if ">None<" in text or '"None"' in text else []
    page = parsed(response)
    headings = [one for one in page.select("h1") if not one.find_parent(hidden=True)]
    if page.html is not None and len(headings) != 1:
        wrong.append(f"{len(headings)} headings of first level")
    if page.html is not None and len(page.select("title")) != 1:
        wrong.append("not one title")
    ids = [str(tag["id"]) for tag in page.select("[id]") if not tag.find_parent("template")]
    wrong += [f"twice id {one}" for one in set(ids) if ids.count(one) > 1]
    for form in page.select("form[method=post]"):
        if not form.select("input[name=csrfmiddlewaretoken]"):
            wrong.append(f"form without token: {form.get('action')}")
    for path in internal_links(page):
        try:
            if not path.startswith("/static/"):
                resolve(path)
        except Resolver404:
            wrong.append(f"link to nowhere: {path}")
    return [f"{label}: {one}" for one in wrong]


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("route", ROUTES)
def test_every_page_of_the_route(scene: Scene, route: str) -> None:
    stops = list(ROUTES[route](scene))
    assert stops
    assert [fault for label, response in stops for fault in faults(label, response)] == []


@pytest.mark.usefixtures("loud")
def test_unknown_variable_would_be_seen(rf: Any, db: None) -> None:
    from django.template import engines

    assert UNKNOWN % "absent.name" in engines["django"].from_string("{{ absent.name }}").render({}, rf.get("/"))
