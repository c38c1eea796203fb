"""The directory: who is found by what, in which order, by whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.models import Fee, Offer, OfferTopic, Procedure
from epaule.people.models import Block, Person, Status
from epaule.requests import actions, roster
from epaule.requests.directory import Found, Wanted
from epaule.requests.models import Availability, HoursException, Rhythm, WeeklyHours
from epaule.requests.views.directory import FIND_LIMIT
from epaule.territory import actions as territory_actions
from epaule.territory.models import Commune
from epaule.territory.queries import distance_km
from tests.factories import Scene, make_territory
from tests.pages import parsed, said
from tests.requests.states import use_up

ADDRESS = "/aidants/"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris"))


def names(page: Any) -> list[str]:
    return [one.get_text(strip=True) for one in parsed(page).select(".helper-card__name")]


def find(query: str = "", client: Client | None = None) -> list[str]:
    page = (client or Client()).get(f"{ADDRESS}?{query}")
    assert page.status_code == 200
    return names(page)


def helper(scene: Scene, name: str, insee: str, *topics: str, **person: Any) -> Person:
    made = scene._person(scene.territory, name, insee, Status.VOLUNTEER, scene.claire)
    Person.objects.filter(pk=made.pk).update(**person)
    made.refresh_from_db()
    scene.offer(made, *(topics or ("email",)))
    return made


def change(helper: Person, **offer: Any) -> None:
    Offer.objects.filter(person=helper).update(**offer)
    roster.refresh(helper.pk)


@pytest.fixture
def crowd(scene: Scene) -> Scene:
    """Karim (Avranches, everything, ready) and Sophie (Granville, e-mail), and three more."""
    scene.available(scene.karim)
    ana = helper(scene, "Ana", "50147", "email", "argent_impots", languages=["pt", "fr"])
    change(ana, needs=["deaf"], fee=Fee.PAID)
    ben = helper(scene, "Ben", "50502", "banque_et_achats_en_ligne", languages=["en"])
    change(ben, fee=Fee.BOTH)
    cleo = helper(scene, "Cléo", "50129", "email")
    change(cleo, needs=["low_vision", "deaf"])
    return scene


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Karim", "Sophie", "Ana", "Ben", "Cléo"}),
        ("theme=email", {"Karim", "Sophie", "Ana", "Cléo"}),
        ("theme=argent_impots", {"Karim", "Ana"}),
        ("langue=pt", {"Ana"}),
        ("langue=en", {"Ben"}),
        ("langue=fr", {"Karim", "Sophie", "Ana", "Cléo"}),
        ("besoin=deaf", {"Ana", "Cléo"}),
        ("besoin=low_vision", {"Cléo"}),
        ("prix=gratuit", {"Karim", "Sophie", "Ben", "Cléo"}),
        ("prix=payant", {"Ana", "Ben"}),
        ("quand=maintenant", {"Karim"}),
        ("commune=50218&rayon=5", {"Sophie"}),
        ("commune=50218&rayon=50", {"Karim", "Sophie", "Ana", "Ben"}),
        ("commune=50218&rayon=20", {"Sophie"}),
        ("q=granville&rayon=5", {"Sophie"}),
        ("q=avranches&commune=50218&rayon=5", {"Karim"}),
        ("q=&commune=50218&rayon=5", {"Karim", "Sophie", "Ana", "Ben", "Cléo"}),
        ("theme=email&langue=pt&besoin=deaf&prix=payant&commune=50147&rayon=5", {"Ana"}),
        ("theme=email&langue=pt&prix=gratuit", set()),
        # What makes no sense counts as not said.
        ("theme=x&langue=klingon&besoin=9&prix=cher&rayon=1000&quand=hier&commune=99999&page=0", None),
        ("rayon=5", None),
        ("commune=%00&theme=%00&jour=2026-13-45&page=-1", None),
    ],
)
def test_filters(crowd: Scene, query: str, found: set[str] | None) -> None:
    everyone = {"Karim", "Sophie", "Ana", "Ben", "Cléo"}
    assert set(find(query)) == (everyone if found is None else found)


def test_procedure_asks_for_its_theme_and_puts_who_knows_it_first(crowd: Scene) -> None:
    taxes = Procedure.objects.create(
        code="impots_declarer", plain_label="Déclarer mes impôts", topic_id="argent_impots", rank=9000
    )
    ana = Offer.objects.get(person__first_name="Ana")
    ana.procedures.add(taxes)
    Availability.objects.all().delete()
    Person.objects.filter(first_name="Karim").update(commune="50147")
    for person in Person.objects.filter(first_name__in=["Ana", "Karim"]):
        roster.refresh(person.pk)
    OfferTopic.objects.filter(offer__person__first_name="Karim").update(level=3)
    roster.refresh(crowd.karim.pk)
    assert find("theme=argent_impots") == ["Karim", "Ana"]
    assert find("demarche=impots_declarer") == ["Ana", "Karim"]


def test_available_first_then_the_nearest(crowd: Scene) -> None:
    assert find("commune=50218") == ["Karim", "Sophie", "Ana", "Ben", "Cléo"]
    crowd.available(Person.objects.get(first_name="Cléo"))
    assert find("commune=50218") == ["Karim", "Cléo", "Sophie", "Ana", "Ben"]


def test_distances_are_those_between_communes(crowd: Scene) -> None:
    page = parsed(Client().get(f"{ADDRESS}?commune=50218"))
    granville, avranches = Commune.objects.get(pk="50218"), Commune.objects.get(pk="50025")
    km = distance_km(granville, avranches)
    assert km is not None
    cards = {
        card.select(".helper-card__name")[0].get_text(strip=True): card for card in page.select(".helper-card")
    }
    assert f"à {round(km)} km" in cards["Karim"].get_text()
    assert "dans votre commune" in cards["Sophie"].get_text()


@pytest.mark.parametrize(
    "kept_away",
    ["ringing nowhere", "resting", "in a visit", "switched off"],
)
def test_now_means_somebody_who_can_come(scene: Scene, kept_away: str) -> None:
    scene.available(scene.karim)
    assert find("quand=maintenant") == ["Karim"]
    if kept_away == "ringing nowhere":
        Availability.objects.update(seen_at=timezone.now() - timedelta(minutes=5))
    elif kept_away == "resting":
        Rhythm.objects.create(
            person=scene.karim, territory=scene.territory, paused_until=timezone.now() + timedelta(hours=1)
        )
    elif kept_away == "in a visit":
        actions.accept(by=scene.karim, request=scene.ask())
    else:
        actions.become_unavailable(by=scene.karim, territory=scene.territory)
    assert find("quand=maintenant") == []
    assert "disponible maintenant" not in said(Client().get(ADDRESS))


def test_now_also_by_mail_when_her_page_is_closed(scene: Scene) -> None:
    scene.available(scene.karim)
    Availability.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    never_quiet = {"quiet_from": time(0), "quiet_until": time(0)}
    Rhythm.objects.create(person=scene.karim, territory=scene.territory, ring_by_mail=True, **never_quiet)
    assert find("quand=maintenant") == ["Karim"]
    assert "disponible maintenant" in said(Client().get(ADDRESS))


# --- A day


def hours(scene: Scene, person: Person, weekday: int, starts: int, ends: int) -> Rhythm:
    rhythm, _made = Rhythm.objects.get_or_create(person=person, territory=scene.territory)
    WeeklyHours.objects.create(rhythm=rhythm, weekday=weekday, starts=time(starts), ends=time(ends))
    return rhythm


@pytest.mark.parametrize(
    ("exception", "found"),
    [
        (None, ["Sophie"]),
        ({"starts": None, "ends": None}, []),
        ({"starts": time(20), "ends": time(21)}, ["Sophie"]),
        (
            {"first_day": date(2026, 11, 20), "last_day": date(2026, 11, 24), "starts": None, "ends": None},
            ["Sophie"],
        ),
    ],
)
def test_a_day_asks_for_hours_that_day(scene: Scene, exception: dict[str, Any] | None, found: list[str]) -> None:
    with time_machine.travel(MONDAY, tick=False):
        rhythm = hours(scene, scene.sophie, 2, 14, 16)
        if exception is not None:
            days = {"first_day": date(2026, 11, 25), "last_day": date(2026, 11, 25)}
            HoursException.objects.create(rhythm=rhythm, **(days | exception))
        assert find("quand=jour&jour=2026-11-25") == found
        assert find("jour=2026-11-26") == []


def test_a_day_given_by_an_exception_alone_counts(scene: Scene) -> None:
    with time_machine.travel(MONDAY, tick=False):
        rhythm = Rhythm.objects.create(person=scene.karim, territory=scene.territory)
        day = date(2026, 11, 26)
        HoursException.objects.create(rhythm=rhythm, first_day=day, last_day=day, starts=time(9), ends=time(10))
        assert find("jour=2026-11-26") == ["Karim"]
        words = said(Client().get(f"{ADDRESS}?jour=2026-11-26")).replace("\xa0", " ")
        assert re.search(r"libre jeudi 26 novembre à 9 h(?! \d)", words)


@pytest.mark.parametrize("day", ["2026-11-22", "2026-12-22", "2027-11-25", "25/11", "demain", "9" * 300])
def test_a_day_that_makes_no_sense_is_said_and_filters_nothing(scene: Scene, day: str) -> None:
    with time_machine.travel(MONDAY, tick=False):
        page = Client().get(ADDRESS, {"quand": "jour", "jour": day})
    assert len(names(page)) == 2
    assert "field--wrong" in page.content.decode()


def test_next_free_moment_follows_the_wall_clock_when_it_changes(scene: Scene) -> None:
    """The last Sunday of October: 9 o'clock on the wall, before and after."""
    for moment in (
        datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Paris")),
        datetime(2027, 3, 27, 12, tzinfo=ZoneInfo("Europe/Paris")),
    ):
        with time_machine.travel(moment, tick=False):
            Rhythm.objects.all().delete()
            hours(scene, scene.sophie, 6, 9, 10)
            assert "dimanche" in (words := said(Client().get(ADDRESS)).replace("\xa0", " "))
            assert re.search(r"à 9 h(?! \d)", words)


