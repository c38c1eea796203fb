"""Every page in every state: known variables, one heading, links that lead somewhere, lists in a known order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from tests.consistency.tour import ROUTES
from tests.factories import Scene
from tests.pages import parsed

UNKNOWN = "⟦unknown: %s⟧"

NO_MATTER = re.compile(
    r'SELECT "knowhow_offer_topics"\."topic_id"'  # offered_topic_codes
    r'|FROM "requests_candidate"'  # weighed, then ranked by the points
    r'|FROM "requests_availability"'  # every bell is told, in any order
    r'|SELECT "knowhow_topic"\."code" .*"requests_helprequest_topics"'  # the themes a helper may share
    r'|SELECT "requests_helprequest_topics"\."topic_id"'  # topics.set
    r'|FROM "knowhow_offer" WHERE "knowhow_offer"\."person_id" IN'  # a person's offers: one in each territory
    r"|SELECT COALESCE\(MAX"  # one number
    r'|FROM "replays_step" WHERE "replays_step"."memo_id" = \d+$'  # deleted, all together
    r'|FROM "people_person" WHERE "people_person"\."email" = '  # allauth: an address is one person's
    r'|"replays_piece"\."segment" AS "segment", COUNT'  # how many pieces each take has
)
"""Reads of several rows whose order nobody sees."""
TABLES = "|".join(model._meta.db_table for model in apps.get_models() if model.__module__.startswith("epaule."))
SEVERAL = re.compile(rf'SELECT (?!COUNT|SUM|MAX|COALESCE\((?:SUM|MAX)|1 AS).*? FROM "(?:{TABLES})"')  # noqa: S608


@pytest.fixture
def loud(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that a template does not know is written in the page instead of being nothing."""
    # Read at each rendering: templates that are compiled already are loud too.
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", UNKNOWN)


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


def unordered(queries: Iterable[str]) -> set[str]:
    """Reads of several rows (neither LIMIT nor a count) that leave their order to chance."""
    return {
        sql
        for sql in queries
        if SEVERAL.match(sql) and " ORDER BY " not in sql and " LIMIT " not in sql and not NO_MATTER.search(sql)
    }


@pytest.mark.usefixtures("loud")
@pytest.mark.parametrize("route", ROUTES)
def test_every_page_of_the_route(scene: Scene, route: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        stops = list(ROUTES[route](scene))
    assert stops
    assert [fault for label, response in stops for fault in faults(label, response)] == []
    assert unordered(query["sql"] for query in queries) == set()


@pytest.mark.usefixtures("loud")
def test_unknown_variable_would_be_seen(rf: Any, db: None) -> None:
    assert UNKNOWN % "absent.name" in engines["django"].from_string("{{ absent.name }}").render({}, rf.get("/"))
