"""What the public pages and the data of the map contain, and nothing more."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, override_settings

from epaule.knowhow.models import Fee, Level, Offer, OfferTopic
from epaule.people.models import Person
from epaule.requests import roster
from epaule.requests.models import Rhythm, WeeklyHours
from epaule.territory import contours
from epaule.territory.geodata import CONTOURS
from epaule.territory.models import Commune
from tests.factories import Scene, make_territory
from tests.pages import parsed, said

SECRET = ["karim@example.org", "0612345678", "06 12 34 56 78", "+33612345678", "2, rue du Port"]
ENGINES = "noindex, nofollow"


@pytest.fixture
def karim(scene: Scene) -> Person:
    """He said a lot; only some of it is for everyone."""
    Person.objects.filter(pk=scene.karim.pk).update(phone="+33612345678", languages=["fr", "ar"])
    Offer.objects.filter(person=scene.karim).update(about="J’explique lentement.", needs=["deaf"], fee=Fee.BOTH)
    OfferTopic.objects.filter(offer__person=scene.karim, topic="email").update(level=Level.EXPERT)
    roster.refresh(scene.karim.pk)
    scene.karim.refresh_from_db()
    return scene.karim


def test_card_says_who_where_what_and_in_which_language(scene: Scene, karim: Person) -> None:
    scene.available(karim)
    [card] = [
        one for one in parsed(Client().get("/aidants/?theme=email")).select(".helper-card") if "Karim" in one.text
    ]
    words = " ".join(card.get_text(" ").split())
    for expected in (
        "animateur·rice",
        "Avranches",
        "disponible maintenant",
        "Mes e-mails (connaît très bien)",
        "Mes impôts (à l’aise)",
        "français, العربية",
        "Pourquoi :",
        "Demander à Karim",
    ):
        assert expected in words, expected
    assert not card.select("img, picture, video")
    assert [link["href"] for link in card.select("a")] == [
        f"/aidants/{karim.public_id}/",
        f"/aidants/{karim.public_id}/demander/",
    ]


def test_why_is_only_said_when_something_was_asked(scene: Scene) -> None:
    assert "Pourquoi :" not in said(Client().get("/aidants/"))
    assert "à 1 km" not in said(Client().get("/aidants/?commune=50218"))
    assert "Pourquoi :" in said(Client().get("/aidants/?commune=50218"))


@pytest.mark.parametrize(
    "page",
    [
        "/aidants/",
        "/aidants/?q=avranches",
        "/aidants/{id}/",
        "/aidants/{id}/demander/",
        "/aidants/carte/points.json",
    ],
)
def test_nothing_private_is_told_and_engines_keep_none_of_it(scene: Scene, karim: Person, page: str) -> None:
    answer = Client().get(page.format(id=karim.public_id))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == ENGINES
    for secret in [*SECRET, f'"{karim.pk}"', str(scene.claire.public_id), "Claire"]:
        assert secret not in body


def test_profile_says_what_she_passes_on_and_who_answers_for_her(scene: Scene, karim: Person) -> None:
    page = Client().get(f"/aidants/{karim.public_id}/")
    words = said(page)
    for expected in (
        "J’explique lentement.",
        "Le territoire (la Manche) répond de Karim",
        "Épaule, tests",
        "sourd·e ou malentendant·e",
        "Épaule n’encaisse rien",
        "Ma banque, mes achats",
    ):
        assert expected in words, expected
    assert "C’est votre page" not in words


def test_profile_escapes_what_she_wrote(scene: Scene) -> None:
    Offer.objects.filter(person=scene.karim).update(about="<script>alert(1)</script>")
    assert "<script>alert" not in Client().get(f"/aidants/{scene.karim.public_id}/").content.decode()


def test_profile_shows_free_moments_one_an_hour_and_leads_to_the_ask(scene: Scene) -> None:
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris")), tick=False):
        rhythm = Rhythm.objects.create(person=scene.karim, territory=scene.territory)
        WeeklyHours.objects.create(rhythm=rhythm, weekday=1, starts=time(9), ends=time(12))
        page = parsed(Client().get(f"/aidants/{scene.karim.public_id}/"))
    slots = [one.get_text(strip=True).replace("\xa0", " ") for one in page.select(".helper-page__slots li")]
    assert slots == [f"mardi 24 novembre à {hour} h" for hour in (9, 10, 11)]


def test_ask_page_is_honest_and_begins_the_ask_with_her_wished_for(scene: Scene) -> None:
    client = Client()
    page = client.get(f"/aidants/{scene.karim.public_id}/demander/")
    assert "nous demandons aussi à d’autres personnes" in said(page)
    [link] = [str(one["href"]) for one in parsed(page).select(f"a[href$='{scene.karim.public_id}']")]
    assert "Karim" in said(client.get(link))
    assert client.session["ask"]["wished_helper"] == scene.karim.public_id


def test_helper_asks_herself_nothing(scene: Scene, as_person: Any) -> None:
    answer = as_person(scene.karim).get(f"/aidants/{scene.karim.public_id}/demander/")
    assert answer["Location"] == f"/aidants/{scene.karim.public_id}/"


@pytest.mark.parametrize("who", ["jeanne", "claire", "paul", "unknown", "x%00y", "é", "%F0%9F%A6%84", "9" * 300])
def test_whoever_is_no_listed_helper_has_no_page(scene: Scene, who: str) -> None:
    known = getattr(scene, who, None)
    public_id = known.public_id if known else who
    for path in (f"/aidants/{public_id}/", f"/aidants/{public_id}/demander/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert known is None or known.first_name not in answer.content.decode()


# --- The map


def test_points_count_by_commune_and_say_no_more(scene: Scene) -> None:
    scene.available(scene.karim)
    told = Client().get("/aidants/carte/points.json?theme=email").json()
    assert told == {
        "around": None,
        "communes": [
            {"insee": "50025", "name": "Avranches", "at": [48.6861, -1.3681], "helpers": 1, "ready": 1},
            {"insee": "50218", "name": "Granville", "at": [48.8376, -1.5967], "helpers": 1, "ready": 0},
        ],
    }


def test_points_follow_the_filters_of_the_list(scene: Scene) -> None:
    told = Client().get("/aidants/carte/points.json?theme=argent_impots&commune=50218&rayon=50").json()
    assert told["around"] == {"at": [48.8376, -1.5967], "km": 50}
    assert [one["insee"] for one in told["communes"]] == ["50025"]


def test_outlines_are_those_of_this_territory_and_kept_until_they_change(scene: Scene) -> None:
    first = Client().get("/aidants/carte/contours.json")
    drawn = first.json()
    assert set(drawn) == {"50502", "50025", "50218", "50147", "50129"}
    assert "max-age=86400" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    again = Client().get("/aidants/carte/contours.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    packed = Client().get("/aidants/carte/contours.json", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == drawn
    # No cookie: what stands between may keep it for everyone.
    assert not first.cookies


@override_settings(DEFAULT_TERRITORY="calvados")
def test_outlines_of_another_territory_are_its_own(scene: Scene) -> None:
    other = make_territory("calvados")
    other.communes.set(Commune.objects.filter(pk="50218"))
    assert set(Client().get("/aidants/carte/contours.json").json()) == {"50218"}
    other.communes.set(Commune.objects.filter(pk__in=["50218", "50025"]))
    assert set(Client().get("/aidants/carte/contours.json").json()) == {"50218", "50025"}


def test_commune_without_outline_is_left_out(scene: Scene) -> None:
    assert contours._outlines(("01004", "2A004", "97101", "50218")).body.count(b'"') == 2


@pytest.mark.parametrize("departement", ["14", "35", "50", "53", "61"])
def test_kept_outlines_are_rings_around_their_communes(departement: str) -> None:
    drawn = json.loads((CONTOURS / f"{departement}.json").read_bytes())
    assert len(drawn) > 200
    for insee, rings in drawn.items():
        assert insee.startswith(departement)
        for ring in rings:
            assert len(ring) % 2 == 0
            assert len(ring) >= 6
            east, north = ring[0] / 10_000, ring[1] / 10_000
            assert -2.5 < east < 1
            assert 47 < north < 50
