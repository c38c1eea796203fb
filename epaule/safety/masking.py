"""Hiding, in what is said during a visit, the numbers and codes that nobody must give.

A request is refused when it holds one (`safety.texts`); a conversation goes on, with dots in their place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from epaule.safety.plain import PlainText, Span
from epaule.safety.texts import FINDERS, Secret
from epaule.safety.told_secrets import RECEIVED_DIGITS

DOT = "•"

_NOT_A_CODE = r"(?! ?(?:postal|postaux|insee|naf|ape|promo|barres?|client|de la route|couleur|erreur))"
_CODE = rf"\b(?:codes?{_NOT_A_CODE}|otp|2fa|pin|puk|cvv2?|cvc2?|cryptogramme|mots? de passe|mdp|password)\b"
_MESSAGE = r"\b(?:sms|textos?)\b"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_IN_A_CONVERSATION = (
    # « le code, c’est 48 29 13 ». In a visit nobody needs Épaule's own codes any more: all are hidden.
    re.compile(rf"{_CODE}[^.!\d]{{0,30}}(?!(?<= en )\d|(?<= depuis )\d){RECEIVED_DIGITS}"),
    # « le SMS dit 482913 »; a year is no code.
    re.compile(rf"{_MESSAGE}[^.!?\d]{{0,25}}(?!{_YEAR}){RECEIVED_DIGITS}"),
    # « 482913, c’est le code »
    re.compile(rf"{RECEIVED_DIGITS}[,;:]? ?(?:est|c'est|cest|voila|comme|pour)? ?(?:le|mon|un|du) {_CODE}"),
)
_REST_OF_WORD = re.compile(r"[^\s:=>\"]*")


@dataclass(frozen=True)
class Masked:
    """A text in which secrets are dots, all the rest as it was typed."""

    text: str
    kinds: frozenset[Secret]
    """What was hidden; empty when nothing was."""


def mask_secrets(text: str) -> Masked:
    """`text` with a dot for each sign of a card, account or social-security number, of a password or a code."""
    plain = PlainText.of(text)
    found = [(kind, plain.in_original(span)) for kind, span in _secrets(plain.text)]
    signs = list(text)
    for _kind, (start, end) in found:
        for place in range(start, end):
            if not signs[place].isspace():
                signs[place] = DOT
    return Masked("".join(signs), frozenset(kind for kind, _span in found))


def _secrets(plain: str) -> Iterator[tuple[Secret, Span]]:
    for kind, find in FINDERS:
        for start, end in find(plain):
            # A very long password is hidden to its end.
            whole = _REST_OF_WORD.match(plain, end) if kind is Secret.PASSWORD else None
            yield kind, (start, whole.end() if whole else end)
    for pattern in _IN_A_CONVERSATION:
        for found in pattern.finditer(plain):
            yield Secret.SMS_CODE, found.span("digits")
