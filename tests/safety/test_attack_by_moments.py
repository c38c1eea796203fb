"""Moments and days that no button of ours ever carried: at the ends of time, in odd zones, in other alphabets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from epaule.requests.models import Appointment, HoursException, Urgency
from tests.factories import Scene
from tests.requests.diary import gives_hours
from tests.requests.states import book, kept

ODD = [
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59.999999+00:00",
    "2026-11-24T14:00:00+23:59",
    "2026-11-24T14:00:00",
    "2026-02-30T14:00:00+00:00",
    "2026-11-24T14:00:00+00:00" + "0" * 5000,
    "\0",
    "",
]


@pytest.mark.parametrize("moment", ODD)
def test_no_moment_breaks_a_page(scene: Scene, as_person: Any, moment: str) -> None:
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    jeanne, karim, claire = as_person(scene.jeanne), as_person(scene.karim), as_person(scene.claire)
    gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)))
    propose = reverse("requests:propose", args=[asked.public_id])
    take = {"starts_at": moment, "helper": scene.karim.public_id}
    answers = [
        karim.post(propose, {"moments": [moment]}),
        jeanne.post(reverse("requests:book", args=[asked.public_id]), take),
        jeanne.post(reverse("requests:promised", args=[asked.public_id]), {"phone": "0639980001", "at": moment}),
        claire.post(reverse("requests:callback_later", args=[kept(scene).public_id]), {"at": moment}),
    ]
    appointment = book(scene, asked)
    page = reverse("requests:appointment", args=[appointment.public_id])
    answers.append(jeanne.post(page, {"do": "move", "starts_at": moment}))
    assert {answer.status_code for answer in answers} <= {400, 409}
    assert Appointment.objects.get().starts_at == appointment.starts_at


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1900-01-01", "2026-13-45", "", "\0", "9" * 5000])
@pytest.mark.parametrize("do", ["except", "pause"])
def test_no_day_breaks_the_page_of_hours(scene: Scene, as_person: Any, day: str, do: str) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    karim = as_person(scene.karim)
    for first, last in [(day, tomorrow), (tomorrow, day), (day, "")]:
        sent = {"do": do, "first_day": first, "last_day": last, "kind": "away", "back_on": day}
        assert karim.post(reverse("requests:hours"), sent).status_code in {302, 400}
    assert karim.get(reverse("requests:hours")).status_code == 200
    assert not HoursException.objects.filter(first_day__lt=timezone.localdate()).exists()
