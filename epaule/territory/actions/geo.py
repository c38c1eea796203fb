"""Filling the communes from the files of epaule/data."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from epaule.territory import geodata
from epaule.territory.errors import UnknownDepartement
from epaule.territory.folding import fold
from epaule.territory.geodata import CommuneRow
from epaule.territory.models import Commune, CommuneName, Departement, Epci, GeoData

_BATCH = 500


@dataclass(frozen=True)
class GeoLoad:
    """What a load did: the version held now, and how many communes were written (0: it was there already)."""

    version: str
    written: int


def load_geo(*, departements: Collection[str] | None = None, force: bool = False) -> GeoLoad:
    """Bring communes, EPCI and départements to the version of the files, unless it is there already.

    `departements` limits the load to their codes. A commune that no longer exists keeps its row, because people
    may live there, but loses its written names: it can no longer be found.
    Raises UnknownDepartement.
    """
    unknown = set(departements or ()) - geodata.departements().keys()
    if unknown:
        raise UnknownDepartement(unknown)
    whole = geodata.version()
    version = whole if departements is None else f"{whole}/{'+'.join(sorted(set(departements)))}"
    if not force and GeoData.objects.filter(version__in={whole, version}).exists():
        return GeoLoad(version, 0)
    rows = list(geodata.communes(departements))
    with transaction.atomic():
        _write_communes(rows)
        _write_names(rows, departements)
        GeoData.objects.all().delete()
        GeoData.objects.create(version=version, loaded_at=timezone.now())
    return GeoLoad(version, len(rows))


def _write_communes(rows: Iterable[CommuneRow]) -> None:
    communes = [
        Commune(
            insee=row.insee,
            name=row.name,
            postcodes=list(row.postcodes),
            old_names=list(row.old_names),
            population=row.population,
            latitude=row.latitude,
            longitude=row.longitude,
            departement_id=row.departement,
            epci_id=row.epci,
        )
        for row in rows
    ]
    departements = {commune.departement_id for commune in communes}
    epci = {commune.epci_id for commune in communes}
    Departement.objects.bulk_create(
        [
            Departement(code=code, name=name)
            for code, name in geodata.departements().items()
            if code in departements
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    Epci.objects.bulk_create(
        [Epci(siren=siren, name=name) for siren, name in geodata.epci().items() if siren in epci],
        update_conflicts=True,
        unique_fields=["siren"],
        update_fields=["name"],
    )
    Commune.objects.bulk_create(
        communes,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["insee"],
        update_fields=[field.name for field in Commune._meta.concrete_fields if not field.primary_key],
    )


def _write_names(rows: Iterable[CommuneRow], departements: Collection[str] | None) -> None:
    held = CommuneName.objects.all()
    if departements is not None:
        held = held.filter(commune__departement__in=departements)
    wanted = {(row.insee, fold(row.name), True) for row in rows}
    wanted |= {(row.insee, fold(name), False) for row in rows for name in row.old_names}
    there = {
        (insee, folded, is_current): pk
        for pk, insee, folded, is_current in held.values_list("pk", "commune_id", "folded", "is_current")
    }
    gone = [pk for name, pk in there.items() if name not in wanted]
    for start in range(0, len(gone), _BATCH):
        CommuneName.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    CommuneName.objects.bulk_create(
        [
            CommuneName(commune_id=insee, folded=folded, is_current=is_current)
            for insee, folded, is_current in sorted(wanted - there.keys())
        ],
        batch_size=_BATCH,
    )
