"""How-to sheets in each state, made by the actions."""

from __future__ import annotations

from typing import Any

from django.test import TestCase
from django.utils import timezone

from epaule.kernel.ids import new_public_id
from epaule.knowhow import actions
from epaule.knowhow.models import Sheet, SheetState
from tests.factories import Scene
from tests.visits.documents import jpeg, jpeg_of_a_telephone

SENTENCES = ("Ouvrez votre messagerie.", "Touchez le trombone.")


def propose(scene: Scene, **changes: Any) -> Sheet:
    """Jeanne agreed; Karim had helped her."""
    given: dict[str, Any] = {
        "by": scene.jeanne,
        "helper": scene.karim,
        "territory": scene.territory,
        "title": "Envoyer une photo par e-mail",
        "topic": "email",
        "procedure": "Joindre une photo à un message",
        "official_url": "https://www.laposte.net/aide",
        "steps": [(SENTENCES[0], "top_left", jpeg_of_a_telephone()), (SENTENCES[1], "", jpeg(640, 360))],
        "signature": "Jeanne",
        "text_version": "2026-11",
        "origin": f"memo:{new_public_id()}",
    }
    return actions.propose_sheet(**(given | changes))


def publish(scene: Scene, **changes: Any) -> Sheet:
    """Sophie looked at it."""
    return actions.publish_sheet(by=scene.sophie, sheet=propose(scene, **changes))


def sheet_in(scene: Scene, state: str) -> Sheet:
    sheet = propose(scene)
    with TestCase.captureOnCommitCallbacks(execute=True):
        if state == SheetState.DECLINED:
            return actions.decline_sheet(by=scene.sophie, sheet=sheet, note="On voit un nom.")
        if state == SheetState.WITHDRAWN:
            return actions.withdraw_sheet(by=scene.jeanne, sheet=sheet)
    if state in {SheetState.PUBLISHED, SheetState.TO_REVIEW}:
        sheet = actions.publish_sheet(by=scene.sophie, sheet=sheet)
    if state == SheetState.TO_REVIEW:
        Sheet.objects.filter(pk=sheet.pk).update(checked_on=timezone.localdate().replace(year=2020))
        actions.sheets_grow_old()
        sheet.refresh_from_db()
    assert sheet.state == state
    return sheet
