import pytest

from epaule.territory.models import Commune
from epaule.territory.queries import distance_km

AVRANCHES = Commune(insee="50025", latitude=48.6757, longitude=-1.3455)
GRANVILLE = Commune(insee="50218", latitude=48.8344, longitude=-1.5751)
PARIS = Commune(insee="75056", latitude=48.8566, longitude=2.3429)
ANTIPODE = Commune(insee="98801", latitude=-48.8566, longitude=-177.6571)


def test_avranches_to_granville_is_about_24_km() -> None:
    assert distance_km(AVRANCHES, GRANVILLE) == pytest.approx(24.4, abs=0.2)


def test_there_and_back_are_the_same() -> None:
    assert distance_km(AVRANCHES, PARIS) == distance_km(PARIS, AVRANCHES) == pytest.approx(271, abs=2)


def test_a_commune_is_where_it_is() -> None:
    assert distance_km(PARIS, PARIS) == 0


def test_the_other_side_of_the_earth_is_half_its_circumference() -> None:
    assert distance_km(PARIS, ANTIPODE) == pytest.approx(20_015, abs=5)


def test_no_position_no_distance() -> None:
    nowhere = Commune(insee="97502")
    assert distance_km(PARIS, nowhere) is None
    assert distance_km(nowhere, PARIS) is None
