"""What is near is found without looking at every commune of France."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from epaule.territory.near import Positions, Spot, Surroundings, crow_km

PLACES = st.tuples(st.floats(-52, 72), st.floats(-179, 179))
STEPS = st.tuples(st.floats(-1.5, 1.5), st.floats(-3, 3))


@given(here=PLACES, steps=st.lists(STEPS, max_size=40), radius_km=st.sampled_from([5.0, 60.0, 150.0]))
def test_nobody_near_is_missed(
    here: tuple[float, float], steps: list[tuple[float, float]], radius_km: float
) -> None:
    where = [here, *((here[0] + north, here[1] + east) for north, east in steps)]
    spots = {str(number): Spot(str(number), north, east) for number, (north, east) in enumerate(where)}
    far = ((crow_km(*here, spot.latitude, spot.longitude), insee) for insee, spot in spots.items())
    near = sorted((km, insee) for km, insee in far if km < radius_km)
    assert list(Surroundings("0", Positions(spots)).within(radius_km)) == near


def test_where_no_position_is_known_nothing_is_near() -> None:
    places = Surroundings("50999", Positions({"50502": Spot("Saint-Lô", 49.1, -1.1)}))
    assert places.within(60) == ()
    assert places.km("50502") is None
