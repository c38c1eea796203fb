"""The walk, when nobody comes: what she chooses, and what the coordination does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.requests.calling_hours import calling_hours
from epaule.requests.links import request_token
from epaule.requests.models import Urgency
from tests.consistency.walking import Stop, signed_in
from tests.factories import Scene
from tests.requests.diary import gives_hours
from tests.requests.states import request_in


def ways_on(scene: Scene) -> Iterator[Stop]:
    gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)))
    scene.place(address="3 rue du Phare")
    request, jeanne = request_in(scene, "expired"), signed_in(scene.jeanne)
    path, promised, go = (
        reverse(f"requests:{name}", args=[request.public_id]) for name in ("waiting", "promised", "go_to_place")
    )
    yield "ways on", jeanne.get(path)
    hour = calling_hours(scene.territory, timezone.now())[0]
    yield "promised", jeanne.post(promised, {"phone": "0639980001", "at": hour.isoformat()}, follow=True)
    yield "promised, changing", jeanne.get(promised + "?changer=oui")
    yield "ways on, promised", jeanne.get(path)
    yield "callbacks, promised", signed_in(scene.claire).get("/aider/rappels/")
    yield "place, unknown", jeanne.post(go, {"place": "x"})
    yield "place", jeanne.post(go, {"place": scene.territory.places.get().public_id}, follow=True)
    yield "unanswered, chosen", signed_in(scene.claire).get("/territoire/sans-reponse/")


def following_up(scene: Scene) -> Iterator[Stop]:
    claire = signed_in(scene.claire)
    yield "unanswered, none", claire.get("/territoire/sans-reponse/")
    for way in ("redirected", "expired"):
        unanswered = request_in(scene, way)
    yield "unanswered", claire.get("/territoire/sans-reponse/")
    yield "unanswered, call", claire.get(reverse("requests:propose_call", args=[unanswered.public_id]))
    yield (
        "unanswered, call, wrong",
        claire.post(reverse("requests:propose_call", args=[unanswered.public_id]), {"phone": "12"}),
    )
    follow = reverse("requests:follow_up", args=[unanswered.public_id])
    yield "unanswered, followed", claire.post(follow, follow=True)
    scene.place()
    yield "office hours", claire.get("/territoire/horaires/")
    yield "office hours, wrong", claire.post("/territoire/horaires/", {"notation": "lundi"})
    yield (
        "office hours, wrong day",
        claire.post("/territoire/horaires/", {"day0_am_from": "12:00", "day1_pm_until": "9"}),
    )
    yield "office hours, copied", claire.post("/territoire/horaires/", {"do": "copy", "day0_am_from": "09:00"})
    monday = {"day0_am_from": "09:00", "day0_am_until": "12:00"}
    yield "office hours, set", claire.post("/territoire/horaires/", monday, follow=True)
    place = reverse("territory:place_hours", args=[scene.territory.places.get().public_id])
    yield "hours of a place, particular", claire.get(place)
    yield "hours of a place, both", claire.post(place, monday | {"notation": "24/7"})
    yield "hours of a place, set", claire.post(place, monday, follow=True)
    yield "hours of a place", claire.get(place)
    yield "hours of a place, unknown", claire.get("/territoire/horaires/x/")
    yield "office hours, refused", signed_in(scene.karim).get("/territoire/horaires/")


def being_told(scene: Scene) -> Iterator[Stop]:
    guest = scene.jeanne
    guest.email = None
    guest.save(update_fields=["email"])
    jeanne, asked = signed_in(guest), scene.ask(guest, urgency=Urgency.NO_HURRY)
    path = reverse("requests:be_told", args=[asked.public_id])
    yield "tell me", jeanne.get(reverse("requests:waiting", args=[asked.public_id]))
    yield "tell me, wrong", jeanne.post(path, {"reach": "jeanne@"})
    yield "tell me, kept", jeanne.post(path, {"reach": "jeanne@example.org"}, follow=True)
    asked.refresh_from_db()
    yield "its link", Client().get(reverse("requests:request_link", args=[request_token(asked)]))
    yield "its link, forged", Client().get(reverse("requests:request_link", args=["01J.faux"]))


ROUTES: dict[str, Callable[[Scene], Iterator[Stop]]] = {
    "ways on": ways_on,
    "following up": following_up,
    "told": being_told,
}
