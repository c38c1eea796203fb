"""The library: a sheet is proposed, looked at by another helper, published, looked at again, taken back."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.ids import new_public_id
from epaule.kernel.states import check_transition
from epaule.knowhow.addresses import official_host
from epaule.knowhow.errors import (
    CheckedMeanwhile,
    NoteMissing,
    OfficialAddressNotSafe,
    SheetAlreadyThere,
    SheetHoldsSecret,
    SheetIncomplete,
    SheetUnknown,
    UnknownTopic,
)
from epaule.knowhow.files import sheet_folder, written_anew
from epaule.knowhow.models import OVER, SHEET_TRANSITIONS, Sheet, SheetStep, Topic
from epaule.knowhow.models import SheetState as S
from epaule.knowhow.rules import can_retire_sheet, can_review_sheet, can_withdraw_sheet
from epaule.people.models import Person
from epaule.safety import audit
from epaule.safety.texts import find_secret
from epaule.territory.models import Territory

STEPS_MOST = 60
"""Of one sheet: nobody follows more."""


def propose_sheet(
    *,
    by: Person,
    helper: Person | None,
    territory: Territory,
    title: str,
    topic: str,
    procedure: str,
    official_url: str,
    steps: Sequence[tuple[str, str, bytes]],
    signature: str,
    text_version: str,
    origin: str,
) -> Sheet:
    """`by` gives everyone a copy of what she was shown; another helper looks at it first.

    `steps` are (sentence, code of the place of the mark or "", JPEG file); `signature` is what she typed to agree
    to the text of `text_version`; `origin` says what it was copied from, in the words of the app that knows.
    """
    _check(title, procedure, official_url, [sentence for sentence, _place, _jpeg in steps], signature)
    if not Topic.objects.filter(pk=topic).exists():
        raise UnknownTopic()
    # Read and written before the lock is taken.
    pictures = [written_anew(jpeg) for _sentence, _place, jpeg in steps]
    sheet = Sheet(
        public_id=new_public_id(),
        territory=territory,
        title=title,
        topic_id=topic,
        procedure=procedure,
        official_url=official_url,
        origin=origin,
        owner=by,
        helper=helper,
        signature=signature,
        text_version=text_version,
        agreed_at=timezone.now(),
    )
    folder = sheet_folder(sheet.public_id)
    try:
        kept = [
            SheetStep(
                sheet=sheet,
                number=number,
                sentence=sentence,
                place=place,
                picture=files.store(f"{folder}/{new_public_id()}.jpg", ContentFile(body)),
                width=width,
                height=height,
            )
            for number, ((sentence, place, _jpeg), (body, width, height)) in enumerate(
                zip(steps, pictures, strict=True), start=1
            )
        ]
        _keep(sheet, kept)
    except BaseException as error:
        files.erase_folder(folder)
        if files.is_disk_full(error):
            raise DiskFull() from error
        if isinstance(error, IntegrityError) and Sheet.objects.filter(origin=origin).exclude(state__in=OVER):
            raise SheetAlreadyThere() from error
        raise
    return sheet


def _check(title: str, procedure: str, official_url: str, sentences: list[str], signature: str) -> None:
    if not title.strip() or not signature.strip() or not 0 < len(sentences) <= STEPS_MOST:
        raise SheetIncomplete()
    if official_url and not official_host(official_url):
        raise OfficialAddressNotSafe()
    for text in (title, procedure, *sentences):
        secret = find_secret(text)
        if secret is not None:
            raise SheetHoldsSecret(secret.sentence)


@transaction.atomic
def _keep(sheet: Sheet, steps: list[SheetStep]) -> None:
    sheet.save(force_insert=True)
    SheetStep.objects.bulk_create(steps)
    audit.record("sheet.proposed", by=sheet.owner, target=sheet, territory=sheet.territory)


@transaction.atomic
def publish_sheet(*, by: Person, sheet: Sheet) -> Sheet:
    """Another helper looked at it: it may be read by all; « toujours juste » for one that grew old. One wins."""
    sheet = _locked_for_review(by, sheet)
    event = "sheet.published" if sheet.state == S.IN_REVIEW else "sheet.checked"
    return _move(sheet, S.PUBLISHED, event, by, reviewer=by, checked_on=timezone.localdate(), review_note="")


@transaction.atomic
def decline_sheet(*, by: Person, sheet: Sheet, note: str) -> Sheet:
    """Another helper says what must change first, to her and to the helper. The copies of the pictures go."""
    sheet = _locked_for_review(by, sheet)
    _check_note(note)
    return _end(sheet, S.DECLINED, "sheet.declined", by, reviewer=by, review_note=note.strip())


@transaction.atomic
def retire_sheet(*, by: Person, sheet: Sheet, note: str) -> Sheet:
    """It is no longer right, or should not be seen: the territory takes it out, and says why."""
    sheet = _lock(sheet)
    if not can_retire_sheet(by, sheet):
        raise SheetUnknown()
    _check_note(note)
    return _end(sheet, S.WITHDRAWN, "sheet.retired", by, review_note=note.strip())


@transaction.atomic
def withdraw_sheet(*, by: Person, sheet: Sheet) -> Sheet:
    """She takes it back, whatever its state: nothing of what it showed is left. Again is the same."""
    sheet = _lock(sheet)
    if not can_withdraw_sheet(by, sheet):
        raise SheetUnknown()
    if sheet.state in OVER:
        return sheet
    words = {"title": "", "procedure": "", "official_url": "", "review_note": ""}
    return _end(sheet, S.WITHDRAWN, "sheet.withdrawn", by, **words)


def sheets_grow_old() -> int:
    """Sheets checked twelve months ago are to be looked at again; they stay readable. Returns how many."""
    old = Sheet.objects.filter(state=S.PUBLISHED, checked_on__lte=_a_year_before(timezone.localdate()))
    return sum(_grow_old(pk) for pk in old.values_list("pk", flat=True))


@transaction.atomic
def _grow_old(pk: int) -> bool:
    sheet = Sheet.objects.select_for_update().get(pk=pk)
    if sheet.state != S.PUBLISHED:
        return False
    _move(sheet, S.TO_REVIEW, "sheet.grew_old", None)
    return True


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def note_enough(*, by: Person | None, sheet: Sheet) -> None:
    """« Cela m’a suffi »: counted, without anything about who says so beyond her account."""
    audit.record("sheet.sufficed", by=by, target=sheet, territory=sheet.territory)


def _lock(sheet: Sheet) -> Sheet:
    return Sheet.objects.select_for_update().get(pk=sheet.pk)


def _locked_for_review(by: Person, sheet: Sheet) -> Sheet:
    sheet = _lock(sheet)
    if not can_review_sheet(by, sheet):
        raise SheetUnknown()
    if sheet.state not in {S.IN_REVIEW, S.TO_REVIEW}:
        raise CheckedMeanwhile()
    return sheet


def _check_note(note: str) -> None:
    if not note.strip():
        raise NoteMissing()
    secret = find_secret(note)
    if secret is not None:
        raise SheetHoldsSecret(secret.sentence)


def _move(sheet: Sheet, state: S, event: str, by: Person | None, **changes: Any) -> Sheet:
    """The one transition: check, save, audit."""
    check_transition(SHEET_TRANSITIONS, sheet.state, state, CheckedMeanwhile)
    sheet.state = state
    for name, value in changes.items():
        setattr(sheet, name, value)
    sheet.save(update_fields=["state", *changes])
    audit.record(event, by=by, target=sheet, territory=sheet.territory)
    return sheet


def _end(sheet: Sheet, state: S, event: str, by: Person, **changes: Any) -> Sheet:
    """It is no longer shown to anyone; its pictures are really gone."""
    _move(sheet, state, event, by, ended_at=timezone.now(), **changes)
    for step in sheet.steps.all():
        step.delete()
    transaction.on_commit(partial(files.erase_folder, sheet_folder(sheet.public_id)))
    return sheet