# --- Who is found by whom


@pytest.mark.parametrize("way", ["she blocked", "he blocked"])
def test_blocked_pairs_never_see_each_other(scene: Scene, as_person: Any, way: str) -> None:
    pair = (scene.jeanne, scene.karim) if way == "she blocked" else (scene.karim, scene.jeanne)
    Block.objects.create(person=pair[0], blocked=pair[1], at=timezone.now())
    hers = as_person(scene.jeanne)
    assert find("", hers) == ["Sophie"]
    assert find("", as_person(scene.paul)) != ["Sophie"]
    assert hers.get(f"/aidants/{scene.karim.public_id}/").status_code == 404
    assert hers.get(f"/aidants/{scene.karim.public_id}/demander/").status_code == 404
    assert hers.get("/aidants/carte/points.json").json()["communes"][0]["insee"] == "50218"
    assert len(hers.get("/aidants/carte/points.json").json()["communes"]) == 1


def test_nobody_finds_herself(scene: Scene, as_person: Any) -> None:
    assert find("", as_person(scene.karim)) == ["Sophie"]


GONE: list[dict[str, Any]] = [
    {"vouched_at": None, "vouched_by": None},
    {"suspended_at": timezone.now()},
    {"is_active": False},
]


@pytest.mark.parametrize("changed", GONE)
@pytest.mark.parametrize("late", [False, True])
def test_whom_nobody_answers_for_has_no_page(scene: Scene, changed: dict[str, Any], late: bool) -> None:
    """`late`: the directory's own lines do not know it yet."""
    Person.objects.filter(pk=scene.karim.pk).update(**changed)
    if not late:
        roster.refresh(scene.karim.pk)
    assert find() == ["Sophie"]
    assert Client().get(f"/aidants/{scene.karim.public_id}/").status_code == 404


