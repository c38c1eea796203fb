"""A text made plain, so that secrets and forbidden words are looked for in one form only."""

import unicodedata
from dataclasses import dataclass

Span = tuple[int, int]
"""Start and end (excluded) of a stretch of a text."""


class _PlainCharacters(dict[str, str]):
    """A table that fills itself: one lookup for each character of a text."""

    def __missing__(self, character: str) -> str:
        decomposed = unicodedata.normalize("NFKD", character.casefold())
        self[character] = plain = "".join(_plain_character(one) for one in decomposed)
        return plain


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "−":
        return "-"
    if character in "’‘ʼ`´":
        return "'"
    if character in "«»“”„":
        return '"'
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else character


_PLAIN = _PlainCharacters()


def plain_text(text: str) -> str:
    """`text` in lower case without accents or invisible characters; one kind of digit, space, dash and quote."""
    return "".join(map(_PLAIN.__getitem__, text))


@dataclass(frozen=True)
class PlainText:
    """A plain text that knows where each of its characters comes from."""

    text: str
    origins: tuple[int, ...]
    """Of each character, its place in the original."""

    @classmethod
    def of(cls, original: str) -> "PlainText":
        pieces = [_PLAIN[character] for character in original]
        return cls("".join(pieces), tuple(place for place, piece in enumerate(pieces) for _one in piece))

    def in_original(self, span: Span) -> Span:
        """Where a stretch of this text stands in the original."""
        start, end = span
        return self.origins[start], self.origins[end - 1] + 1
