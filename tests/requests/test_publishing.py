"""Asking for help now."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.kernel import events
from epaule.requests import actions
from epaule.requests.errors import AlreadyAsking, TextHoldsSecret
from epaule.requests.events import RequestPublished
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.safety.texts import Secret
from tests.factories import Scene
from tests.requests.states import WAYS, request_in
from tests.requests.wizard import SECRETS


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_in_the_text_is_refused_and_nothing_is_written(
    scene: Scene, kind: Secret, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as told, pytest.raises(TextHoldsSecret) as refused:
        scene.ask(text=SECRETS[kind])
    assert str(refused.value.message) == str(kind.sentence)
    assert told == []
    assert not HelpRequest.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("way", ["published", "assigned"])
def test_second_request_while_one_is_open_is_refused(scene: Scene, way: str) -> None:
    first = request_in(scene, way)
    with pytest.raises(AlreadyAsking):
        scene.ask()
    assert list(scene.jeanne.requests.all()) == [first]


@pytest.mark.parametrize("way", [way for way in WAYS if way not in {"published", "assigned"}])
def test_new_request_after_one_is_over(scene: Scene, way: str) -> None:
    first = request_in(scene, way)
    second = scene.ask()
    assert {first, second} == set(scene.jeanne.requests.all())
    assert second.state == "published"


def test_procedure_theme_brings_the_theme_that_goes_with_it(scene: Scene) -> None:
    request = scene.ask(topics=["argent_impots"])
    codes = {topic.code for topic in request.topics.all()}
    assert codes == {"argent_impots", "aide_aux_demarches_administratives"}


def test_ordinary_theme_brings_no_other(scene: Scene) -> None:
    assert [topic.code for topic in scene.ask(topics=["email"]).topics.all()] == ["email"]


def test_unknown_theme_is_left_out(scene: Scene) -> None:
    assert [topic.code for topic in scene.ask(topics=["email", "magie"]).topics.all()] == ["email"]


def test_published_request_holds_what_was_asked(scene: Scene) -> None:
    request = scene.ask(first_name="Mamie", text="Mes photos", language="ar")
    request.refresh_from_db()
    assert (request.first_name, request.text, request.language) == ("Mamie", "Mes photos", "ar")
    assert (request.state, request.helper, request.ended_at) == ("published", None, None)
    assert request.commune.name == "Saint-Lô"


def test_trace_holds_codes_and_never_what_was_written(scene: Scene) -> None:
    request = scene.ask(topics=["email"])
    trace = AuditEvent.objects.get()
    assert (trace.event, trace.by, trace.territory) == (
        "request.published",
        scene.jeanne.public_id,
        scene.territory.public_id,
    )
    assert trace.target == f"helprequest:{request.public_id}"
    assert trace.data == {"topics": ["email"]}


def test_event_is_told_once_committed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[object] = []
    monkeypatch.setitem(events._subscribers, RequestPublished, [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        request = scene.ask()
        assert heard == []
    assert heard == [RequestPublished(request.pk)]


def test_failing_subscriber_does_not_silence_the_others(
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fails(event: object) -> None:
        raise RuntimeError("the bell is broken")

    heard: list[object] = []
    monkeypatch.setitem(events._subscribers, RequestPublished, [fails, heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        scene.ask()
    assert len(heard) == 1
    assert "failed on RequestPublished" in caplog.text


def test_text_of_actions_is_checked_even_without_the_form(scene: Scene) -> None:
    actions.refuse_secrets("Je n’arrive pas à changer mon mot de passe")
    with pytest.raises(TextHoldsSecret):
        actions.refuse_secrets(SECRETS[Secret.PASSWORD])
