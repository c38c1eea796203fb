"""From takes as browsers record them to one film that plays and seeks."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from epaule.replays import film
from epaule.replays.film import NothingToShow, make_film
from epaule.replays.poster import make_poster
from tests.replays.footage import PICTURES_PER_SECOND, in_pieces, packets, take, take_of

CUES, CLUSTER = b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75"


@pytest.fixture
def make(tmp_path: Path) -> Any:
    """`make(take, take…)` is (film, duration in milliseconds)."""

    def made(*takes: bytes) -> tuple[Path, int]:
        for number, content in enumerate(takes):
            (tmp_path / f"{number}.webm").write_bytes(content)
        target = tmp_path / "film.webm"
        whole = [take_of([content], number) for number, content in enumerate(takes)]
        return target, make_film(whole, target).duration_ms

    return made


def times(path: Path, kind: str) -> list[float]:
    return [at for at, _key in packets(path, kind)]


def noise(length: int) -> bytes:
    return hashlib.shake_128(b"noise").digest(length)


@pytest.mark.parametrize(
    "takes",
    [(), (b"",), (b"no film",), (noise(5000),), (take()[:100],), (take()[300:],), (b"", b"no film", b"")],
    ids=["none", "empty", "text", "noise", "beginning only", "without beginning", "several"],
)
def test_nothing_readable_is_no_film(make: Any, takes: tuple[bytes, ...]) -> None:
    with pytest.raises(NothingToShow):
        make(*takes)


@pytest.mark.parametrize(
    "text",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD></MPD>",
    ],
)
def test_piece_that_names_other_files_is_not_followed(make: Any, text: bytes) -> None:
    with pytest.raises(NothingToShow):
        make(text)


def test_take_has_neither_duration_nor_index(tmp_path: Path) -> None:
    """What comes in is as the browser makes it, or the other tests prove nothing."""
    path = tmp_path / "take.webm"
    path.write_bytes(take())
    with av.open(str(path)) as source:
        assert source.duration is None
    assert CUES not in take()


def test_film_has_its_duration_and_its_index(make: Any) -> None:
    path, duration_ms = make(take(3))
    assert duration_ms == pytest.approx(3000, abs=60)
    with av.open(str(path)) as made:
        assert made.duration == pytest.approx(3_000_000, abs=60_000)
        assert {stream.type: stream.codec_context.name for stream in made.streams} == {
            "video": "vp8",
            "audio": "opus",
        }
    content = path.read_bytes()
    assert content.rindex(CUES) < content.index(CLUSTER), (
        "the index is at the end: players fetch the whole film first"
    )


def test_nothing_is_encoded_again(make: Any, tmp_path: Path) -> None:
    path, _ = make(take())
    source = tmp_path / "0.webm"
    for kind in ("video", "audio"):
        with av.open(str(source)) as before, av.open(str(path)) as after:
            first, second = ([bytes(packet) for packet in one.demux(**{kind: 0})] for one in (before, after))
            assert first == second


def test_film_can_be_sought(make: Any) -> None:
    path, _ = make(take(3))
    with av.open(str(path)) as made:
        made.seek(2_000_000)
        frame = next(made.decode(video=0))
        assert frame.time == pytest.approx(2, abs=0.6)
        assert frame.time <= 2.05


def test_takes_follow_each_other_in_time(make: Any) -> None:
    path, duration_ms = make(take(2), take(1), take(1))
    assert duration_ms == pytest.approx(4000, abs=150)
    for kind in ("video", "audio"):
        seen = times(path, kind)
        assert seen == sorted(seen)
        assert seen[-1] == pytest.approx(4, abs=0.3)
    assert len(times(path, "video")) == 4 * PICTURES_PER_SECOND


def test_pictures_of_a_second_take_are_its_own(make: Any) -> None:
    path, _ = make(take(1), take(1))
    with av.open(str(path)) as made:
        lights = [bytes(frame.planes[0])[0] for frame in made.decode(video=0)]
    assert len(lights) == 2 * PICTURES_PER_SECOND
    assert lights[PICTURES_PER_SECOND] == pytest.approx(lights[0], abs=8)


@pytest.mark.parametrize(("video", "audio", "kind"), [(True, False, "video"), (False, True, "audio")])
def test_picture_or_sound_alone_is_a_film(make: Any, video: bool, audio: bool, kind: str) -> None:
    path, duration_ms = make(take(1, video=video, audio=audio))
    assert duration_ms == pytest.approx(1000, abs=110)
    assert times(path, kind)


def test_sound_that_comes_with_the_second_take_is_heard(make: Any) -> None:
    """The microphone was refused at first, then the page was reloaded."""
    path, _ = make(take(1, audio=False), take(1))
    assert times(path, "audio")[0] == pytest.approx(1, abs=0.2)
    assert len(times(path, "video")) == 2 * PICTURES_PER_SECOND


def test_other_size_of_picture_still_plays(make: Any) -> None:
    path, _ = make(take(1), take(1, size=128))
    with av.open(str(path)) as made:
        assert {frame.width for frame in made.decode(video=0)} == {64, 128}


def test_last_piece_cut_short_keeps_the_rest(make: Any) -> None:
    content = take(3)
    path, duration_ms = make(content[: len(content) * 2 // 3])
    assert duration_ms == pytest.approx(2000, abs=500)
    assert len(times(path, "video")) >= PICTURES_PER_SECOND


def test_piece_missing_in_the_middle_keeps_what_is_around(make: Any) -> None:
    pieces = in_pieces(take(3), 9)
    path, duration_ms = make(b"".join(pieces[:4] + pieces[5:]))
    assert duration_ms == pytest.approx(3000, abs=60)
    seen = times(path, "video")
    assert seen == sorted(seen)
    assert min(seen) < 0.2
    assert max(seen) > 2.8
    assert len(seen) >= PICTURES_PER_SECOND


def test_noise_in_the_middle_keeps_what_is_around(make: Any) -> None:
    pieces = in_pieces(take(3), 9)
    path, _ = make(b"".join([*pieces[:4], noise(len(pieces[4])), *pieces[5:]]))
    seen = times(path, "video")
    assert seen == sorted(seen)
    assert max(seen) > 2.8


def test_time_that_goes_back_is_left_out(make: Any) -> None:
    pieces = in_pieces(take(3), 9)
    path, duration_ms = make(b"".join(pieces + pieces[4:]))
    assert duration_ms == pytest.approx(3000, abs=60)
    for kind in ("video", "audio"):
        seen = times(path, kind)
        assert seen == sorted(seen)
        # The last moment may be there twice.
        assert len(seen) <= len(set(seen)) + 1


def test_unreadable_take_does_not_cost_the_others(make: Any) -> None:
    path, duration_ms = make(b"no film", take(1), take(1)[:50], take(1))
    assert duration_ms == pytest.approx(2000, abs=120)
    assert len(times(path, "video")) == 2 * PICTURES_PER_SECOND


def test_time_nobody_believes_is_left_out(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "LONGEST_MS", 1000)
    path, duration_ms = make(take(3))
    assert duration_ms == pytest.approx(1000, abs=60)
    assert max(times(path, "video")) < 1


def test_a_picture_that_would_fill_the_memory_is_not_decoded(tmp_path: Path) -> None:
    for side, is_shown in ((640, True), (8192, False)):
        film = tmp_path / f"{side}.webm"
        half = Image.new("RGB", (side, side), "white")
        half.paste("black", (0, 0, side // 2, side))
        with av.open(str(film), "w", format="webm") as written:
            stream = written.add_stream("libvpx", rate=1, options={"cpu-used": "16", "deadline": "realtime"})
            stream.width = stream.height = side
            stream.pix_fmt = "yuv420p"
            for packet in [*stream.encode(av.VideoFrame.from_image(half)), *stream.encode(None)]:
                written.mux(packet)
        assert film.stat().st_size < 1_000_000
        assert (make_poster(film) is not None) == is_shown
