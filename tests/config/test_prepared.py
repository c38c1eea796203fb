"""A prepared read answers what its query answers, whatever its values, and is written once a shape."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.kernel.prepared import Prepared
from epaule.people.models import Person
from epaule.requests.models import HelpRequest
from tests.factories import Scene


def _asks(*, persons: int, since: datetime, name: str, newest_first: bool = False) -> QuerySet[Any, Any]:
    return (
        HelpRequest.objects.filter(person__in=[persons], published_at__gt=since)
        .exclude(first_name=name)
        .order_by("-pk" if newest_first else "pk")
        .values_list("pk", "first_name", "published_at", "needs", "wished_helper")
    )


def prepared() -> Prepared:
    return Prepared(_asks, persons=int, since=datetime, name=str)


@pytest.fixture
def asks(scene: Scene) -> list[HelpRequest]:
    asked = [scene.ask(person) for person in (scene.jeanne, scene.paul)]
    HelpRequest.objects.filter(pk=asked[0].pk).update(needs=["deaf"])
    return asked


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize("name", ["", "Jeanne", "%s", "' OR 1=1 --", "§2", "é%"])
@pytest.mark.parametrize("ago", [timedelta(minutes=5), timedelta(0)])
def test_rows_are_those_of_the_query(
    scene: Scene, asks: list[HelpRequest], newest_first: bool, name: str, ago: timedelta
) -> None:
    read, since = prepared(), timezone.now() - ago
    for persons in ([scene.jeanne.pk], [scene.jeanne.pk, scene.paul.pk], [0], [scene.paul.pk] * 3):
        found = read.rows({"newest_first": newest_first}, persons=persons, since=since, name=name)
        plain = (
            HelpRequest.objects.filter(person__in=persons, published_at__gt=since)
            .exclude(first_name=name)
            .order_by("-pk" if newest_first else "pk")
            .values_list("pk", "first_name", "published_at", "needs", "wished_helper")
        )
        assert [tuple(row) for row in found] == list(plain)


def test_values_come_as_the_fields_give_them(scene: Scene, asks: list[HelpRequest]) -> None:
    since = timezone.now() - timedelta(minutes=5)
    (row,) = prepared().rows({}, persons=[scene.jeanne.pk], since=since, name="")
    assert (row[2], row[3]) == (asks[0].published_at, ["deaf"])


def test_query_is_written_once_a_shape(scene: Scene) -> None:
    written = []

    def build(**given: Any) -> QuerySet[Any, Any]:
        written.append(given)
        return _asks(**given)

    read, now = Prepared(build, persons=int, since=datetime, name=str), timezone.now()
    for shape in ({}, {}, {"newest_first": True}, {"newest_first": True}, {}):
        read.rows(shape, persons=[1], since=now, name="")
    assert len(written) == 2


def test_one_read_is_one_query(scene: Scene) -> None:
    read = prepared()
    with CaptureQueriesContext(connection) as queries:
        read.rows({}, persons=[1, 2, 3], since=timezone.now(), name="")
    assert len(queries) == 1


def test_same_value_twice_in_a_query_is_given_twice(scene: Scene) -> None:
    def build(*, name: str) -> QuerySet[Any, Any]:
        either = Person.objects.filter(first_name=name) | Person.objects.filter(email=name)
        return either.order_by("pk").values_list("first_name", flat=False)

    assert [tuple(row) for row in Prepared(build, name=str).rows({}, name="Jeanne")] == [("Jeanne",)]
