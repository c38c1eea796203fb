"""How French words typed by hand are compared: accents, apostrophes, endings, sound."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

import Stemmer

# « lENT », « dIA »: an apostrophe forgotten before an acronym.
_WRITTEN = re.compile(r"[cdjlmnst](?=[A-Z]{2})|[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu)(?=[aeiouyh]...)")

SMALL_WORDS = frozenset(
    """a ai as au aux avec c ca car ce cela ces cet cette ceci comme d dans de des du elle elles en est et eux
    eu h il ils j je jai l la le les leur leurs lui m ma mais me mes moi mon n ne ni nos notre nous on ont or ou
    par pour puis qu que quel quelle quels quelles qui s sa se ses si sur t ta te tes toi ton tu
    un une va vos votre vous y ya cest""".split()
)
"""Grammar: never looked at."""

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"e[rz]$", "e"),
        (r"ph", "f"),
        (r"sch|ch|sh", "C"),
        (r"h", ""),
        (r"qu?|c(?![eiy])|k", "k"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"eau|au", "o"),
        (r"[ae][iy]", "e"),
        (r"(?<=.)[ae][mn](?![aeiouymn])", "A"),
        (r"(?<=.)[iyu][mn](?![aeiouymn])", "I"),
        (r"(?<=.)o[mn](?![aeiouymn])", "O"),
        (r"y", "i"),
        (r"w", "v"),
        (r"z|c|ss", "s"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[estdx]+$", ""),
    )
)
"""Spellings that are said alike, rewritten in turn: enough for « telefone », « retrète », « amelie »."""
_SHORTEST_SOUND = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as typed, and folded."""

    typed: str
    folded: str


def fold(text: str) -> str:
    """`text` in lower case without accents: « Impôts » is « impots »."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def split(text: str, *, at_most: int | None = None) -> list[Word]:
    """The words of `text` in order, the first `at_most` only; apostrophes and hyphens separate."""
    words = (Word(found.group(), fold(found.group())) for found in islice(_WRITTEN.finditer(text), at_most))
    return [word for word in words if word.folded]


def stem(folded: str) -> str:
    """What a folded word has in common with its plural, its feminine, its tenses."""
    singular = folded[:-1] if folded[-1] in "sx" and folded[-2:] != "ss" else folded
    if len(singular) < 5:
        return singular
    # A Stemmer must not be shared between threads; making one costs half a microsecond.
    found = Stemmer.Stemmer("french", 0).stemWord(folded)
    # « savez » and « devait » are not « SAV » and « devis ».
    return found if len(found) >= 4 else singular


def without_elision(folded: str) -> str:
    """The word behind a forgotten apostrophe: « lecran » is « ecran »; "" when there is none."""
    match = _ELIDED.match(folded)
    return folded[match.end() :] if match else ""


def sound(folded: str) -> str:
    """How a folded word is said, roughly; "" when it is too short to tell."""
    if len(folded) < _SHORTEST_SOUND:
        return ""
    for pattern, written in _SOUNDS:
        folded = pattern.sub(written, folded)
    return folded if len(folded) >= _SHORTEST_SOUND else ""
