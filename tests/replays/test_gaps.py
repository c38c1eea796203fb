"""Whatever is lost of a film, the rest is a film: true in time, clean to look at, and it says what it lacks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epaule.replays import film
from epaule.replays.film import Made, NothingToShow, make_film
from epaule.replays.stream import CLUSTER, Take, find_cluster
from tests.replays.footage import cut, in_pieces, packets, take, take_of

THREE_SECONDS = 3000
TWO = 2000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "film.webm"


def lights(path: Path) -> list[tuple[float, int]]:
    """(seconds, light) of every picture as it is decoded. Fails when one of them cannot be."""
    with av.open(str(path), options={"err_detect": "explode"}) as made:
        return [(float(frame.time or 0), bytes(frame.planes[0])[0]) for frame in made.decode(video=0)]


def check_whole(path: Path, made: Made, starts: list[int]) -> None:
    """It plays, never goes back, seeks, and shows at each moment the grey that `take` painted for it."""
    for kind in ("video", "audio"):
        seen = [at for at, _key in packets(path, kind)]
        assert seen == sorted(seen)
    shown = lights(path)
    for at, light in shown:
        start = max(one for one in starts if one / 1000 <= at + 0.001)
        number = round((at - start / 1000) * 10)
        assert light == pytest.approx((number * 20) % 256, abs=12), f"garbage at {at}"
    inside = [at for at, _light in shown if any(a / 1000 + 0.11 < at < b / 1000 - 0.01 for a, b in made.gaps)]
    assert inside == []
    with av.open(str(path)) as source:
        assert source.duration == pytest.approx(made.duration_ms * 1000, abs=30_000)
        source.seek(made.duration_ms * 500)
        assert next(source.decode(), None) is not None


@pytest.mark.parametrize("missing", [{4}, {4, 5}, {2, 6}, {3, 5, 7}])
def test_gap_is_a_gap_in_time(target: Path, missing: set[int]) -> None:
    made = make_film([take_of(in_pieces(take(3), 9), missing=missing)], target)
    assert made.duration_ms == pytest.approx(THREE_SECONDS, abs=20)
    assert made.gaps
    for start, end in made.gaps:
        assert 0 < start < end <= made.duration_ms
    check_whole(target, made, [0])


def test_end_that_never_came_is_marked(target: Path) -> None:
    made = make_film([take_of(in_pieces(take(3), 9), missing={8})], target)
    assert made.gaps == [(made.duration_ms, made.duration_ms)]
    assert TWO < made.duration_ms < THREE_SECONDS
    check_whole(target, made, [0])


def test_damaged_piece_counts_as_missing(target: Path) -> None:
    pieces = in_pieces(take(3), 9)
    damaged = make_film([take_of(pieces, damaged={4})], target)
    assert damaged == make_film([take_of(pieces, missing={4})], target)
    check_whole(target, damaged, [0])


def test_damaged_end_is_marked(target: Path) -> None:
    made = make_film([take_of(in_pieces(take(3), 9), damaged={8})], target)
    assert made.gaps == [(made.duration_ms, made.duration_ms)]


def test_beginning_is_borrowed_from_another_take(target: Path) -> None:
    takes = [take_of(in_pieces(take(3), 6), missing={0}), take_of(in_pieces(take(2), 4), 1)]
    made = make_film(takes, target)
    assert made.duration_ms == pytest.approx(THREE_SECONDS + TWO, abs=30)
    assert made.starts[1] == pytest.approx(THREE_SECONDS, abs=20)
    (gap,) = made.gaps
    assert (gap[0], 400 < gap[1] < 1100) == (0, True)
    check_whole(target, made, list(made.starts.values()))


def test_beginning_of_other_codecs_is_not_borrowed(target: Path) -> None:
    """That take alone is lost; how long it was nobody knows."""
    takes = [
        take_of(in_pieces(take(2, video=False), 4)),
        take_of(in_pieces(take(2, audio=False), 4), 1, missing={0}),
        take_of(in_pieces(take(1, video=False), 2), 2),
    ]
    made = make_film(takes, target)
    assert made.duration_ms == pytest.approx(3000, abs=40)
    assert made.gaps == [(made.starts[2], made.starts[2])]


def test_beginning_of_sound_alone_is_borrowed_too(target: Path) -> None:
    content = take(2, video=False)
    takes = [take_of(in_pieces(content, 4), missing={0}), take_of(in_pieces(content, 4), 1)]
    made = make_film(takes, target)
    assert made.duration_ms == pytest.approx(4000, abs=40)
    assert made.gaps[0][0] == 0


def test_take_of_which_nothing_came_is_marked(target: Path) -> None:
    takes = [take_of(in_pieces(take(2), 4)), Take(1, {}, 3), Take(2, {}, 0), Take(3, {}), take_of([take(1)], 4)]
    made = make_film(takes, target)
    assert made.gaps == [(made.starts[1], made.starts[1])]


def test_end_of_a_take_that_cannot_be_read_is_marked(target: Path) -> None:
    content = take(2)
    last = content.rindex(CLUSTER)
    # The last piece begins inside of the name of its only cluster; the one before is missing.
    takes = [take_of(cut(content, last // 2, last + 1), missing={1}), take_of([take(1)], 1)]
    made = make_film(takes, target)
    assert made.gaps == [(made.starts[1], made.starts[1])]


def test_without_any_beginning_there_is_no_film(target: Path) -> None:
    with pytest.raises(NothingToShow):
        make_film([take_of(in_pieces(take(3), 6), missing={0})], target)


def test_name_of_a_cluster_in_a_picture_is_no_cluster() -> None:
    content = b"\x1f\x43\xb6\x75" + b"\x00" * 20 + b"\x1f\x43\xb6\x75\xa2\xe7\x81\x00" + b"\x1f\x43\xb6\x75"
    assert find_cluster(content) == 24
    assert find_cluster(content[:28]) is None
    for size in (b"\x01" + b"\xff" * 7, b"\xff", b"\x41\x88"):
        assert find_cluster(b"\x1f\x43\xb6\x75" + size + b"\xe7\x81\x00") == 0


def test_index_that_needs_more_room_gets_it(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "INDEX_BYTES", 32)
    made = make_film([take_of([take(3)])], target)
    check_whole(target, made, [0])
    content = target.read_bytes()
    assert content.index(b"\x1c\x53\xbb\x6b") < content.index(b"\x1f\x43\xb6\x75")


def test_chapters_are_in_the_film(target: Path) -> None:
    def chapters(made: Made) -> list[tuple[int, str]]:
        return [(0, "1. Ouvrez « Ameli »"), *((start, "Il manque un moment") for start, _end in made.gaps)]

    made = make_film([take_of(in_pieces(take(3), 9), missing={4})], target, chapters)
    with av.open(str(target)) as source:
        told = [(one["start"], one["end"], one["metadata"]["title"]) for one in source.chapters()]
        unit = source.chapters()[0]["time_base"]
    assert unit is not None
    start = made.gaps[0][0]
    assert [(float(a * unit * 1000), float(b * unit * 1000), title) for a, b, title in told] == [
        (0, start, "1. Ouvrez « Ameli »"),
        (start, made.duration_ms, "Il manque un moment"),
    ]


# --- Anything at all

TAKES = (take(2), take(1))


@st.composite
def losses(draw: Any) -> list[Take]:
    """Two takes cut anywhere, of which any pieces are missing or damaged, but one beginning is whole."""
    takes = []
    whole = draw(st.integers(0, 1))
    for number, content in enumerate(TAKES):
        header = find_cluster(content)
        assert header is not None
        first = draw(st.integers(header + 200, len(content) - 1))
        places = draw(st.lists(st.integers(1, len(content) - 1), unique=True, max_size=8))
        ends = sorted({*(place for place in places if number != whole or place > first), first, len(content)})
        pieces = [content[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        fates = st.sampled_from(["here", "missing", "damaged"])
        fate = draw(st.lists(fates, min_size=len(pieces), max_size=len(pieces)))
        if number == whole:
            fate[0] = "here"
        gone = {name: {n for n, one in enumerate(fate) if one == name} for name in ("missing", "damaged")}
        takes.append(take_of(pieces, number, **gone))
    return takes


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(takes=losses())
def test_any_loss_leaves_a_film(takes: list[Take]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "film.webm"
        made = make_film(takes, path)
        assert 0 < made.duration_ms <= 3100
        assert list(made.starts) == [0, 1]
        assert all(0 <= start <= end <= made.duration_ms for start, end in made.gaps)
        assert made.gaps == sorted(made.gaps)
        is_whole = all(
            len(one.pieces) == one.expected and all(read() for read in one.pieces.values()) for one in takes
        )
        assert bool(made.gaps) != is_whole
        check_whole(path, made, list(made.starts.values()))
