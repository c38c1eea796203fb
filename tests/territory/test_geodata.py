"""What the committed files say, against figures published by INSEE (code of 2026, population of 2023)."""

from collections import Counter
from functools import cache

import pytest

from epaule.territory import geodata
from epaule.territory.folding import fold
from epaule.territory.geodata import CommuneRow


@cache
def france() -> dict[str, CommuneRow]:
    return {row.insee: row for row in geodata.communes()}


def of_manche() -> list[CommuneRow]:
    return [row for row in france().values() if row.departement == "50"]


def test_every_commune_is_there_once() -> None:
    assert len(france()) == len(list(geodata.communes())) == 34_969
    assert list(france()) == sorted(france())


def test_every_commune_belongs_somewhere() -> None:
    rows = france().values()
    assert {row.departement for row in rows} == geodata.departements().keys()
    assert {row.epci for row in rows} - {None} == geodata.epci().keys()
    assert sum(row.epci is None for row in rows) == 98


def test_the_manche_has_its_communes_and_inhabitants() -> None:
    assert len(of_manche()) == 445
    assert sum(row.population for row in of_manche()) == 497_522


def test_the_manche_has_its_eight_epci() -> None:
    communes = Counter(row.epci for row in of_manche())
    inhabitants: Counter[str | None] = Counter()
    for row in of_manche():
        inhabitants[row.epci] += row.population
    assert {siren: (communes[siren], inhabitants[siren]) for siren in communes} == {
        "200067205": (129, 179_231),
        "200069425": (95, 87_186),
        "200066389": (61, 76_800),
        "200067023": (48, 47_611),
        "200042604": (32, 45_650),
        "200042729": (23, 22_942),
        "200067031": (30, 22_323),
        "200043354": (27, 15_779),
    }


@pytest.mark.parametrize(
    ("insee", "name", "postcodes", "population", "epci"),
    [
        (
            "50129",
            "Cherbourg-en-Cotentin",
            "50100 50110 50120 50130 50460 50470",
            78_258,
            "d'agglomération du Cotentin",
        ),
        ("50502", "Saint-Lô", "50000", 19_471, "d'agglomération Saint-Lô Agglo"),
        ("50218", "Granville", "50400", 12_510, "de communes de Granville, Terre et Mer"),
        ("50041", "La Hague", "50440 50460 50690", 11_484, "d'agglomération du Cotentin"),
        ("50025", "Avranches", "50300", 10_143, "d'agglomération Mont-Saint-Michel-Normandie"),
        ("50236", "La Haye", "50250 50580", 4_029, "de communes Côte Ouest Centre Manche"),
        ("50402", "Les Pieux", "50340", 3_249, "d'agglomération du Cotentin"),
        ("50168", "Ducey-Les Chéris", "50220", 2_784, "d'agglomération Mont-Saint-Michel-Normandie"),
        ("50353", "Le Mont-Saint-Michel", "50170", 23, "d'agglomération Mont-Saint-Michel-Normandie"),
        ("50587", "Taillepied", "50390", 18, "d'agglomération du Cotentin"),
    ],
)
def test_known_commune(insee: str, name: str, postcodes: str, population: int, epci: str) -> None:
    row = france()[insee]
    assert (row.name, " ".join(row.postcodes), row.population) == (name, postcodes, population)
    assert row.epci is not None
    assert geodata.epci()[row.epci] == f"Communauté {epci}"


@pytest.mark.parametrize(
    ("insee", "old_names"),
    [
        (
            "50129",
            {
                "Cherbourg-Octeville",
                "Équeurdreville-Hainneville",
                "Hainneville",
                "La Glacerie",
                "Octeville",
                "Querqueville",
                "Tourlaville",
            },
        ),
        ("50639", {"Rouffigny", "Saultchevreuil-du-Tronchet", "Villedieu-les-Poêles"}),
        # Lingreville took another name when Annoville joined it.
        ("50272", {"Annoville", "Lingreville"}),
        ("50353", set()),
        # Only the list of 2019 knows the parent of these, by codes that Corsica no longer uses.
        ("2A249", {"Tivolaggio"}),
    ],
)
def test_old_names(insee: str, old_names: set[str]) -> None:
    assert set(france()[insee].old_names) == old_names


def test_an_old_name_is_never_the_present_one() -> None:
    for row in france().values():
        folded = [fold(name) for name in (row.name, *row.old_names)]
        assert len(set(folded)) == len(folded), row


def test_names_fold_to_something_and_fit_their_column() -> None:
    for row in france().values():
        for name in (row.name, *row.old_names):
            assert 0 < len(fold(name)) <= 80


def test_mainland_communes_lie_in_france_and_only_some_islands_have_no_position() -> None:
    for row in france().values():
        if row.latitude is None or row.longitude is None:
            assert row.departement in {"975", "977", "978", "984", "986", "987", "988", "989"}
        elif len(row.departement) == 2:
            assert 41.3 < row.latitude < 51.1, row
            assert -5.2 < row.longitude < 9.6, row


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in (geodata.COMMUNES, geodata.EPCI, geodata.DEPARTEMENTS)) < 1_000_000


def test_some_departements_can_be_read_alone() -> None:
    assert [row for row in geodata.communes({"50"})] == of_manche()
