"""The closed list of audit events: all of it is used, and nothing else is."""

from __future__ import annotations

import re

import pytest

from epaule.safety import audit
from epaule.safety.models import AuditEvent
from tests.consistency.sources import PACKAGE, python_files, shown, strings

EVENT = re.compile(rf"(?:{'|'.join(sorted({name.split('.')[0] for name in audit.EVENTS}))})\.[a-z_]+")
LIST = PACKAGE / "safety" / "audit.py"
SOCKETS = PACKAGE / "visits" / "protocol.py"
"""Its messages have names of the same form."""


def test_every_event_of_the_code_is_in_the_list() -> None:
    unknown = {
        f"{shown(path)}: {word}"
        for path in python_files()
        if path != SOCKETS
        for word in strings(path)
        if EVENT.fullmatch(word) and word not in audit.EVENTS
    }
    assert unknown == set()


def test_every_event_of_the_list_happens() -> None:
    happening = {word for path in python_files() if path not in {LIST, SOCKETS} for word in strings(path)}
    assert set(audit.EVENTS) - happening == set()


@pytest.mark.parametrize("event", audit.EVENTS)
def test_event_has_a_french_label(event: str) -> None:
    label = str(audit.EVENTS[event])
    assert label[0].isupper()
    assert label[-1] not in ".!:"
    assert len(event) <= AuditEvent._meta.get_field("event").max_length  # type: ignore[operator]


def test_unknown_event_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match=r"unknown audit event 'person\.danced'"):
        audit.record("person.danced", by=None)
    assert not AuditEvent.objects.exists()
