"""Waves: who is rung when, through their whole time; a restart; odd orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.people.models import Contact, Person, Status
from epaule.requests import actions, tasks, waves
from epaule.requests.models import Availability, HelpRequest, Ring, Wave
from epaule.requests.waves import ROUNDS
from epaule.safety.models import AuditEvent
from epaule.territory.models import Neighbourhood
from tests.factories import Scene, make_territory
from tests.requests.states import ring_on

START = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.get_default_timezone())


def make_helper(scene: Scene, name: str, *topics: str) -> Person:
    person = scene._person(scene.territory, name, "50025", Status.VOLUNTEER, scene.claire)
    scene.offer(person, *topics)
    scene.available(person)
    return person


def stay(scene: Scene) -> None:
    """All pages stay alive, however far the clock goes."""
    Availability.objects.update(seen_at=START + timedelta(days=1))


@pytest.fixture
def crowd(scene: Scene) -> Scene:
    """Karim, whom she kept; four who know e-mail; eleven who know taxes; one next door."""
    with time_machine.travel(START, tick=False):
        scene.available(scene.karim)
        Contact.objects.create(helped=scene.jeanne, helper=scene.karim, agreed_at=timezone.now())
        for number in range(4):
            make_helper(scene, f"Email{number}", "email")
        for number in range(11):
            make_helper(scene, f"Impots{number}", "argent_impots")
        elsewhere = make_territory("calvados")
        Neighbourhood.objects.create(
            territory=elsewhere, neighbour=scene.territory, proposed_at=timezone.now(), agreed_at=timezone.now()
        )
        denis = scene._person(elsewhere, "Denis", "50147", Status.VOLUNTEER, scene.claire)
        Scene(elsewhere, *[denis] * 5).offer(denis, "email")
        actions.become_available(by=denis, territory=elsewhere)
    stay(scene)
    return scene


def rung(request: HelpRequest) -> list[tuple[str, list[str]]]:
    """(kind, first names) of each wave."""
    waves = request.waves.prefetch_related("rings__helper")
    return [(wave.kind, sorted(ring.helper.first_name for ring in wave.rings.all())) for wave in waves]


def test_all_the_waves_in_their_time(crowd: Scene) -> None:
    with time_machine.travel(START, tick=False) as clock:
        request = crowd.ask()
        assert rung(request) == [("usual", ["Karim"])]
        sizes = [(1, 15), (3, 20), (1, 20), (10, 20), (1, 20), (1, 20)]
        for number, (size, seconds) in enumerate(sizes, start=1):
            wave = request.waves.get(number=number)
            assert (wave.rings.count(), wave.ends_at - wave.started_at) == (size, timedelta(seconds=seconds))
            assert wave.ends_at == request.next_wave_at
            clock.shift(seconds - 1)
            assert actions.advance_all() == 0
            assert not actions.advance_dispatch(request.pk)
            assert request.waves.count() == number
            clock.shift(1)
            assert actions.advance_all() == 1
            request.refresh_from_db()
    assert [kind for kind, _names in rung(request)] == ["usual", *["fitting"] * 2, *["wider"] * 2, "neighbours"]
    assert rung(request)[-1] == ("neighbours", ["Denis"])
    assert {name for kind, names in rung(request)[1:3] for name in names} == {f"Email{n}" for n in range(4)}
    # Nobody twice, all still ring, nobody more is to be rung.
    assert request.rings.filter(answer="").count() == 17
    assert (request.state, request.next_wave_at) == ("published", None)
    assert AuditEvent.objects.filter(event="request.rung").count() == 6


def test_first_wave_is_there_with_the_request(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    scene.available(scene.karim)
    with django_capture_on_commit_callbacks():
        request = scene.ask()
        assert rung(request) == [("fitting", ["Karim"])]
    assert request.next_wave_at == request.waves.get().ends_at


def test_nobody_to_ring_is_known_at_once(scene: Scene) -> None:
    request = scene.ask()
    assert (rung(request), request.next_wave_at) == ([], None)


def test_a_request_does_not_ring_at_everybody(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [replace(one, size=2, most=2) if one.kind == "wider" else one for one in ROUNDS]
    monkeypatch.setattr(waves, "ROUNDS", few)
    for number in range(6):
        make_helper(scene, f"Impots{number}", "argent_impots")
    request = scene.ask()
    assert ring_on(request) == ["wider"] * 2
    assert request.rings.count() == 4


@pytest.mark.parametrize("state", ["assigned", "cancelled", "expired", "closed"])
def test_nothing_rings_once_somebody_came_or_it_is_over(crowd: Scene, state: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        request = crowd.ask()
        if state in {"assigned", "closed"}:
            actions.accept(by=crowd.sophie, request=request)
        if state == "closed":
            actions.close(request=request, by=None)
        if state == "cancelled":
            actions.cancel(by=crowd.jeanne, request=request)
        if state == "expired":
            clock.shift(actions.WAIT_FOR_HELPER + timedelta(seconds=1))
            actions.expire_unanswered()
        clock.shift(timedelta(minutes=1))
        rings = Ring.objects.count()
        assert not actions.advance_dispatch(request.pk)
        assert actions.advance_all() == 0
        request.refresh_from_db()
    assert (request.state, request.next_wave_at, Ring.objects.count()) == (state, None, rings)


def test_unknown_request_moves_nothing(scene: Scene) -> None:
    assert not actions.advance_dispatch(10**9)


def test_after_a_restart_the_search_goes_on_from_its_rows(crowd: Scene) -> None:
    """Nothing of the former process is used: rows, and a clock that went on."""
    with time_machine.travel(START, tick=False) as clock:
        pk = crowd.ask().pk
        clock.shift(timedelta(minutes=3))
        tasks.go_on_searching()
        assert HelpRequest.objects.get(pk=pk).waves.count() == 2
        tasks.go_on_searching()
        tasks.keep_searching.call_local()
        assert HelpRequest.objects.get(pk=pk).waves.count() == 2
        clock.shift(20)
        tasks.keep_searching.call_local()
        assert HelpRequest.objects.get(pk=pk).waves.count() == 3


def test_next_wave_is_put_in_the_queue(
    scene: Scene, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[tuple[Any, Any]] = []
    monkeypatch.setattr(tasks.advance_request, "schedule", lambda args, eta: planned.append((args, eta)))
    scene.available(scene.karim)
    with django_capture_on_commit_callbacks(execute=True):
        request = scene.ask()
    assert planned == [((request.pk,), request.next_wave_at)]


def test_when_all_who_were_rung_pass_the_next_wave_comes_at_once(crowd: Scene) -> None:
    with time_machine.travel(START, tick=False):
        request = crowd.ask()
        actions.pass_on(by=crowd.karim, request=request)
        assert [kind for kind, _names in rung(request)] == ["usual", "fitting"]
        first, *others = [ring.helper for ring in request.rings.filter(answer="")]
        actions.pass_on(by=first, request=request)
        assert request.waves.count() == 2
        for helper in others:
            actions.pass_on(by=helper, request=request)
        assert request.waves.count() == 3
        answers = request.rings.filter(wave__number__lte=2).values_list("answer", flat=True)
        assert set(answers) == {"passed"}


def test_passing_again_hurries_nobody(crowd: Scene) -> None:
    with time_machine.travel(START, tick=False):
        request = crowd.ask()
        for _time in range(3):
            actions.pass_on(by=crowd.karim, request=request)
        assert request.waves.count() == 2


def test_passing_what_did_not_ring_leaves_the_others_their_time(crowd: Scene) -> None:
    with time_machine.travel(START, tick=False):
        request = crowd.ask()
        actions.pass_on(by=crowd.sophie, request=request)
        assert request.waves.count() == 1
        ring_on(request)
    assert crowd.sophie not in {ring.helper for ring in request.rings.all()}


def test_who_becomes_available_when_nobody_is_left_is_rung(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = scene.ask(), scene.ask(scene.paul, topics=["argent_impots"])
    with django_capture_on_commit_callbacks(execute=True):
        scene.available(scene.sophie)
    assert (rung(first), rung(second)) == ([("fitting", ["Sophie"])], [])
    with django_capture_on_commit_callbacks(execute=True):
        scene.available(scene.karim)
    assert rung(first) == [("fitting", ["Sophie"]), ("fitting", ["Karim"])]
    assert rung(second) == [("fitting", ["Karim"])]
    # Again is the same; and the search does not begin again.
    assert actions.ring_late_comer(by=scene.karim) == 0
    first.refresh_from_db()
    assert first.next_wave_at is None


def test_who_becomes_available_during_the_search_waits_for_the_next_wave(
    crowd: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    with time_machine.travel(START, tick=False):
        request = crowd.ask()
        with django_capture_on_commit_callbacks(execute=True):
            crowd.available(crowd.sophie)
        assert request.waves.count() == 1
        ring_on(request)
    assert request.rings.filter(helper=crowd.sophie).exists()


@pytest.mark.parametrize("case", ["passed", "busy", "not_now", "switch_off", "another_theme"])
def test_late_comer_who_cannot_come_is_not_rung(scene: Scene, case: str) -> None:
    urgency = "this_week" if case == "not_now" else "now"
    request = scene.ask(urgency=urgency, topics=["argent_impots"] if case == "another_theme" else ["email"])
    if case == "passed":
        actions.pass_on(by=scene.sophie, request=request)
    if case == "busy":
        actions.accept(by=scene.sophie, request=scene.ask(scene.paul))
    if case != "switch_off":
        scene.available(scene.sophie)
    assert actions.ring_late_comer(by=scene.sophie) == 0
    assert not Wave.objects.filter(request=request).exists()


def test_what_can_wait_expires_after_two_weeks(scene: Scene) -> None:
    with time_machine.travel(START, tick=False) as clock:
        request = scene.ask(urgency="no_hurry")
        clock.shift(timedelta(days=14))
        assert actions.expire_unanswered() == 0
        clock.shift(timedelta(seconds=1))
        assert actions.expire_unanswered() == 1
    request.refresh_from_db()
    assert request.state == "expired"
