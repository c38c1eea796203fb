"""A memo by mail: its title, its link, and the sheet to print when this computer can make it."""

import logging
import smtplib

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from epaule.people.models import Person
from epaule.replays.errors import MailNotSent, NoPdfHere
from epaule.replays.models import Memo
from epaule.replays.pdf import memo_as_pdf
from epaule.replays.showing import StepShown

logger = logging.getLogger(__name__)


def mail_memo(memo: Memo, shown: list[StepShown], address: str, *, by: Person, to: str) -> None:
    """Send it to `to`; `MailNotSent` when the mail server takes nothing."""
    title = " ".join(memo.title.split()) or _("Mémo")
    try:
        sheet = memo_as_pdf(memo, shown, address)
    except NoPdfHere:
        sheet = None
    context = {"memo": memo, "title": title, "address": address, "by": by, "sheet": sheet is not None}
    mail = EmailMessage(
        subject=render_to_string("replays/email/memo_subject.txt", context).strip(),
        body=render_to_string("replays/email/memo_message.txt", context),
        to=[to],
    )
    if sheet is not None:
        mail.attach(_("mémo") + ".pdf", sheet, "application/pdf")
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("a memo could not be mailed: %s", type(error).__name__)
        raise MailNotSent() from error
