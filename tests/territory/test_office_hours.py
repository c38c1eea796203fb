"""« Horaires de l’équipe et des lieux »: a week each, set by the coordination, refused in words beside the day."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.kernel.errors import NotAllowed
from epaule.safety.models import AuditEvent
from epaule.territory import actions
from epaule.territory.errors import HoursNeverOpen, HoursNotUnderstood
from tests.factories import Scene, make_territory
from tests.pages import field, parsed, said, title

ADDRESS = "/territoire/horaires/"
SATURDAY = "Sa 09:00-12:00"
SATURDAYS = "Sa[1] 10:00-12:00"
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"
MONDAY = {"day0_am_from": "09:00", "day0_am_until": "12:00"}


def on_page(page: Any) -> dict[str, str]:
    """What the form of the page would send as it is."""
    inputs = parsed(page).select("main form input[name]:not([type=hidden])")
    return {
        str(one["name"]): str(one.get("value", "on" if one.get("type") == "checkbox" else ""))
        for one in inputs
        if one.get("type") != "checkbox" or one.has_attr("checked")
    }


def hours_of(scene: Scene) -> str:
    scene.territory.refresh_from_db()
    return scene.territory.office_hours


def test_week_is_shown_and_sent_back_it_is_the_same(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    page = claire.get(ADDRESS)
    assert "de 9 h à 12 h, de 14 h à 17 h" in said(page, ".week-said")
    assert [field(page, f"day4_{one}") for one in ("am_from", "am_until", "pm_from", "pm_until")] == [
        "09:00",
        "12:00",
        "14:00",
        "17:00",
    ]
    assert field(page, "day5_am_from") == field(page, "notation") == ""
    assert "shut_on_holidays" in on_page(page)
    assert not parsed(page).select("details[open]"), "nobody has to read the notation"
    assert claire.post(ADDRESS, on_page(page)).status_code == 302
    assert hours_of(scene) == OFFICE
    assert not AuditEvent.objects.filter(event="office_hours.changed").exists()


def test_coordinator_sets_the_week_of_the_team(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    week = MONDAY | {"day5_pm_from": "14h30", "day5_pm_until": "18:00", "shut_on_holidays": "on"}
    for _again in range(2):
        page = claire.post(ADDRESS, week, follow=True)
    assert hours_of(scene) == "Mo 09:00-12:00; Sa 14:30-18:00; PH off"
    assert (field(page, "day5_pm_from"), field(page, "day5_am_from")) == ("14:30", "")
    assert AuditEvent.objects.filter(event="office_hours.changed").count() == 1


@pytest.mark.parametrize(
    ("typed", "where", "words"),
    [
        ({"day1_am_from": "09:00"}, "day1_am_until", "Donnez les deux heures, ou aucune."),
        ({"day1_pm_until": "17:00"}, "day1_pm_from", "Donnez les deux heures, ou aucune."),
        ({"day6_am_from": "12:00", "day6_am_until": "09:00"}, "day6_am_until", "La fin vient après le début."),
        ({"day2_am_from": "09:00", "day2_am_until": "09:00"}, "day2_am_until", "La fin vient après le début."),
        (
            {"day3_am_from": "09:00", "day3_am_until": "14:00", "day3_pm_from": "13:30", "day3_pm_until": "17:00"},
            "day3_pm_from",
            "L’après-midi commence avant la fin du matin.",
        ),
        ({"day4_am_from": "matin", "day4_am_until": "12:00"}, "day4_am_from", "Écrivez une heure"),
    ],
)
def test_what_is_wrong_is_said_beside_the_day_and_nothing_typed_is_lost(
    scene: Scene, as_person: Any, typed: dict[str, str], where: str, words: str
) -> None:
    page = as_person(scene.claire).post(ADDRESS, MONDAY | typed)
    assert page.status_code == 400
    assert words in said(page, f"#id_{where}_error")
    assert parsed(page).select_one(f"#id_{where}")["aria-invalid"] == "true"  # type: ignore[index]
    assert parsed(page).select_one(f'.error-summary a[href="#id_{where}"]')
    assert {name: field(page, name) for name in MONDAY | typed} == MONDAY | typed
    assert hours_of(scene) == OFFICE


def test_monday_is_copied_and_kept_only_when_she_says_so(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    typed = MONDAY | {"day2_pm_from": "15:00", "day2_pm_until": "16:00", "day5_am_from": "10:00", "do": "copy"}
    page = claire.post(ADDRESS, typed)
    assert page.status_code == 200
    assert "Le lundi est recopié." in said(page)
    assert hours_of(scene) == OFFICE
    shown = on_page(page)
    assert [shown[f"day{day}_am_from"] for day in range(7)] == ["09:00"] * 5 + ["10:00", ""]
    assert shown["day2_pm_from"] == ""
    claire.post(ADDRESS, shown | {"day5_am_until": "11:00", "do": "keep"})
    assert hours_of(scene) == "Mo-Fr 09:00-12:00; Sa 10:00-11:00"


def test_enter_key_keeps_and_never_copies(scene: Scene, as_person: Any) -> None:
    buttons = parsed(as_person(scene.claire).get(ADDRESS)).select("main form button[name=do]")
    assert [button["value"] for button in buttons] == ["keep", "copy", "keep"]


@pytest.mark.parametrize(
    "notation", ["lundi matin", "\0lundi", "Mo " + "9" * 500, "off", "2020 Mo 09:00-12:00", "PH off"]
)
def test_wrong_notation_is_refused_in_words_and_stays(scene: Scene, as_person: Any, notation: str) -> None:
    claire = as_person(scene.claire)
    page = claire.post(ADDRESS, on_page(claire.get(ADDRESS)) | {"notation": notation})
    assert page.status_code == 400
    assert said(page, ".error-summary")
    assert field(page, "notation") == notation.replace("\0", "")
    assert parsed(page).select("details[open]")
    assert hours_of(scene) == OFFICE


def test_team_is_there_at_some_hour(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.claire).post(ADDRESS, {"shut_on_holidays": "on"})
    assert page.status_code == 400
    assert "Donnez au moins une heure d’ouverture." in said(page, ".error-summary")
    assert hours_of(scene) == OFFICE


def test_hours_that_no_week_says_are_kept_untouched(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    before = on_page(claire.get(ADDRESS))
    claire.post(ADDRESS, before | {"notation": SATURDAYS})
    assert hours_of(scene) == SATURDAYS, "the notation counts, beside a week nobody touched"
    page = claire.get(ADDRESS)
    assert "ne tiennent pas dans une semaine simple" in said(page)
    assert field(page, "notation") == SATURDAYS
    assert parsed(page).select("details[open]")
    claire.post(ADDRESS, on_page(page))
    assert hours_of(scene) == SATURDAYS
    both = claire.post(ADDRESS, on_page(page) | MONDAY)
    assert both.status_code == 400
    assert "Vous avez aussi rempli la semaine." in said(both, "#id_notation_error")
    assert (field(both, "notation"), field(both, "day0_am_from")) == (SATURDAYS, "09:00")
    claire.post(ADDRESS, on_page(page) | MONDAY | {"notation": ""})
    assert hours_of(scene) == "Mo 09:00-12:00"


def test_notation_that_a_week_says_comes_back_as_a_week(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    page = claire.post(ADDRESS, on_page(claire.get(ADDRESS)) | {"notation": f" {SATURDAY} "}, follow=True)
    assert hours_of(scene) == SATURDAY
    assert (field(page, "notation"), field(page, "day5_am_from")) == ("", "09:00")


def test_hours_of_a_place(scene: Scene, as_person: Any) -> None:
    place = scene.place(hours="")
    claire, path = as_person(scene.claire), f"{ADDRESS}{place.public_id}/"
    listed = claire.get(ADDRESS)
    assert "Horaires non connus" in said(listed)
    assert parsed(listed).select_one(f'a[href="{path}"]')
    page = claire.get(path)
    assert title(page) == "Horaires : Médiathèque"
    assert "Horaires non connus." in said(page)
    assert claire.post(path, {"notation": "demain"}).status_code == 400
    assert "Médiathèque" in said(claire.post(path, MONDAY, follow=True))
    place.refresh_from_db()
    assert place.opening_hours == "Mo 09:00-12:00"
    assert "lundi" in said(claire.get(path), ".week-said")
    claire.post(path, {"shut_on_holidays": "on"})
    place.refresh_from_db()
    assert place.opening_hours == "", "nothing at all: nobody knows them"
    assert AuditEvent.objects.filter(event="place.hours_changed").count() == 2


def test_place_of_another_territory_does_not_exist(scene: Scene, as_person: Any) -> None:
    place = scene.place()
    place.territory = make_territory("calvados")
    place.save()
    claire = as_person(scene.claire)
    for path in (f"{ADDRESS}{place.public_id}/", f"{ADDRESS}x/", f"{ADDRESS}%00/"):
        assert claire.get(path).status_code == claire.post(path, MONDAY).status_code == 404
    with pytest.raises(NotAllowed):
        actions.set_place_hours(by=scene.claire, place=place, hours=SATURDAY)
    place.refresh_from_db()
    assert place.opening_hours == "24/7"


@pytest.mark.parametrize("who", ["jeanne", "karim", "paul"])
def test_others_neither_read_nor_set_them(scene: Scene, as_person: Any, who: str) -> None:
    client, place = as_person(getattr(scene, who)), scene.place()
    for path in (ADDRESS, f"{ADDRESS}{place.public_id}/"):
        assert client.get(path).status_code == 403
        assert client.post(path, MONDAY).status_code == 403
    with pytest.raises(NotAllowed):
        actions.set_office_hours(by=getattr(scene, who), territory=scene.territory, hours=SATURDAY)
    place.refresh_from_db()
    assert (hours_of(scene), place.opening_hours) == (OFFICE, "24/7")


def test_action_refuses_by_itself(scene: Scene) -> None:
    for hours, refusal in {"lundi": HoursNotUnderstood, "off": HoursNeverOpen, "": HoursNeverOpen}.items():
        with pytest.raises(refusal):
            actions.set_office_hours(by=scene.claire, territory=scene.territory, hours=hours)
