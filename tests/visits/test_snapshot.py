"""What a page gets when it joins: everything it needs, nothing that is not for it, at one price."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.visits import actions, protocol
from epaule.visits.consumers import DOES
from epaule.visits.models import ChatFile, Participant, Visit
from epaule.visits.snapshot import room_snapshot
from tests.factories import Scene

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"
ANSWERED_BY_THE_SOCKET = {protocol.Join, protocol.Ping, protocol.SendSignal, protocol.PeerSend}


def started(scene: Scene) -> tuple[Visit, Participant, Participant]:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    for one in (jeanne, karim):
        actions.enter(participant=one, connection=PAGE)
    visit.refresh_from_db()
    return visit, jeanne, karim


def test_every_message_of_a_page_does_something() -> None:
    assert set(get_args(protocol.RoomToServer)) == set(DOES) | ANSWERED_BY_THE_SOCKET


def test_a_page_stands_where_it_left(scene: Scene) -> None:
    visit, jeanne, karim = started(scene)
    actions.set_sharing(participant=jeanne, on=True, surface="window")
    actions.set_hidden(participant=jeanne, on=True)
    actions.ask_hand(participant=karim, rung="point")
    visit.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        room = room_snapshot(karim, 0)
        assert room.now == timezone.now().isoformat()
    assert (room.you, room.seq, room.state) == (karim.public_id, visit.sequence, "open")
    assert visit.started_at is not None
    assert visit.ends_at is not None
    assert (room.started_at, room.ends_at) == (visit.started_at.isoformat(), visit.ends_at.isoformat())
    hers, his = room.participants
    assert (hers.sharing, hers.surface, hers.hidden, hers.colour) == (True, "window", True, 0)
    assert (his.hand, his.asked, his.present, his.colour) == ("see", "point", True, 1)


def test_what_comes_after_has_the_next_number(
    scene: Scene, told: Any, django_capture_on_commit_callbacks: Any
) -> None:
    _visit, jeanne, _karim = started(scene)
    seq = room_snapshot(jeanne, 0).seq
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_sharing(participant=jeanne, on=True)
    assert told[-1].message["seq"] == seq + 1


def test_who_waits_at_the_door_is_seen_and_who_is_gone_is_not(scene: Scene) -> None:
    visit, jeanne, karim = started(scene)
    scene.newcomer(visit, scene.sophie, inside=False)
    paul = scene.newcomer(visit, scene.paul)
    actions.admit(by=jeanne, participant_id=paul.public_id, yes=False)
    assert [(one.first_name, one.admitted) for one in room_snapshot(karim, 0).participants] == [
        ("Jeanne", True),
        ("Karim", True),
        ("Sophie", False),
    ]


def test_four_persons_and_many_lines_cost_no_more_queries(scene: Scene) -> None:
    visit, jeanne, karim = started(scene)
    photo = ChatFile.objects.create(visit=visit, author=jeanne, name="x", kind="photo", size=1, at=timezone.now())
    Visit.objects.update(photo=photo)
    actions.say(participant=karim, client_id="line-0000", text="Bonjour")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert room_snapshot(karim, 0).photo is not None
        return len(queries)

    few = count()
    for person in (scene.sophie, scene.paul):
        scene.newcomer(visit, person)
    for n in range(1, 20):
        actions.say(participant=(jeanne, karim)[n % 2], client_id=f"line-{n:04}", text=f"Ligne {n}")
    assert count() == few <= 4
