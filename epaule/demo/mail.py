"""Mail of the demonstration: printed, and kept in a folder that /demo/courrier/ shows."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.console import EmailBackend as ConsoleBackend
from django.utils import timezone

from epaule.kernel.ids import new_public_id

KEPT = 50


def folder() -> Path:
    path: Path = settings.DATA_DIR / "courrier"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(message: EmailMessage) -> None:
    """Among the last ones, in the order they left, even several in one millisecond."""
    name = f"{time.time_ns():020d}-{new_public_id()}.eml"
    (folder() / name).write_bytes(message.message().as_bytes())
    for old in sorted(folder().glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)


class ShownMailBackend(ConsoleBackend):
    """Prints each mail, and keeps the last ones."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            keep(message)
        return super().send_messages(email_messages) or 0


@dataclass(frozen=True)
class ShownMail:
    to: str
    subject: str
    text: str
    at: datetime


def last_mails() -> list[ShownMail]:
    """The kept mails, newest first."""
    mails = []
    for path in sorted(folder().glob("*.eml"), reverse=True):
        parsed = message_from_bytes(path.read_bytes(), policy=default_policy)
        body = parsed.get_body(("plain",))
        at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
        mails.append(ShownMail(str(parsed["To"]), str(parsed["Subject"]), body.get_content() if body else "", at))
    return mails