def test_who_is_not_listed_is_found_by_nobody_and_still_matched(scene: Scene, as_person: Any) -> None:
    karim, page = as_person(scene.karim), f"/aidants/{scene.karim.public_id}/"
    assert "Ne plus paraître" in said(karim.get(page))
    answer = karim.post("/aider/annuaire/", {"listed": "0"}, follow=True)
    # The lines follow once it is committed.
    roster.refresh(scene.karim.pk)
    assert answer.status_code == 200
    assert find() == ["Sophie"]
    assert Client().get(page).status_code == 404
    assert as_person(scene.jeanne).get(page).status_code == 404
    assert "Personne ne la voit" in said(karim.get(page))
    scene.available(scene.karim)
    assert karim.get("/aider/").status_code == 200
    for _again in range(2):
        knowhow_actions.set_listed(by=scene.karim, territory=scene.territory, listed=True)
    roster.refresh(scene.karim.pk)
    assert set(find()) == {"Karim", "Sophie"}


def test_who_offers_nothing_has_nothing_to_list(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.paul).post("/aider/annuaire/", {"listed": "1"}).status_code == 404
    assert as_person(scene.paul).get(f"/aidants/{scene.paul.public_id}/").status_code == 404


@pytest.mark.parametrize("agreed", [False, True])
def test_helpers_of_a_neighbour_are_found_once_both_agreed(scene: Scene, agreed: bool) -> None:
    next_door = make_territory("calvados")
    yann = Person.objects.create_user(
        "yann@example.org", territory=next_door, first_name="Yann", status=Status.COORDINATOR
    )
    lena = Person.objects.create_user(
        "lena@example.org",
        territory=next_door,
        first_name="Léna",
        commune_id="50147",
        vouched_by=yann,
        vouched_at=timezone.now(),
    )
    knowhow_actions.set_offer(by=lena, territory=next_door, topics=["email"])
    roster.refresh(lena.pk)
    held = territory_actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=next_door)
    if agreed:
        territory_actions.agree_to_neighbourhood(by=yann, neighbourhood=held)
    assert ("Léna" in find()) is agreed
    assert Client().get(f"/aidants/{lena.public_id}/").status_code == (200 if agreed else 404)


