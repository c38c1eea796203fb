"""Pictures of a memo, hidden in part or cropped: a new file takes the place of the old one, which is destroyed."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.ids import new_public_id
from epaule.replays import pictures
from epaule.replays.actions._memo import lock_to_edit, step_of, trace_edit
from epaule.replays.errors import AreaNotUnderstood, PictureChanged, TooManyAreas
from epaule.replays.files import MEMOS_FOLDER, memo_folder
from epaule.replays.models import Memo, Step
from epaule.replays.pictures import Area, Drawn
from epaule.visits.models import Participant

AREAS_MOST = 40
"""Rectangles at once."""
STRAY_AFTER = timedelta(hours=1)
"""A younger file may be that of a step which is just being kept."""


def mask_step(*, by: Participant, memo: Memo, step_id: str, areas: Sequence[Area], seen: str) -> Step:
    """Paint over `areas` of a step's picture, for ever.

    `seen` is the `picture_version` in which they were chosen: refused when the picture is another one by now.
    """
    if not areas:
        raise AreaNotUnderstood()
    if len(areas) > AREAS_MOST:
        raise TooManyAreas()
    return _draw_anew(by, memo, step_id, seen, "memo.masked", lambda body: pictures.mask(body, areas))


def crop_step(*, by: Participant, memo: Memo, step_id: str, area: Area, seen: str) -> Step:
    """Keep `area` alone of a step's picture, for ever. `seen` as for `mask_step`."""
    whole = area.clipped()
    return _draw_anew(by, memo, step_id, seen, "memo.cropped", lambda body: pictures.crop(body, whole), whole)


def _draw_anew(
    by: Participant,
    memo: Memo,
    step_id: str,
    seen: str,
    event: str,
    draw: Callable[[bytes], Drawn],
    window: Area | None = None,
) -> Step:
    # Drawn and written before the lock is taken, as the files of a conversation.
    old = _allow(by, memo, step_id, seen)
    try:
        with default_storage.open(old, "rb") as stored:
            body = stored.read()
    except FileNotFoundError as error:
        raise PictureChanged() from error
    drawn = draw(body)
    new = files.store(f"{memo_folder(memo.visit.public_id)}/{new_public_id()}.jpg", ContentFile(drawn.body))
    try:
        return _switch(by, memo, step_id, seen, event, new, drawn, window)
    except BaseException as error:
        files.erase([new])
        if files.is_disk_full(error):
            raise DiskFull() from error
        raise


@transaction.atomic
def _allow(by: Participant, memo: Memo, step_id: str, seen: str) -> str:
    """The name of the file to draw anew."""
    _by, memo = lock_to_edit(by, memo)
    step = step_of(memo, step_id)
    if step.picture_version != seen:
        raise PictureChanged()
    return str(step.picture.name)


@transaction.atomic
def _switch(
    by: Participant, memo: Memo, step_id: str, seen: str, event: str, new: str, drawn: Drawn, window: Area | None
) -> Step:
    by, memo = lock_to_edit(by, memo)
    step = step_of(memo, step_id)
    if step.picture_version != seen:
        raise PictureChanged()
    transaction.on_commit(partial(files.erase, [str(step.picture.name)]))
    step.picture, step.width, step.height = new, drawn.width, drawn.height
    if window is not None:
        step.focus_x, step.focus_y = _focus_in(step, window)
    step.save(update_fields=["picture", "width", "height", "focus_x", "focus_y"])
    trace_edit(memo, event, by.person)
    return step


def _focus_in(step: Step, window: Area) -> tuple[float, float] | tuple[None, None]:
    """Where the mark is in what is kept of the picture; none when it was cut away."""
    if step.focus_x is None or step.focus_y is None:
        return None, None
    x, y = (step.focus_x - window.left) / window.width, (step.focus_y - window.top) / window.height
    return (x, y) if 0 <= x <= 1 and 0 <= y <= 1 else (None, None)


def erase_stray_pictures() -> int:
    """Destroy pictures that no step shows: left by a server killed, or a storage gone, just as they were replaced.

    Returns how many.
    """

    def shown_in(folder: str) -> set[str]:
        return set(Step.objects.filter(memo__visit__public_id=folder).values_list("picture", flat=True))

    return files.erase_strays(MEMOS_FOLDER, shown_in, STRAY_AFTER)
