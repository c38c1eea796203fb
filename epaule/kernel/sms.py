"""SMS, as Django sends mail: one function, and a backend chosen in the settings."""

import logging
import re
import sys
import unicodedata
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

SIGNS = 160
"""Of one SMS, in the alphabet below; a longer one is paid twice."""
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØøÅå_ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38: one other sign, and the whole SMS holds 70 instead of 160."""
_OURS: dict[int, str] = {
    **dict(zip(map(ord, "’‘«»“”–—·\u00a0\u202f[]{}~|"), '\'\'""""---  ()()-/', strict=True)),
    **{ord(sign): plain for sign, plain in {"…": "...", "œ": "oe", "Œ": "OE", "€": "EUR"}.items()},
}


class SmsNotSent(Exception):
    """It did not leave; the message says why, for the log, without number nor text."""


class SmsRefused(SmsNotSent):
    """Nor will it: a number that is none, an account without money, a limit."""


class SmsAway(SmsNotSent):
    """Whoever carries SMS does not answer: the next try may do."""


class Backend(Protocol):
    def send(self, to: str, text: str) -> None:
        """Hand `text` to whoever carries it to the E.164 number `to`; raise `SmsRefused` or `SmsAway`."""


class ConsoleSms:
    """Printed, as Django prints mail: for trying things out."""

    def send(self, to: str, text: str) -> None:
        sys.stdout.write(f"SMS {to}\n{text}\n{'-' * 79}\n")


def is_on() -> bool:
    """True when SMS reach somebody: they are only offered then."""
    return str(settings.SMS_BACKEND) != "epaule.kernel.sms.ConsoleSms"


def send_sms(to: str, text: str) -> None:
    """Send `text` to the E.164 number `to`, as one SMS. `SmsRefused`: never. `SmsAway`: try again later."""
    if not is_number(to):
        raise SmsRefused("not an E.164 number")
    options: dict[str, Any] = settings.SMS_OPTIONS
    backend: Backend = import_string(settings.SMS_BACKEND)(**options)
    backend.send(to, fit(text))


def is_number(text: str) -> bool:
    """« +33612345678 »: what E.164 calls a number."""
    return _E164.fullmatch(text) is not None


def fit(text: str, signs: int = SIGNS) -> str:
    """`text` with the signs that every telephone has, at most so many of them."""
    plain = "".join(_sign(one) for one in unicodedata.normalize("NFC", text).translate(_OURS))
    return plain if len(plain) <= signs else f"{plain[: signs - 3].rstrip()}..."


def _sign(one: str) -> str:
    if one in _ALPHABET:
        return one
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if part in _ALPHABET)
    return bare or "?"
