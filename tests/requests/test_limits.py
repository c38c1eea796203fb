"""Going too fast: a French page, nothing lost, and time gives tries back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from epaule.kernel.errors import TooMany
from epaule.requests.models import CallbackRequest, HelpRequest
from epaule.requests.views.checking import PUBLISH_LIMIT
from epaule.requests.views.promising import CALLBACK_LIMIT
from epaule.safety.models import Bucket
from epaule.safety.throttle import Limit, spend
from tests.factories import Scene
from tests.pages import field, title
from tests.requests.states import use_up
from tests.requests.wizard import TEXT, answer, at

TOO_FAST = "Vous allez un peu trop vite pour nous."
TWO = Limit("test", capacity=2, seconds_per_token=60)


def test_publishing_too_often_is_a_french_429_and_the_answers_stay(scene: Scene, client: Client) -> None:
    answer(client)
    use_up(PUBLISH_LIMIT)
    response = client.post(at("check"))
    assert (response.status_code, title(response)) == (429, TOO_FAST)
    assert not HelpRequest.objects.exists()
    assert field(client.get(at("ask")), "text") == TEXT
    assert client.get(at("check")).status_code == 200


def test_script_is_told_too(scene: Scene, client: Client) -> None:
    answer(client)
    use_up(PUBLISH_LIMIT)
    response = client.post(at("check"), headers={"Accept": "application/json"})
    assert response.status_code == 429
    assert response.json() == {
        "code": "too_many",
        "message": TOO_FAST,
        "way_on": "Attendez une minute, puis recommencez.",
    }


def test_asking_to_be_called_too_often_is_a_french_429(scene: Scene, client: Client) -> None:
    answer(client, "ask")
    use_up(CALLBACK_LIMIT)
    response = client.post(at("ask_callback"), {"first_name": "Odette", "phone": "06 39 98 00 01"})
    assert (response.status_code, title(response)) == (429, TOO_FAST)
    assert not CallbackRequest.objects.exists()


def test_signed_in_person_is_not_limited_by_her_neighbours(scene: Scene, as_person: Any) -> None:
    use_up(PUBLISH_LIMIT)
    client = as_person(scene.jeanne)
    answer(client)
    assert client.post(at("check")).status_code == 302


def test_address_stands_for_a_whole_library(scene: Scene) -> None:
    for _person in range(PUBLISH_LIMIT.capacity + 2):
        client = Client()
        answer(client)
        assert client.post(at("check")).status_code == 302


def test_wrong_answers_cost_no_try(scene: Scene, client: Client) -> None:
    answer(client, "ask")
    for _try in range(CALLBACK_LIMIT.for_a_crowd.capacity + 1):
        client.post(at("ask_callback"), {"first_name": "Odette", "phone": "12"})
    assert client.post(at("ask_callback"), {"first_name": "Odette", "phone": "06 39 98 00 01"}).status_code == 302


@pytest.mark.django_db
def test_tries_come_back_little_by_little_and_never_more_than_at_first() -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        use_up(TWO, "a")
        with pytest.raises(TooMany):
            spend(TWO, "a")
        clock.move_to(start + timedelta(seconds=61))
        spend(TWO, "a")
        with pytest.raises(TooMany):
            spend(TWO, "a")
        clock.move_to(start + timedelta(days=1))
        use_up(TWO, "a")
        with pytest.raises(TooMany):
            spend(TWO, "a")


@pytest.mark.django_db
def test_each_caller_and_each_limit_has_its_own_tries() -> None:
    use_up(TWO, "a")
    spend(TWO, "b")
    spend(Limit("other", capacity=1, seconds_per_token=60), "a")


@pytest.mark.django_db
def test_address_of_the_caller_is_not_kept() -> None:
    spend(TWO, "address:203.0.113.7")
    assert "203.0.113.7" not in Bucket.objects.get().key
