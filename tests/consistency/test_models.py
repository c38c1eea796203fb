"""Models: no forgotten migration, French names in small letters, lists in a known order."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from tests.consistency.tour import ROUTES
from tests.factories import Scene

OURS = [model for model in apps.get_models() if model.__module__.startswith("epaule.")]

NEVER_LISTED = {
    "safety.Bucket": "read one by one, by its key",
    "people.Person": "the lists of persons choose their order: helpers by first name, those to accept by arrival",
    "people.AccessLink": "read one by one, by the hash of its secret",
    "territory.CommuneName": "read whole by the search, in the order of its keys",
    "territory.GeoData": "one row",
    "knowhow.Offer": "one for each person and territory",
    "requests.Pass": "only asked whether it exists",
    "requests.Availability": "only asked whether it exists, and told to each",
    "visits.Invitation": "one for each request",
}
"""Models without an order of their own, and why."""

NO_MATTER = re.compile(
    r'SELECT "knowhow_offer_topics"\."topic_id"'  # offered_topic_codes
    r'|FROM "requests_availability"'  # every bell is told, in any order
    r'|SELECT "knowhow_topic"\."code" .*"requests_helprequest_topics"'  # the themes a helper may share
    r'|SELECT "requests_helprequest_topics"\."topic_id"'  # topics.set
    r'|FROM "knowhow_offer" WHERE "knowhow_offer"\."person_id" IN'  # a person's offers: one in each territory
    r'|FROM "people_person" WHERE "people_person"\."email" = '  # allauth: an address is one person's
)
"""Reads of several rows whose order nobody sees."""


TABLES = "|".join(model._meta.db_table for model in OURS)
SEVERAL = re.compile(rf'SELECT (?!COUNT|1 AS).*? FROM "(?:{TABLES})"')  # noqa: S608


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_names_shown_are_in_small_letters(model: type[Model]) -> None:
    names = [
        str(model._meta.verbose_name),
        *(str(field.verbose_name) for field in model._meta.fields if not field.auto_created),
    ]
    assert [name for name in names if name[:1].isupper()] == []


def test_model_has_an_order_or_a_reason() -> None:
    without = {model._meta.label for model in OURS if not model._meta.ordering}
    assert without == set(NEVER_LISTED)


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_reads_a_list_in_an_unknown_order(scene: Scene, route: str) -> None:
    """A read of several rows (neither LIMIT nor a count) says its order, also when no model does."""
    with CaptureQueriesContext(connection) as queries:
        for _stop in ROUTES[route](scene):
            pass
    unordered = {
        sql
        for sql in (query["sql"] for query in queries)
        if SEVERAL.match(sql) and " ORDER BY " not in sql and " LIMIT " not in sql and not NO_MATTER.search(sql)
    }
    assert unordered == set()