# --- Many


def test_pages_of_twenty_show_each_once_in_a_fixed_number_of_queries(scene: Scene) -> None:
    with CaptureQueriesContext(connection) as few:
        find("commune=50218&theme=email")
    for number in range(43):
        insee = ["50218", "50025", "50147", "50502"][number % 4]
        helper(scene, f"Aidant{number}", insee, "email")
    seen: list[str] = []
    for page, count in (("1", 20), ("2", 20), ("3", 5), ("99", 5)):
        with CaptureQueriesContext(connection) as many:
            found = find(f"commune=50218&theme=email&page={page}")
        assert len(found) == count
        assert len(many) <= len(few) + 1
        seen += found if page != "99" else []
    assert len(seen) == len(set(seen)) == 45
    page = said(Client().get(f"{ADDRESS}?theme=email&commune=50218&page=2"))
    assert "45 personnes peuvent vous aider" in page
    assert "Page 2 sur 3" in page
    links = [
        a["href"]
        for a in parsed(Client().get(f"{ADDRESS}?theme=email&commune=50218&x=1")).select("nav a[href*='page=']")
    ]
    assert links == [f"{ADDRESS}?theme=email&commune=50218&page=2"]


def test_slices_follow_the_order_of_the_whole(crowd: Scene) -> None:
    wanted = Wanted(crowd.territory.pk)
    found = Found(wanted)
    whole = found[0:5]
    assert len(found) == 5
    for start in range(5):
        for stop in range(start, 7):
            assert found[start:stop] == whole[start:stop], (start, stop)
    assert Found(replace(wanted, commune=Commune.objects.get(pk="50129")))[0:5] != whole


def test_helpers_of_one_commune_take_turns_at_the_top(scene: Scene) -> None:
    for number in range(6):
        helper(scene, f"Aidant{number}", "50147", "email")
    tops = set()
    for day in range(12):
        with time_machine.travel(MONDAY + timedelta(days=day), tick=False):
            tops.add(find("commune=50147&rayon=5")[0])
    assert len(tops) > 2


def test_too_many_searches_are_slowed_down(scene: Scene) -> None:
    with time_machine.travel(MONDAY, tick=False):
        use_up(FIND_LIMIT)
        for path in (ADDRESS, "/aidants/carte/points.json"):
            assert Client().get(path).status_code == 429
