"""Card, social-security and account numbers in a plain text (`safety.plain`): where each stands.

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

from epaule.safety.plain import Span

_SEPARATORS = r"[ .,\-_/:·•|]{0,3}"
_ROW = re.compile(rf"\d(?:{_SEPARATORS}\d)*")
_PHONE = re.compile(rf"(?<!\d)0[1-9](?:{_SEPARATORS}\d\d){{4}}(?!\d)")
# Sex, year, month, département; months beyond 12 exist for births of unknown date.
_SOCIAL_SECURITY_15 = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[2-9]\d)(?!00|96)\d{10}")
_SOCIAL_SECURITY_13 = re.compile(r"[12]\d\d(?:0[1-9]|1[0-2])(?!00|96)\d{8}")
_SOCIAL_SECURITY_GROUPS = (1, 2, 2, 2, 3, 3)
_CORSICAN = re.compile(
    rf"(?<![a-z0-9])[12](?:{_SEPARATORS}\d){{4}}{_SEPARATORS}2{_SEPARATORS}[ab](?:{_SEPARATORS}\d){{6}}"
    rf"(?:{_SEPARATORS}\d\d(?!\d))?"
)
# A SIRET is 14 digits with the same check digit, an IMEI 15, a SIM card 19 beginning with 89: those are no cards.
_CARD_ALONE = re.compile(r"4\d{12}|3[47]\d{13}|\d{16}|[456]\d{16,18}")
_CARD_AMONG_OTHERS = re.compile(r"(?:4\d|5[0-8]|6\d|2[2-7]|35)\d{14}|3[47]\d{13}")
_DINERS = re.compile(r"\d{14}")
_DINERS_GROUPS = (4, 6, 4)
_IBAN = re.compile(rf"(?<![a-z0-9])(?=([a-z]{{2}}(?:{_SEPARATORS}\d){{2}}(?:{_SEPARATORS}[a-z0-9]){{11,30}}))")
_GROUP = re.compile(r"\d+")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class _Run:
    """Digits in a row, with where each group of them stands: « 06 12 34 » is "061234" in three groups."""

    digits: str
    places: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return self.places[0][0], self.places[-1][1]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(end - start for start, end in self.places)

    def windows(self, length: int, shape: re.Pattern[str]) -> Iterator["_Run"]:
        """Each stretch of whole groups that makes `length` digits of that shape."""
        if len(self.digits) < length:
            return
        ends = [0, *accumulate(self.sizes)]
        index_of = {end: index for index, end in enumerate(ends)}
        for first, start in enumerate(ends):
            last = index_of.get(start + length)
            if last is not None and shape.fullmatch(self.digits, start, start + length):
                yield _Run(self.digits[start : start + length], self.places[first:last])


def _runs(plain: str) -> Iterator[_Run]:
    for found in _ROW.finditer(plain):
        groups = list(_GROUP.finditer(plain, *found.span()))
        yield _Run("".join(group.group() for group in groups), tuple(group.span() for group in groups))


def social_securities(plain: str) -> Iterator[Span]:
    """Social-security numbers (NIR): 15 digits with their key, or 13 of the right shape."""
    yield from (found.span() for found in _CORSICAN.finditer(plain))
    for run in _runs(plain):
        if _SOCIAL_SECURITY_13.fullmatch(run.digits):
            yield run.span
        for window in run.windows(15, _SOCIAL_SECURITY_15):
            if nir.is_valid(window.digits):
                yield window.span
        for window in run.windows(13, _SOCIAL_SECURITY_13):
            if window.sizes == _SOCIAL_SECURITY_GROUPS:
                yield window.span


def cards(plain: str) -> Iterator[Span]:
    """Payment card numbers: 13 to 19 digits with their check digit."""
    for run in _runs(plain):
        if _CARD_ALONE.fullmatch(run.digits) and luhn.is_valid(run.digits):
            yield run.span
    # Telephone numbers in a row make long runs where a card could seem to hide.
    for run in _runs(_PHONE.sub(lambda phone: "x" * len(phone.group()), plain)):
        yield from _cards_among_others(run)


def _cards_among_others(run: _Run) -> Iterator[Span]:
    """« 4970 1012 3456 7893 12 27 »"""
    for length in (15, 16):
        for window in run.windows(length, _CARD_AMONG_OTHERS):
            if luhn.is_valid(window.digits):
                yield window.span
    for window in run.windows(14, _DINERS):
        if len(window.places) == 3 and window.sizes == _DINERS_GROUPS and luhn.is_valid(window.digits):
            yield window.span


def ibans(plain: str) -> Iterator[Span]:
    """Account numbers of any country, with their check digits."""
    for found in _IBAN.finditer(plain):
        number = _NOT_ALPHANUMERIC.sub("", found.group(1)).upper()
        length = _iban_length(number[:2])
        number = number[:length]
        if number and mod_97_10.is_valid(number[4:] + number[:4]):
            yield found.start(1), _end_of_nth(plain, found.start(1), len(number))


def _end_of_nth(plain: str, start: int, count: int) -> int:
    """Where the `count`-th letter or digit after `start` ends."""
    signs = (place for place in range(start, len(plain)) if not _NOT_ALPHANUMERIC.match(plain[place]))
    return next(place + 1 for index, place in enumerate(signs, start=1) if index == count)


@cache
def _iban_length(country: str) -> int:
    """Characters of an IBAN of `country` (two capitals); 0 when it has none."""
    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(int(size) for size in re.findall(r"\d+", structure)) if structure else 0
