"""Whatever is sent to an address of films, memos or the library, it answers in words, never by an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from epaule.replays import actions, signatures
from epaule.replays.reading import link_token
from epaule.requests import actions as requests_actions
from epaule.requests.links import appointment_token
from epaule.requests.models import Urgency
from epaule.requests.slots import free_slots
from epaule.safety.models import Bucket
from tests.consistency.test_addresses import ADDRESSES, address
from tests.factories import Scene
from tests.knowhow.shelf import publish, sheet_in
from tests.replays.studio import Studio
from tests.requests.diary import gives_hours
from tests.requests.states import book

STAYS = [name for name in ADDRESSES if name.startswith(("replays:", "knowhow:"))]
MORE = [
    "requests:helpers",
    "requests:map_points",
    "territory:neighbours",
    "requests:ask",
    "requests:ask_topics",
    "requests:ask_when",
    "requests:ask_who",
    "requests:ask_where",
    "requests:profile",
    "requests:ask_wishes",
    "requests:ask_callback",
    "territory:office_hours",
    "territory:place_hours",
    "requests:check",
    "requests:sheet_sufficed",
    "requests:feed",
    "requests:linked_file",
    "requests:appointment_file",
    "requests:be_told",
    "requests:request_link",
]
HUGE = "9" * 5000
ODD = ["\0", "\x1b[31m\u202e\ufffe٣ 🦄 ' OR 1=1 --<script>", HUGE]
LONG = "a.é" * 60_000
"""Too long for an address."""
FIELDS = """q aidant when turn first_name filled_in_by device needs fee wished_helper at phone moment hours place
language theme page demande fiche pour client_id sentence x y telecharger days email keep step then anew areas
seen left top width height title topic procedure official_url looked not_names signature note nobody address works
text without_memo demarche commune rayon langue besoin quand jour prix territory do listed notation
day0_am_from day0_am_until reach shut_on_holidays""".split()
VERBS = ["publish", "decline", "replace", "apply", "forget:0", "forget:٣", f"forget:{HUGE}", "forget:\0"]
"""What the buttons of these pages say, and what none says."""
WITH_VERBS = {"replays:memo_step_picture", "replays:memo_share", "replays:memo_edit", "knowhow:review"}
OF_SCRIPTS = {
    f"replays:{name}" for name in ("segment", "close_segment", "piece", "done", "memo_take", "memo_word")
}
BODIES = [
    b"",
    b"null",
    b'{"sentence": "\xff"}',
    b'{"sentence": "\\u0000"}',
    b'{"page": "\\u0000"}',
    b'{"page": "\\ud800"}',
    b'{"pieces": ' + b"9" * 400 + b"}",
    b'{"segments": [{"segment": 0, "pieces": 99999999999}]}',
    b"[" * 100_000,
]
JSON = {"content_type": "application/json", "headers": {"accept": "application/json"}}
FORM = "application/x-www-form-urlencoded"


class Undo(Exception):
    pass


def answered(client: Client, method: str, path: str, **how: Any) -> int:
    """The status, as on a first try: what was done is undone."""
    status = 0
    try:
        with transaction.atomic():
            Bucket.objects.all().delete()
            status = client.generic(method, path, **how).status_code
            raise Undo
    except Undo:
        return status


def form(value: str, **fields: str) -> dict[str, Any]:
    return {"data": urlencode(dict.fromkeys(FIELDS, value) | fields), "content_type": FORM}


def requests(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for value in ODD:
        yield "GET", {"query_params": dict.fromkeys(FIELDS, value)}
        yield "POST", form(value)
    yield "DELETE", {}
    for verb in VERBS if name in WITH_VERBS else ():
        yield "POST", form("nan,inf,-inf,1e400 0,0,1,1", do=verb, left="", top="", width="", height="")
    if name in WITH_VERBS:
        yield "POST", form(LONG, do="replace")
    for body in BODIES if name in OF_SCRIPTS else ():
        yield "PUT" if name == "replays:piece" else "POST", {"data": body} | JSON
    yield "POST", {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x"}


def known_of(studio: Studio) -> dict[str, Any]:
    known: dict[str, Any] = {"visit_id": studio.visit.public_id}
    recording = studio.visit.recordings.last()
    if recording is not None:
        signature, _until = signatures.sign(recording, studio.jeanne)
        known |= {"recording_id": recording.public_id, "signature": signature}
    memo = studio.visit.memo
    step = memo.steps.first()
    return known | {
        "memo_id": memo.public_id,
        "token": link_token(memo),
        "step_id": step.public_id if step else "x",
    }


def while_it_lasts(scene: Scene) -> dict[str, Any]:
    studio = Studio.of(scene)
    studio.let_in(scene.paul)
    studio.agree_to_memo()
    studio.step()
    actions.propose(by=studio.jeanne)
    actions.accept(by=studio.karim)
    for one in studio.visit.participants.exclude(person__in=[scene.jeanne, scene.karim]):
        actions.accept(by=one)
    studio.segment()
    return known_of(studio) | {"segment": 0, "number": 0, "sheet_id": sheet_in(scene, "in_review").public_id}


def to_be_read_again(scene: Scene) -> dict[str, Any]:
    studio = Studio.of(scene)
    studio.draft("Ouvrez.", "Fermez.")
    return known_of(studio) | {"sheet_id": sheet_in(scene, "to_review").public_id}


def kept(scene: Scene) -> dict[str, Any]:
    studio = Studio.of(scene)
    studio.finish()
    memo = studio.draft("Ouvrez.", "Fermez.")
    actions.keep(by=studio.jeanne, memo=memo)
    actions.open_link(by=studio.jeanne, memo=memo)
    studio.visit.refresh_from_db()
    return known_of(studio) | {"sheet_id": publish(scene).public_id}


WHO = [
    (while_it_lasts, ["karim"]),
    (to_be_read_again, ["jeanne"]),
    (kept, ["jeanne", ""]),
]


@pytest.mark.parametrize(("state", "who"), [(state, one) for state, people in WHO for one in people])
def test_odd_values_are_answered_in_words(scene: Scene, as_person: Any, state: Any, who: str) -> None:
    known = state(scene)
    client = as_person(getattr(scene, who)) if who else Client()
    wrong = []
    for name in [*STAYS, *MORE]:
        path = address(name, known | {"public_id": "x"})
        for method, how in requests(name):
            try:
                status = answered(client, method, path, **how)
            except Exception as error:  # each is one more thing to mend
                wrong.append((name, method, str(how)[:160], repr(error)[:200]))
                continue
            if status >= 500 and status not in (503, 507):
                wrong.append((name, method, str(how)[:160], str(status)))
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)[:6000]


HOURS_AND_CALLS = ["slots", "book", "refuse_proposal", "propose", "appointment", "appointment_link", "promised"]
HOURS_AND_CALLS += ["go_to_place", "ask_again", "hours", "profile", "propose_call"]
MEETING_VERBS = {
    "appointment": "move take keep withdraw propose remind cancel search now absent enter".split(),
    "hours": "add remove copy except unexcept settle pause resume".split(),
    "propose": ["withdraw"],
}
MEETING_FIELDS = """starts_at moments helper proposal message phone email moment weekday to starts ends first_day
last_day back_on weekly_cap visit_minutes quiet_from quiet_until which place when at""".split()
ENDS_OF_TIME = [
    "9999-12-31T23:59:59+00:00",
    "0001-01-01T00:00:00-23:59",
    "2026-11-24T14:00:00",
    "0001-01-01",
    "9999-12-31",
    "24:00",
    "-1",
    "+33 6 39 98 00 01 99 99",
    "a@" + "b" * 300 + ".fr",
    "é@ü.fr",
]


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_odd_values_around_appointments(scene: Scene, as_person: Any, who: str) -> None:
    """Moments, numbers, addresses and days, on the pages of an appointment, of proposals, hours and calls."""
    gives_hours(scene, scene.karim, *((day, 0, 23) for day in range(7)))
    booked = book(scene, scene.ask(urgency=Urgency.THIS_WEEK))
    free = free_slots(scene.karim, scene.territory, timezone.now(), timezone.now() + timedelta(days=3))
    moved = requests_actions.propose_move(by=scene.karim, appointment=booked, moments=free[-1:])
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    client = as_person(getattr(scene, who)) if who else Client()
    wrong = []
    for name in HOURS_AND_CALLS:
        public_id = booked.public_id if name == "appointment" else asked.public_id
        known = {"public_id": public_id, "proposal_id": moved.public_id, "token": appointment_token(booked)}
        path = address(f"requests:{name}", known)
        for value in [*ODD, *ENDS_OF_TIME]:
            sent = dict.fromkeys(MEETING_FIELDS, value)
            tries = [("GET", {"query_params": sent})]
            for verb in MEETING_VERBS.get(name, [""]):
                body = urlencode({**sent, "do": verb})
                tries.append(("POST", {"data": body, "content_type": FORM}))
            for method, how in tries:
                try:
                    status = answered(client, method, path, **how)
                except Exception as error:  # each is one more thing to mend
                    wrong.append((name, method, str(how)[:160], repr(error)[:200]))
                    continue
                if status >= 500:
                    wrong.append((name, method, str(how)[:160], str(status)))
    assert not wrong, json.dumps(wrong, indent=1, ensure_ascii=False)[:6000]
