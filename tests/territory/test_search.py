"""What people type for their commune, and what they must find."""

import pytest
from pytest_django import DjangoAssertNumQueries

from epaule.territory import actions
from epaule.territory.models import Commune, Territory
from epaule.territory.queries import search_communes

FIRST = {
    # As written
    "Saint-Lô": "Saint-Lô",
    "saint lo": "Saint-Lô",
    "st-lo": "Saint-Lô",
    "St Lô": "Saint-Lô",
    "SAINT LÔ": "Saint-Lô",
    "ste mere eglise": "Sainte-Mère-Église",
    "Rennes": "Rennes",
    # Begun
    "coutanc": "Coutances",
    "sartil": "Sartilly-Baie-Bocage",
    "cherbour": "Cherbourg-en-Cotentin",
    # Without its article, or with one too many
    "mont saint michel": "Le Mont-Saint-Michel",
    "Le Mont St Michel": "Le Mont-Saint-Michel",
    "haye": "La Haye",
    "pieux": "Les Pieux",
    "le granville": "Granville",
    # Some words of it
    "hilaire harcouet": "Saint-Hilaire-du-Harcouët",
    "villedieu poeles": "Villedieu-les-Poêles-Rouffigny",
    "coutainville": "Agon-Coutainville",
    # Former names
    "octeville": "Cherbourg-en-Cotentin",
    "Cherbourg-Octeville": "Cherbourg-en-Cotentin",
    "equeurdreville": "Cherbourg-en-Cotentin",
    "la haye du puits": "La Haye",
    "haye-du-puits": "La Haye",
    "percy": "Percy-en-Normandie",
    "lingreville": "Tourneville-sur-Mer",
    "villedieu-les-poeles": "Villedieu-les-Poêles-Rouffigny",
    # Postcodes
    "50300": "Avranches",
    "50 300": "Avranches",
    "503": "Avranches",
    "50300 avranches": "Avranches",
    "Avranches (50300)": "Avranches",
    "50300 le val st pere": "Le Val-Saint-Père",
    "50010 Saint-Lô Cedex": "Saint-Lô",
    "99999 avranches": "Avranches",
    "50400 qsdfgh": "Granville",
    "rennes 35": "Rennes",
    # Typing mistakes
    "granvile": "Granville",
    "grnaville": "Granville",
    "cherbourgh": "Cherbourg-en-Cotentin",
    "sant lo": "Saint-Lô",
    "coutence": "Coutances",
    "avrenches": "Avranches",
    "50300 avrenches": "Avranches",
    "vilediuex": "Villedieu-les-Poêles-Rouffigny",
    "quetou": "Quettehou",
    "la glacrie": "Cherbourg-en-Cotentin",
    "agon coutainvile": "Agon-Coutainville",
    "renes": "Rennes",
}
NOTHING = [
    "",
    " ",
    "a",
    "5",
    "é",
    "%",
    "_",
    "_%",
    "'; --",
    "\x00\x00",
    "qsdfghjklm",
    "x" * 5_000,
    "99999",
    "1" * 300,
    "🏖️🏖️",
]


def test_first_choice(manche: Territory, subtests: pytest.Subtests) -> None:
    for text, name in FIRST.items():
        with subtests.test(text):
            assert [match.commune.name for match in search_communes(text, near=manche)][:1] == [name]


def test_nothing_is_found_and_nothing_breaks(manche: Territory, subtests: pytest.Subtests) -> None:
    for text in NOTHING:
        with subtests.test(text[:20]):
            assert search_communes(text, near=manche) == []


def test_a_long_text_that_begins_well_is_cut(manche: Territory) -> None:
    assert search_communes("Avranches " + " " * 5_000, near=manche)[0].commune.name == "Avranches"


def test_communes_of_the_territory_come_first_then_the_most_inhabited(manche: Territory) -> None:
    homes = [match.in_territory for match in search_communes("saint m", near=manche, limit=20)]
    assert homes == sorted(homes, reverse=True)
    assert set(homes) == {True, False}
    present = [match.commune for match in search_communes("saint", near=manche, limit=60) if not match.old_name]
    populations = [commune.population for commune in present]
    assert populations == sorted(populations, reverse=True)


def test_without_territory_the_most_inhabited_come_first(manche: Territory) -> None:
    matches = search_communes("saint", near=None)
    assert matches[0].commune.name == "Saint-Malo"
    assert not any(match.in_territory for match in matches)


def test_at_most_limit_and_each_commune_once(manche: Territory) -> None:
    matches = search_communes("la", near=manche, limit=50)
    assert len(matches) == 50
    assert len({match.commune.pk for match in matches}) == 50
    assert len(search_communes("la", near=manche)) == 8


@pytest.mark.parametrize(
    ("text", "label", "old_name", "postcode", "in_territory"),
    [
        ("avranches", "Avranches (50300)", "", "", True),
        ("503", "Avranches (50300)", "", "50300", True),
        ("la haye", "La Haye (50250, 50580)", "", "", True),
        ("octeville", "Cherbourg-en-Cotentin (50100, 50110…)", "Octeville", "", True),
        ("50130 octeville", "Cherbourg-en-Cotentin (50130)", "Octeville", "50130", True),
        ("equeurdrevile", "Cherbourg-en-Cotentin (50100, 50110…)", "Équeurdreville-Hainneville", "", True),
        ("rennes", "Rennes (35000, 35200…)", "", "", False),
    ],
)
def test_a_match_says_why(
    manche: Territory, text: str, label: str, old_name: str, postcode: str, in_territory: bool
) -> None:
    match = search_communes(text, near=manche)[0]
    assert (match.label, match.old_name, match.postcode, match.in_territory) == (
        label,
        old_name,
        postcode,
        in_territory,
    )


def test_a_commune_without_postcode_is_labelled_by_its_name(db: None) -> None:
    actions.load_geo(departements={"984"})
    assert search_communes("kerguelen", near=None)[0].label == "Archipel des Kerguelen"


def test_names_are_read_once_and_each_search_asks_little(
    manche: Territory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search_communes("avranches", near=manche)
    # The version of the communes, those of the territory, those found.
    with django_assert_num_queries(3):
        matches = search_communes("granvile", near=manche)
        assert all(match.commune.departement.name for match in matches)


def test_another_load_is_seen_at_once(communes: None) -> None:
    assert not search_communes("nantes", near=None)
    actions.load_geo(departements={"44"})
    assert search_communes("nantes", near=None)[0].commune == Commune.objects.get(name="Nantes")
