from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from epaule.territory import actions, geodata
from epaule.territory.errors import UnknownDepartement
from epaule.territory.models import (
    Commune,
    CommuneName,
    Departement,
    Epci,
    GeoData,
    Place,
    Territory,
)
from epaule.territory.queries import search_communes

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_geo", *arguments, stdout=out)
    return out.getvalue()


def everything() -> list[list[tuple[object, ...]]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Departement, Epci, Commune, CommuneName)
    ]


def loaded_at() -> datetime:
    return GeoData.objects.get().loaded_at


def test_load_fills_every_table() -> None:
    assert "445 communes" in load("--departements", "50")
    assert Commune.objects.count() == 445
    assert list(Departement.objects.values_list()) == [("50", "Manche")]
    assert Epci.objects.count() == 8
    cherbourg = Commune.objects.get(pk="50129")
    assert cherbourg.name == "Cherbourg-en-Cotentin"
    assert cherbourg.postcodes[0] == "50100"
    assert "Octeville" in cherbourg.old_names
    assert set(cherbourg.written_names.values_list("folded", "is_current")) >= {
        ("cherbourg en cotentin", True),
        ("octeville", False),
    }
    assert CommuneName.objects.filter(is_current=True).count() == 445


def test_second_load_does_nothing() -> None:
    load("--departements", "50,35")
    before, at = everything(), loaded_at()
    assert "déjà à jour" in load("--departements", "35, 50")
    assert (everything(), loaded_at()) == (before, at)


def test_forced_load_writes_the_same() -> None:
    load("--departements", "50")
    before, at = everything(), loaded_at()
    assert "445 communes" in load("--departements", "50", "--force")
    assert everything() == before
    assert loaded_at() > at


def test_other_departements_are_added_to_those_there() -> None:
    load("--departements", "50")
    load("--departements", "35")
    assert set(Departement.objects.values_list("pk", flat=True)) == {"35", "50"}
    assert GeoData.objects.count() == 1


def test_load_repairs_what_changed_and_keeps_what_refers_to_it() -> None:
    load("--departements", "50")
    before = everything()
    territory = Territory.objects.create(slug="manche", name="la Manche", operator="Épaule")
    territory.communes.set(Commune.objects.all())
    avranches = Commune.objects.get(name="Avranches")
    place = Place.objects.create(territory=territory, name="La Cale", commune=avranches)
    Commune.objects.filter(pk=avranches.pk).update(name="Avranche", population=1, postcodes=[], epci=None)
    CommuneName.objects.filter(commune=avranches).update(folded="avranche")
    Epci.objects.update(name="?")
    load("--departements", "50", "--force")
    assert everything()[:3] == before[:3]
    assert set(avranches.written_names.values_list("folded", flat=True)) == {
        "avranches",
        "saint martin des champs",
    }
    place.refresh_from_db()
    assert place.commune.name == "Avranches"
    assert territory.communes.count() == 445


def test_commune_that_is_no_more_is_kept_but_no_longer_found(monkeypatch: pytest.MonkeyPatch) -> None:
    load("--departements", "50")
    rows = [row for row in geodata.communes({"50"}) if row.name != "Taillepied"]
    monkeypatch.setattr(geodata, "communes", lambda departements: rows)
    monkeypatch.setattr(geodata, "version", lambda: "next year")
    load("--departements", "50")
    assert Commune.objects.filter(name="Taillepied").exists()
    assert not search_communes("taillepied", near=None)


def test_unknown_departement_loads_nothing() -> None:
    with pytest.raises(UnknownDepartement):
        actions.load_geo(departements={"50", "999"})
    with pytest.raises(CommandError, match="999"):
        load("--departements", "50,999")
    assert not Commune.objects.exists()
    assert not GeoData.objects.exists()


def test_partial_load_is_skipped_when_all_is_there() -> None:
    GeoData.objects.create(version=geodata.version(), loaded_at="2026-11-22T12:00:00Z")
    assert "déjà à jour" in load("--departements", "50")
    assert not Commune.objects.exists()
