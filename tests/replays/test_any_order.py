"""Whatever the network does to the pieces, the film is the same."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epaule.replays import finishing
from epaule.replays.models import Recording
from tests.replays.footage import cut, take
from tests.replays.studio import Studio

TAKE = take(1)
REFERENCE: dict[str, str] = {}


@st.composite
def arrivals(draw: Any) -> list[tuple[int, bytes]]:
    """(number, piece) as they arrive: cut anywhere, in any order, some more than once."""
    places = draw(st.lists(st.integers(1, len(TAKE) - 1), unique=True, max_size=6))
    pieces = list(enumerate(cut(TAKE, *places)))
    again = draw(st.lists(st.sampled_from(pieces), max_size=4))
    order: list[tuple[int, bytes]] = draw(st.permutations(pieces + again))
    return order


def film_of(studio: Studio, arrived: list[tuple[int, bytes]], said_after: int) -> str:
    """Hash of the film; the recorder says that all is sent after `said_after` arrivals."""
    studio.start()
    studio.stop()
    expected = {0: len({number for number, _ in arrived})}
    for position, (number, piece) in enumerate(arrived):
        if position == said_after:
            studio.all_sent(expected)
        recording = Recording.objects.get()
        if recording.state == "uploading":
            studio.keep(piece, number)
    if said_after >= len(arrived):
        studio.all_sent(expected)
    recording = Recording.objects.get()
    assert recording.state == "finishing"
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    with recording.film.open("rb") as made:
        return hashlib.sha256(made.read()).hexdigest()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arrived=arrivals(), said_after=st.integers(0, 12))
def test_same_film_from_pieces_in_any_order(
    studio: Studio, arrived: list[tuple[int, bytes]], said_after: int
) -> None:
    with transaction.atomic():
        film = film_of(studio, arrived, said_after)
        transaction.set_rollback(True)
    assert film == REFERENCE.setdefault("film", film)
