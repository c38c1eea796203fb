"""What is written in the room: numbered, kept once, told to both."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.visits import actions
from epaule.visits.errors import NothingSaid, VisitOver
from epaule.visits.models import ChatMessage
from epaule.visits.queries import lines_after
from tests.factories import Scene
from tests.requests.test_accept_race import together
from tests.visits.wire import Told


def test_nothing_is_said_after_the_end(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    actions.end_visit(participant=karim)
    with pytest.raises(VisitOver):
        actions.say(participant=jeanne, client_id="line-0001", text="Encore une chose")
    assert not ChatMessage.objects.exists()


@pytest.mark.parametrize("text", ["   ", "\n\t ", "\x00", "\x00 \x00"])
def test_empty_line_is_refused(scene: Scene, text: str) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    with pytest.raises(NothingSaid):
        actions.say(participant=jeanne, client_id="line-0001", text=text)
    assert not ChatMessage.objects.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Où cliquer ?", "Où cliquer ?"),
        ("  Ici  ", "Ici"),
        ("a\x00b", "ab"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👩‍👩‍👧 é\u0301", "👩‍👩‍👧 é\u0301"),
        ("a\u202eb", "a\u202eb"),
    ],
)
def test_line_is_kept_as_typed(scene: Scene, sent: str, kept: str) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    assert actions.say(participant=jeanne, client_id="line-0001", text=sent).text == kept
    assert ChatMessage.objects.get().text == kept


def test_lines_are_numbered_in_their_visit(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    for n, author in enumerate([jeanne, karim, jeanne]):
        actions.say(participant=author, client_id=f"line-000{n}", text=f"Ligne {n}")
    assert [(line.number, line.author, line.text) for line in lines_after(visit, 0)] == [
        (1, jeanne.public_id, "Ligne 0"),
        (2, karim.public_id, "Ligne 1"),
        (3, jeanne.public_id, "Ligne 2"),
    ]
    assert [line.number for line in lines_after(visit, 2)] == [3]
    actions.end_visit(participant=jeanne)
    other_jeanne, _karim = scene.participants(scene.visit())
    assert actions.say(participant=other_jeanne, client_id="line-0000", text="Bonjour").number == 1


def test_both_are_told(scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    with django_capture_on_commit_callbacks(execute=True):
        line = actions.say(participant=jeanne, client_id="line-0001", text="Bonjour")
    assert [(one.group, one.kind) for one in told] == [(f"visit.{visit.public_id}", "chat")]
    assert told[0].message["line"] == {
        "number": 1,
        "author": jeanne.public_id,
        "client_id": "line-0001",
        "text": "Bonjour",
        "at": line.at.isoformat(),
        "masked": False,
        "tool": False,
        "file": None,
    }


def test_line_sent_again_is_kept_once_and_told_again(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, karim = scene.participants(scene.visit())
    with django_capture_on_commit_callbacks(execute=True):
        first = actions.say(participant=jeanne, client_id="line-0001", text="Bonjour")
        again = actions.say(participant=jeanne, client_id="line-0001", text="Bonjour")
        actions.say(participant=karim, client_id="line-0001", text="Bonjour Jeanne")
    assert first == again
    assert [one.message["line"]["number"] for one in told] == [1, 1, 2]
    assert ChatMessage.objects.count() == 2


def test_lines_of_the_same_instant_get_numbers_of_their_own(played: Scene) -> None:
    visit = played.visit()
    jeanne, karim = played.participants(visit)
    said = together(
        *[
            lambda n=n, author=author: actions.say(participant=author, client_id=f"line-00{n}", text="Oui")
            for n, author in enumerate([jeanne, karim] * 5, start=10)
        ]
    )
    assert said == {"done": 10}
    assert [line.number for line in lines_after(visit, 0)] == list(range(1, 11))


def test_line_sent_twice_at_the_same_instant_is_kept_once(played: Scene) -> None:
    jeanne, _karim = played.participants(played.visit())
    said = together(*[lambda: actions.say(participant=jeanne, client_id="line-0001", text="Oui")] * 4)
    assert said == {"done": 4}
    assert ChatMessage.objects.count() == 1
