"""What calendar programs make of what we send them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import recurring_ical_events
from icalendar import Calendar, Event

from epaule.demo.mail import last_mails

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "tests" / "requests" / "calendar_client.mjs"


def opened(*calendars: bytes) -> dict[str, Any]:
    """What ical.js holds after these, in this order: « methods », and « events » by their UID."""
    texts = json.dumps([one.decode() for one in calendars])
    done = subprocess.run(["node", str(CLIENT)], input=texts, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def only_event(calendar: bytes) -> Event:
    [event] = Calendar.from_ical(calendar).walk("VEVENT")
    return event


def days_of(calendar: bytes) -> list[datetime]:
    """The starts a calendar shows over two years, expanded as its program would."""
    shown = recurring_ical_events.of(Calendar.from_ical(calendar))
    found = shown.between(datetime(2026, 1, 1, tzinfo=UTC), timedelta(days=730))
    return sorted(event.start.astimezone(UTC) for event in found)


def invitation_in(mail: Any) -> bytes:
    """The part that programs read; the file beside it is the same."""
    [(text, kind)] = [tuple(one) for one in mail.alternatives]
    [(name, content, file_kind)] = [tuple(one) for one in mail.attachments]
    method = Calendar.from_ical(content)["method"]
    assert (name, file_kind, kind) == ("invite.ics", "application/ics", f"text/calendar; method={method}")
    assert text.encode() == content
    return bytes(content)


def sms_sent() -> list[str]:
    """To whom and what, the oldest first."""
    return [f"{one.to} {one.text.strip()}" for one in reversed(last_mails()) if one.subject == "SMS"]


def lines_of(calendar: bytes) -> Iterable[bytes]:
    return calendar.split(b"\r\n")
