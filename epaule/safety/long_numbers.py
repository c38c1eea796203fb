"""Card, social-security and account numbers in a plain text (`safety.texts` says what plain is).

Digits may be grouped in any way, so runs of digits are read as groups; a number is looked for on their bounds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from stdnum import luhn, numdb
from stdnum.fr import nir
from stdnum.iso7064 import mod_97_10

_SEPARATORS = r"[ .,\-_/:·•|]{0,3}"
_DIGITS = re.compile(rf"\d(?:{_SEPARATORS}\d)*")
_PHONE = re.compile(rf"(?<!\d)0[1-9](?:{_SEPARATORS}\d\d){{4}}(?!\d)")
# Sex, year, month, département; months beyond 12 exist for births of unknown date.
_SOCIAL_SECURITY_15 = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?!00|96)\d{10}")
_SOCIAL_SECURITY_13 = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2])(?!00|96)\d{8}")
_SOCIAL_SECURITY_GROUPS = (1, 2, 2, 2, 3, 3)
_CORSICAN = re.compile(
    rf"(?<![a-z0-9])[12](?:{_SEPARATORS}\d){{4}}{_SEPARATORS}2{_SEPARATORS}[ab](?:{_SEPARATORS}\d){{6}}"
)
# A SIRET is 14 digits with the same check digit, an IMEI 15, a SIM card 19 beginning with 89: those are no cards.
_CARD_ALONE = re.compile(r"4\d{12}|3[47]\d{13}|\d{16}|[456]\d{16,18}")
_CARD_AMONG_OTHERS = re.compile(r"(?:4\d|5[0-8]|6\d|2[2-7]|35)\d{14}|3[47]\d{13}")
_DINERS_GROUPS = (4, 6, 4)
_IBAN = re.compile(rf"(?<![a-z0-9])(?=([a-z]{{2}}(?:{_SEPARATORS}\d){{2}}(?:{_SEPARATORS}[a-z0-9]){{11,30}}))")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class _Run:
    """Digits in a row with the sizes of their groups: « 06 12 34 » is "061234" and (2, 2, 2)."""

    digits: str
    groups: tuple[int, ...]

    def windows(self, length: int) -> Iterator["_Run"]:
        """Each stretch of whole groups that makes `length` digits."""
        if len(self.digits) < length:
            return
        ends = [0, *accumulate(self.groups)]
        place = {end: index for index, end in enumerate(ends)}
        for first, start in enumerate(ends):
            last = place.get(start + length)
            if last is not None:
                yield _Run(self.digits[start : start + length], self.groups[first:last])


def _runs(plain: str) -> Iterator[_Run]:
    for found in _DIGITS.finditer(plain):
        groups = re.findall(r"\d+", found.group())
        yield _Run("".join(groups), tuple(len(group) for group in groups))


def has_social_security(plain: str) -> bool:
    """Whether `plain` holds a social-security number (NIR): 15 digits with their key, or 13 of the right shape."""
    return _CORSICAN.search(plain) is not None or any(_is_social_security(run) for run in _runs(plain))


def _is_social_security(run: _Run) -> bool:
    if _SOCIAL_SECURITY_13.fullmatch(run.digits):
        return True
    return any(
        _SOCIAL_SECURITY_15.fullmatch(window.digits) and nir.is_valid(window.digits) for window in run.windows(15)
    ) or any(
        window.groups == _SOCIAL_SECURITY_GROUPS and _SOCIAL_SECURITY_13.fullmatch(window.digits)
        for window in run.windows(13)
    )


def has_card(plain: str) -> bool:
    """Whether `plain` holds a payment card number: 13 to 19 digits with their check digit."""
    if any(_CARD_ALONE.fullmatch(run.digits) and luhn.is_valid(run.digits) for run in _runs(plain)):
        return True
    # Telephone numbers in a row make long runs where a card could seem to hide.
    return any(_holds_card(run) for run in _runs(_PHONE.sub("x", plain)))


def _holds_card(run: _Run) -> bool:
    """Whether a card stands in `run` among other numbers: « 4970 1012 3456 7893 12 27 »."""
    return any(
        _CARD_AMONG_OTHERS.fullmatch(window.digits) and luhn.is_valid(window.digits)
        for length in (15, 16)
        for window in run.windows(length)
    ) or any(window.groups == _DINERS_GROUPS and luhn.is_valid(window.digits) for window in run.windows(14))


def has_iban(plain: str) -> bool:
    """Whether `plain` holds an account number of any country, with its check digits."""
    for found in _IBAN.finditer(plain):
        number = _NOT_ALPHANUMERIC.sub("", found.group(1)).upper()
        number = number[: _iban_length(number[:2])]
        if number and mod_97_10.is_valid(number[4:] + number[:4]):
            return True
    return False


@cache
def _iban_length(country: str) -> int:
    """Characters of an IBAN of `country` (two capitals); 0 when it has none."""
    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(int(size) for size in re.findall(r"\d+", structure)) if structure else 0
