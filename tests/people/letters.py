"""Reading the mail that a test made leave."""

from __future__ import annotations

import re

from django.core import mail
from django.core.mail import EmailMessage


def last_mail() -> EmailMessage:
    return mail.outbox[-1]


def code_in(message: EmailMessage) -> str:
    """The six digits of the text; the subject says the same ones."""
    (code,) = re.findall(r"(?m)^ +(\d{6})$", message.body)
    assert code in message.subject
    return str(code)


def wrong(code: str) -> str:
    """Six digits that are not `code`."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
