"""What every carrier of SMS shares: they cost, and their answers mean « never » or « later »."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberType

from epaule.kernel.errors import TooMany
from epaule.kernel.outside import AddressRefused, Unreachable, post
from epaule.kernel.sms import SmsAway, SmsRefused
from epaule.safety.throttle import Limit, spend

logger = logging.getLogger(__name__)

PERSON_LIMIT = Limit("sms-number", capacity=10, seconds_per_token=2 * 3600)
"""A helper rung all day long is neither bothered nor paid for without end."""
DAY = 24 * 3600
TIRED = {408, 425, 429}
COSTLY = {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}


class Carrier:
    """`ask(address, headers, fields)` of a subclass's `send`, once the limits let it."""

    def __init__(self, *, address: str, key: str, sender: str = "", private: bool = False) -> None:
        self._address, self._key, self._sender, self._private = address, key, sender, private

    def send(self, to: str, text: str) -> None:
        refuse_costly(to)
        try:
            spend(PERSON_LIMIT, to)
            spend(Limit("sms-day", settings.SMS_PER_DAY, DAY / max(settings.SMS_PER_DAY, 1)), "installation")
        except TooMany as error:
            logger.warning("an SMS was not sent: the limit of the number, or of EPAULE_SMS_PER_DAY, is reached")
            raise SmsRefused("too many") from error
        self.hand_over(to, text)

    def hand_over(self, to: str, text: str) -> None:
        raise NotImplementedError

    def ask(self, headers: Mapping[str, str], fields: Mapping[str, Any]) -> None:
        """POST `fields` as JSON. Taken, or else `SmsRefused` (never) or `SmsAway` (later)."""
        sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        try:
            answer = post(self._address, json.dumps(fields).encode(), sent, private=self._private)
        except AddressRefused as error:
            raise SmsRefused("the address of the carrier is not one we speak to") from error
        except Unreachable as error:
            raise SmsAway(f"the carrier does not answer: {error}") from error
        if answer.status in TIRED or answer.status >= 500:
            raise SmsAway(f"the carrier says {answer.status}")
        if not 200 <= answer.status < 300:
            raise SmsRefused(f"the carrier says {answer.status} {_code_in(answer.body)}".rstrip())


def refuse_costly(to: str) -> None:
    """Raise `SmsRefused` for a number that does not exist, or that earns money when it is written to."""
    try:
        number = phonenumbers.parse(to)
    except phonenumbers.NumberParseException as error:
        raise SmsRefused("not a number") from error
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in COSTLY:
        raise SmsRefused("not a number that we write to")


def _code_in(body: bytes) -> str:
    """The word by which the carrier names its refusal; its sentences may hold the number."""
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    code = told.get("code", "") if isinstance(told, dict) else ""
    return code[:40] if isinstance(code, str) else ""
