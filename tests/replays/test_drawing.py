"""Hiding a part of a picture, and cropping it: by pixels, in every file that is kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from epaule.kernel.errors import Refusal
from epaule.replays import actions, pictures
from epaule.replays.models import Memo, Step
from epaule.replays.pictures import Area
from tests.replays.screens import HEIGHT, SECRET_BOX, WIDTH, screen, shows_secret
from tests.replays.studio import Studio, files_kept
from tests.requests.test_accept_race import together
from tests.visits.documents import jpeg_of_a_telephone, saved

SECRET = Area(
    SECRET_BOX[0] / WIDTH,
    SECRET_BOX[1] / HEIGHT,
    (SECRET_BOX[2] - SECRET_BOX[0]) / WIDTH,
    (SECRET_BOX[3] - SECRET_BOX[1]) / HEIGHT,
)
ELSEWHERE = Area(0.7, 0.7, 0.1, 0.1)
LEFT_HALF = Area(0, 0, 0.5, 1)
DARK = (43, 33, 27)


def secret_memo(studio: Studio) -> Memo:
    studio.agree_to_memo()
    studio.step("Vérifiez le compte.", screen(), focus=(0.25, 0.9))
    studio.end()
    return Memo.objects.get(visit=studio.visit)


def stored() -> list[bytes]:
    return [(Path(settings.DATA_DIR) / name).read_bytes() for name in files_kept()]


def hide(studio: Studio, memo: Memo, *areas: Area) -> Step:
    step = memo.steps.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.mask_step(
            by=studio.karim, memo=memo, step_id=step.public_id, areas=areas, seen=step.picture_version
        )


def cut(studio: Studio, memo: Memo, area: Area) -> Step:
    step = memo.steps.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        return actions.crop_step(
            by=studio.jeanne, memo=memo, step_id=step.public_id, area=area, seen=step.picture_version
        )


def refused(studio: Studio, memo: Memo, *areas: Area, crops: bool = False) -> str:
    before = files_kept()
    with pytest.raises(Refusal) as refusal:
        cut(studio, memo, areas[0]) if crops else hide(studio, memo, *areas)
    assert files_kept() == before
    return refusal.value.code


@pytest.mark.django_db
class TestMasking:
    def test_no_kept_nor_served_copy_shows_it(self, studio: Studio, as_person: Any) -> None:
        memo = secret_memo(studio)
        (before,) = stored()
        assert shows_secret(before) > 10_000
        old = memo.steps.get().picture.name
        step = hide(studio, memo, SECRET)
        (after,) = stored()
        assert shows_secret(after) == 0
        assert step.picture.name != old
        assert not default_storage.exists(old)
        for person in (studio.jeanne, studio.karim):
            served = as_person(person.person).get(reverse("replays:step_picture", args=[step.public_id]))
            assert served.content == after

    def test_it_is_flat_and_the_rest_is_as_before(self, studio: Studio) -> None:
        memo = secret_memo(studio)
        before = Image.open(BytesIO(stored()[0]))
        hide(studio, memo, SECRET)
        after = Image.open(BytesIO(stored()[0]))
        assert after.size == before.size
        hidden = after.crop(SECRET_BOX)
        assert all(high - low <= 2 for low, high in hidden.getextrema())  # type: ignore[misc]
        assert hidden.getpixel((5, 5)) == pytest.approx(DARK, abs=3)
        for spot in ((40, 400), (1000, 585), (300, 150)):
            assert after.getpixel(spot) == pytest.approx(before.getpixel(spot), abs=8)

    @pytest.mark.parametrize("cut_first", [True, False])
    def test_masked_and_cropped_in_either_order(self, studio: Studio, cut_first: bool) -> None:
        memo = secret_memo(studio)
        if cut_first:
            cut(studio, memo, LEFT_HALF)
            hide(studio, memo, Area(SECRET.left * 2, SECRET.top, SECRET.width * 2, SECRET.height))
        else:
            hide(studio, memo, SECRET)
            cut(studio, memo, LEFT_HALF)
        (after,) = stored()
        assert shows_secret(after) == 0
        assert Image.open(BytesIO(after)).size == (640, 720)

    def test_several_at_once_over_the_edge_of_the_picture(self, studio: Studio) -> None:
        memo = secret_memo(studio)
        hide(studio, memo, Area(-0.5, -0.5, 0.6, 0.6), Area(0.9, 0.9, 3, 3), SECRET)
        after = Image.open(BytesIO(stored()[0]))
        for spot in ((2, 2), (120, 60), (1279, 719)):
            assert after.getpixel(spot) == pytest.approx(DARK, abs=6)
        assert after.getpixel((700, 100)) != pytest.approx(DARK, abs=40)

    def test_the_smallest_mask_still_hides(self, studio: Studio) -> None:
        memo = secret_memo(studio)
        hide(studio, memo, Area(0.5, 0.5, 0.0001, 0.0001))
        assert Image.open(BytesIO(stored()[0])).getpixel((641, 361)) == pytest.approx(DARK, abs=6)

    @pytest.mark.parametrize(
        ("areas", "code"),
        [
            ([], "area_not_understood"),
            ([Area(float("nan"), 0, 1, 1)], "area_not_understood"),
            ([Area(0, 0, float("inf"), 1)], "area_not_understood"),
            ([Area(1.2, 0, 0.5, 0.5)], "area_not_understood"),
            ([Area(0.5, 0.5, -0.2, 0.5)], "area_not_understood"),
            ([Area(0.5, 0.5, 0, 0.5)], "area_not_understood"),
            ([SECRET, Area(-2, 0, 1, 1)], "area_not_understood"),
            ([SECRET] * 1000, "too_many_areas"),
        ],
    )
    def test_what_is_no_rectangle_changes_nothing(self, studio: Studio, areas: list[Area], code: str) -> None:
        memo = secret_memo(studio)
        assert refused(studio, memo, *areas) == code
        assert shows_secret(stored()[0]) > 10_000

    def test_what_was_chosen_in_another_picture_is_refused(self, studio: Studio) -> None:
        memo = secret_memo(studio)
        seen = memo.steps.get().picture_version
        cut(studio, memo, LEFT_HALF)
        step = memo.steps.get()
        with pytest.raises(Refusal) as refusal:
            actions.mask_step(by=studio.karim, memo=memo, step_id=step.public_id, areas=[SECRET], seen=seen)
        assert refusal.value.code == "picture_changed"
        assert len(files_kept()) == 1

    def test_nothing_stays_of_notes_in_the_file(self) -> None:
        body = jpeg_of_a_telephone()
        for drawn in (pictures.mask(body, [Area(0, 0, 0.1, 0.1)]), pictures.crop(body, Area(0, 0, 0.9, 0.9))):
            assert b"SecretCamera" not in drawn.body
            assert not Image.open(BytesIO(drawn.body)).getexif()
        noted = saved(Image.new("RGB", (80, 80)), comment=b"Chez Jeanne")
        assert b"Chez Jeanne" not in pictures.mask(noted, [Area(0, 0, 0.1, 0.1)]).body


@pytest.mark.django_db
class TestCropping:
    def test_what_is_cut_away_is_gone(self, studio: Studio) -> None:
        memo = secret_memo(studio)
        step = cut(studio, memo, Area(0, 0.5, 0.5, 0.5))
        (after,) = stored()
        assert shows_secret(after) == 0
        assert (step.width, step.height) == Image.open(BytesIO(after)).size == (640, 360)

    @pytest.mark.parametrize(
        ("area", "focus"),
        [
            (LEFT_HALF, (0.5, 0.9)),
            (Area(0.2, 0.8, 0.1, 0.2), (0.5, 0.5)),
            (Area(0.5, 0, 0.5, 1), (None, None)),
            (Area(0, 0, 1, 0.8), (None, None)),
        ],
    )
    def test_the_mark_follows(self, studio: Studio, area: Area, focus: tuple[Any, Any]) -> None:
        step = cut(studio, secret_memo(studio), area)
        assert (step.focus_x, step.focus_y) == (pytest.approx(focus[0]), pytest.approx(focus[1]))

    @pytest.mark.parametrize(
        ("area", "code"),
        [
            (Area(0, 0, 39 / WIDTH, 1), "crop_too_small"),
            (Area(0, 0, 1, 39 / HEIGHT), "crop_too_small"),
            (Area(0.99, 0.99, 1, 1), "crop_too_small"),
            (Area(2, 2, 1, 1), "area_not_understood"),
            (Area(0, float("nan"), 1, 1), "area_not_understood"),
        ],
    )
    def test_too_little_is_refused(self, studio: Studio, area: Area, code: str) -> None:
        assert refused(studio, secret_memo(studio), area, crops=True) == code

    def test_forty_pixels_are_enough(self, studio: Studio) -> None:
        step = cut(studio, secret_memo(studio), Area(0, 0, 40 / WIDTH, 40 / HEIGHT))
        assert (step.width, step.height) == (40, 40)


# --- When something fails


@pytest.mark.django_db
def test_file_that_could_not_be_erased_is_destroyed_by_the_sweep(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    memo = secret_memo(studio)
    with monkeypatch.context() as broken:
        broken.setattr(type(default_storage), "delete", lambda *_given: 1 / 0, raising=False)
        hide(studio, memo, SECRET)
    assert len(files_kept()) == 2
    assert actions.erase_stray_pictures() == 0, "it may be a step that is just being kept"
    with time_machine.travel(timezone.now() + actions.STRAY_AFTER * 2):
        assert actions.erase_stray_pictures() == 1
    assert [shows_secret(body) for body in stored()] == [0]


@pytest.mark.django_db
def test_picture_that_is_not_there_any_more_is_said_so(studio: Studio) -> None:
    memo = secret_memo(studio)
    default_storage.delete(memo.steps.get().picture.name)
    assert refused(studio, memo, SECRET) == "picture_changed"


@pytest.mark.django_db
def test_sweep_without_any_memo_or_with_pictures_in_use_erases_nothing(studio: Studio) -> None:
    assert actions.erase_stray_pictures() == 0
    secret_memo(studio)
    with time_machine.travel(timezone.now() + actions.STRAY_AFTER * 2):
        assert actions.erase_stray_pictures() == 0
    assert len(files_kept()) == 1


# --- At once


def test_two_who_hide_at_once_never_bring_it_back(open_studio: Studio) -> None:
    memo = secret_memo(open_studio)
    step = memo.steps.get()

    def mask(by: Any, area: Area) -> None:
        actions.mask_step(by=by, memo=memo, step_id=step.public_id, areas=[area], seen=step.picture_version)

    outcomes = together(
        lambda: mask(open_studio.jeanne, SECRET),
        lambda: mask(open_studio.karim, SECRET),
        lambda: mask(open_studio.karim, SECRET),
    )
    assert outcomes == {"done": 1, "picture_changed": 2}
    assert [shows_secret(body) for body in stored()] == [0]


def test_hidden_and_cropped_at_once_leaves_one_picture(open_studio: Studio) -> None:
    memo = secret_memo(open_studio)
    step = memo.steps.get()
    given: dict[str, Any] = {"memo": memo, "step_id": step.public_id, "seen": step.picture_version}
    outcomes = together(
        lambda: actions.mask_step(by=open_studio.jeanne, areas=[SECRET], **given),
        lambda: actions.crop_step(by=open_studio.karim, area=Area(0, 0.5, 1, 0.5), **given),
    )
    assert outcomes == {"done": 1, "picture_changed": 1}
    assert [shows_secret(body) for body in stored()] == [0]
    step.refresh_from_db()
    assert files_kept() == [f"files/{step.picture.name}"]


def test_hidden_while_the_memo_is_deleted_leaves_no_file(open_studio: Studio) -> None:
    memo = secret_memo(open_studio)
    step = memo.steps.get()
    outcomes = together(
        lambda: actions.mask_step(
            by=open_studio.karim,
            memo=memo,
            step_id=step.public_id,
            areas=[SECRET],
            seen=step.picture_version,
        ),
        lambda: actions.delete_memo(by=open_studio.jeanne, memo=memo),
    )
    assert outcomes["done"] >= 1
    assert set(outcomes) <= {"done", "memo_unknown", "step_unknown", "picture_changed"}
    assert files_kept() == []


def test_moving_and_removing_at_once_leaves_a_memo_in_order(open_studio: Studio) -> None:
    memo = open_studio.draft("Un.", "Deux.", "Trois.", "Quatre.")
    first, _second, third, _fourth = memo.steps.all()
    outcomes = together(
        lambda: actions.shift_step(by=open_studio.jeanne, memo=memo, step_id=first.public_id, places=1),
        lambda: actions.delete_step(by=open_studio.karim, memo=memo, step_id=third.public_id),
        lambda: actions.rewrite(by=open_studio.karim, memo=memo, title="À deux"),
    )
    assert outcomes == {"done": 3}
    assert [step.sentence for step in memo.steps.all()] == ["Deux.", "Un.", "Quatre."]
    memo.refresh_from_db()
    assert memo.title == "À deux"


@pytest.mark.django_db
def test_stray_file_of_a_memo_goes_with_it(studio: Studio) -> None:
    memo = secret_memo(studio)
    default_storage.save(f"memos/{studio.visit.public_id}/egare.jpg", ContentFile(b"x"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete_memo(by=studio.jeanne, memo=memo)
    assert files_kept() == []
