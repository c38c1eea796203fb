import pytest

from epaule.territory import actions
from epaule.territory.models import Commune, Territory

LOADED = {"50", "35"}
"""The Manche and a neighbour: enough for every rule, and loaded in a moment."""


@pytest.fixture
def communes(db: None) -> None:
    actions.load_geo(departements=LOADED)


@pytest.fixture
def manche(communes: None) -> Territory:
    territory = Territory.objects.create(slug="manche", name="la Manche", operator="Épaule de la Manche")
    territory.communes.set(Commune.objects.filter(departement="50"))
    return territory
