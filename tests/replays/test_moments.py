"""What makes a film easy to go through: its chapters, its picture; and what a damaged storage leaves of it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from epaule.replays import actions, finishing
from epaule.replays.chapters import all_chapters
from epaule.replays.clock import stretches
from epaule.replays.models import Recording, Step
from epaule.replays.poster import make_poster
from tests.replays.footage import in_pieces, packets, take
from tests.replays.studio import Studio, files_kept


def chapters_of(recording: Recording) -> list[tuple[int, str, Step | None]]:
    """The moments of a film that is ready, read anew from what is kept of it."""
    steps = Step.objects.filter(memo__visit_id=recording.visit_id)
    return all_chapters(stretches(Recording.objects.get(pk=recording.pk)), steps, recording.gaps)


def filmed(studio: Studio, *moments: float, seconds: float = 4) -> Recording:
    """A film of one take of four seconds, and a step kept at each of `moments` of it."""
    studio.agree_to_memo()
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        studio.start()
    for number, moment in enumerate(moments, start=1):
        with time_machine.travel(begun + timedelta(seconds=moment), tick=False):
            studio.step(f"Geste {number}." if number != 2 else "")
    studio.keep_all(in_pieces(take(seconds), 3))
    studio.stop()
    return made(studio, studio.all_sent({0: 3}))


def made(studio: Studio, recording: Recording) -> Recording:
    with TestCase.captureOnCommitCallbacks(execute=True):
        finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    return recording


def told_in(recording: Recording) -> list[tuple[float, str]]:
    with av.open(recording.film.path) as source:
        return [
            (round(float(one["start"] * (one["time_base"] or 0)), 3), one["metadata"]["title"])
            for one in source.chapters()
        ]


def test_steps_of_the_memo_are_chapters(studio: Studio) -> None:
    recording = filmed(studio, 1, 2.5)
    steps = list(Step.objects.all())
    assert chapters_of(recording) == [(1000, "1. Geste 1.", steps[0]), (2500, "Étape 2", steps[1])]
    assert told_in(recording) == [(1.0, "1. Geste 1."), (2.5, "Étape 2")]


def test_steps_in_another_order_keep_their_number(studio: Studio) -> None:
    recording = filmed(studio, 1, 2)
    first, second = Step.objects.all()
    Step.objects.filter(pk=first.pk).update(rank=second.rank + 1)
    assert [(at, title) for at, title, _step in chapters_of(recording)] == [
        (1000, "2. Geste 1."),
        (2000, "Étape 1"),
    ]


@pytest.mark.parametrize(("moment", "at"), [(-3, 0), (-20, None), (7, "the end"), (30, None)])
def test_step_that_was_not_filmed_is_no_chapter(studio: Studio, moment: float, at: Any) -> None:
    recording = filmed(studio, moment)
    expected = {None: [], "the end": [recording.duration_ms]}.get(at, [at])
    assert [place for place, _title, _step in chapters_of(recording)] == expected


def test_step_of_a_later_take_is_placed_in_it(studio: Studio) -> None:
    studio.agree_to_memo()
    begun = timezone.now()
    for number, minutes in enumerate((0, 10)):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            if number:
                studio.segment()
            else:
                studio.start()
            studio.keep_all([take(2)], number)
    with time_machine.travel(begun + timedelta(minutes=10, seconds=1), tick=False):
        studio.step("Ensuite.")
    with time_machine.travel(begun + timedelta(minutes=5), tick=False):
        studio.step("Pendant la pause.")
    studio.stop()
    recording = made(studio, studio.all_sent({0: 1, 1: 1}))
    second = recording.takes.get(number=1).film_ms
    assert recording.takes.get(number=0).film_ms == 0
    assert second == pytest.approx(2000, abs=30)
    assert [(at, title) for at, title, _step in chapters_of(recording)] == [(second + 1000, "1. Ensuite.")]


def test_gap_is_a_chapter(studio: Studio) -> None:
    recording = damaged(studio, lambda path: path.unlink())
    assert recording.state == "ready"
    ((start, end),) = recording.gaps
    assert 0 < start < end < recording.duration_ms
    assert chapters_of(recording) == [(start, "Il manque un moment", None)]
    assert told_in(recording) == [(start / 1000, "Il manque un moment")]


@pytest.mark.parametrize("how", ["gone", "cut", "changed"])
def test_piece_the_storage_damaged_is_a_gap(studio: Studio, how: str) -> None:
    deeds: dict[str, Any] = {
        "gone": lambda path: path.unlink(),
        "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
        "changed": lambda path: path.write_bytes(path.read_bytes()[::-1]),
    }
    recording = damaged(studio, deeds[how])
    assert (recording.state, len(recording.gaps)) == ("ready", 1)
    assert recording.duration_ms == pytest.approx(3000, abs=60)
    assert [at for at, _key in packets(recording.film.path, "video")][-1] > 2.8


def damaged(studio: Studio, deed: Any) -> Recording:
    recording = studio.finishing(in_pieces(take(3), 9))
    deed(Path(recording.pieces.get(number=4).file.path))
    return made(studio, recording)


# --- The picture


def painted(pictures: list[Image.Image]) -> bytes:
    """A film of these pictures, each a key frame."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="webm") as film:
        stream: Any = film.add_stream("libvpx", rate=1)
        stream.width, stream.height = pictures[0].size
        stream.pix_fmt, stream.options = "yuv420p", {"g": "1", "deadline": "realtime"}
        for picture in pictures:
            film.mux(stream.encode(av.VideoFrame.from_image(picture)))
        film.mux(stream.encode(None))
    return sink.getvalue()


def half(colour: str, width: int = 1280) -> Image.Image:
    picture = Image.new("RGB", (width, width * 9 // 16), "white")
    picture.paste(colour, (0, 0, width // 2, picture.height))
    return picture


def test_picture_is_the_first_that_shows_something(tmp_path: Path) -> None:
    (tmp_path / "film.webm").write_bytes(
        painted([Image.new("RGB", (1280, 720), "black")] * 2 + [half("red"), half("blue")])
    )
    content = make_poster(tmp_path / "film.webm")
    assert content is not None
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 360))
        red, _green, blue = picture.getpixel((100, 100))  # type: ignore[misc]
        assert (red > 180, blue < 80) == (True, True)


def test_black_film_has_no_picture(tmp_path: Path) -> None:
    for number, content in enumerate(
        (painted([Image.new("RGB", (64, 64), "black")] * 3), take(1, video=False), b"none")
    ):
        (tmp_path / f"{number}.webm").write_bytes(content)
        assert make_poster(tmp_path / f"{number}.webm") is None


def test_picture_is_kept_and_goes_with_the_film(studio: Studio) -> None:
    recording = studio.finish([painted([half("green", 320)] * 3)])
    assert recording.poster.name.startswith(f"films/{recording.public_id}/")
    assert sorted(files_kept()) == sorted([f"files/{recording.film.name}", f"files/{recording.poster.name}"])
    assert Path(recording.poster.path).stat().st_mode & 0o777 == 0o600
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete(by=studio.jeanne, recording=recording)
    recording.refresh_from_db()
    assert (recording.poster.name, recording.gaps, files_kept()) == ("", [], [])


def test_film_without_picture_is_a_film(studio: Studio) -> None:
    recording = studio.finish()
    assert (recording.state, recording.poster.name) == ("ready", "")
