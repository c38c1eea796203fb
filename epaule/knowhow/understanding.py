"""What free French text is about, from its words alone.

Each theme of topics.json and each procedure of procedures.json lists what people type. A text is cut into words;
each word is recognised by its stem, else behind a forgotten apostrophe, else by its sound, else with a typing
mistake or two. A listed expression counts when all its words stand close together in the text. It counts more when
few entries use its words, and a longer expression silences the shorter ones inside it: « carte grise » says
nothing about « carte ».
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from rapidfuzz import process
from rapidfuzz.distance import OSA

from epaule.knowhow.index import Expression, Index
from epaule.knowhow.words import SMALL_WORDS, Word, sound, split, stem, without_elision

_WORDS_READ = 300
"""Nobody needs so many words to say what she wants; it bounds the time spent on a pasted page."""
_MISTAKES_TRIED = 40
"""Unknown words of one text that are looked up letter by letter, the slow way."""
_SLACK = 2
"""Other words allowed between those of an expression."""
_MENTIONS_TRIED = 20
"""Places of a repeated word where an expression is looked for."""
_LEAST_SCORE = 0.15
_LEAST_SHARE_OF_BEST = 0.3
_ELIDED_TRUST, _SOUND_TRUST, _MISTAKE_TRUST = 0.95, 0.9, 0.8


@dataclass(frozen=True)
class Found:
    """A theme or a procedure that a text seems to be about."""

    code: str
    score: float
    """0 to 1, to compare themes; not a probability."""
    because: tuple[str, ...]
    """The words of the person's text that led there, as she typed them, in her order."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A known stem, said by the words `first` to `last` of the text; `trust` is 1 when written right."""

    first: int
    last: int
    trust: float


@dataclass(frozen=True, slots=True)
class _Match:
    """An expression found in a text, made of the words at `places`."""

    expression: Expression
    places: frozenset[int]
    trust: float


_Mentions = dict[str, list[_Mention]]


def find(text: str, known: Index) -> list[Found]:
    """What `text` is about among what is `known`, best first; nothing when nothing is understood."""
    words = [word for word in split(text, at_most=_WORDS_READ) if word.folded not in SMALL_WORDS]
    strengths: dict[str, dict[frozenset[int], float]] = defaultdict(dict)
    for match in _outermost(list(_matches(known, _mentions(known, words)))):
        for code, strength in match.expression.strengths:
            # Two expressions may be heard in the same words; they count once.
            best = strengths[code].get(match.places, 0)
            strengths[code][match.places] = max(best, strength * match.trust)
    scores = {code: 1 - prod(1 - strength for strength in found.values()) for code, found in strengths.items()}
    least = max(_LEAST_SCORE, _LEAST_SHARE_OF_BEST * max(scores.values(), default=0))
    codes = sorted((c for c in scores if scores[c] >= least), key=lambda c: (-scores[c], known.rank[c]))
    return [
        Found(
            code=code,
            score=round(scores[code], 3),
            because=tuple(words[place].typed for place in sorted(frozenset().union(*strengths[code]))),
        )
        for code in codes
    ]


def says_something(text: str, known: Index) -> bool:
    """`text` has another word than those of grammar, ordinary ones and numbers."""
    words = (word.folded for word in split(text, at_most=_WORDS_READ))
    return any(
        not word.isdigit()
        and word not in SMALL_WORDS
        and known.stem_of.get(word, stem(word)) not in known.ordinary
        for word in words
    )


def _mentions(known: Index, words: list[Word]) -> _Mentions:
    """Each known stem of the text with its mentions, in order."""
    mentions: _Mentions = defaultdict(list)
    tries = _MISTAKES_TRIED
    for place, word in enumerate(words):
        heard, trust = _hear(known, word.folded)
        if not heard and tries > 0:
            tries -= 1
            heard, trust = _guess(known, word.folded), _MISTAKE_TRUST
        for one in heard:
            mentions[one].append(_Mention(place, place, trust))
    for place, (left, right) in enumerate(pairwise(words)):
        for one in _hear_joined(known, left.folded + right.folded):
            mentions[one].append(_Mention(place, place + 1, _SOUND_TRUST))
    return mentions


def _hear(known: Index, folded: str) -> tuple[tuple[str, ...], float]:
    """The stems that a written word stands for without guessing, and how far to trust them."""
    written = known.stem_of.get(folded) or stem(folded)
    if written in known.stems:
        return (written,), 1.0
    rest = without_elision(folded)
    written = known.stem_of.get(rest) or (rest and stem(rest))
    if written in known.stems:
        return (written,), _ELIDED_TRUST
    return known.by_sound.get(sound(folded), ()), _SOUND_TRUST


def _hear_joined(known: Index, folded: str) -> tuple[str, ...]:
    """The stems of two words written apart for one: « whats app », « e mail », « tic toc »."""
    if folded in known.stem_of:
        return (known.stem_of[folded],)
    return known.by_sound.get(sound(folded), ()) if len(folded) >= 6 else ()


def _guess(known: Index, folded: str) -> tuple[str, ...]:
    """The stems of the words nearest to a mistyped one: one mistake from 5 letters, two from 9."""
    if len(folded) < 5:
        return ()
    allowed = 1 if len(folded) < 9 else 2
    choices = [
        spelling
        for length in range(len(folded) - allowed, len(folded) + allowed + 1)
        for spelling in known.spellings.get(length, ())
        # The first letter of a short word is seldom wrong: « gâteau » is not « bateau ».
        if len(folded) >= 9 or spelling[0] == folded[0]
    ]
    near = process.extract(folded, choices, scorer=OSA.distance, score_cutoff=allowed, limit=3)
    nearest = {known.stem_of[spelling] for spelling, distance, _place in near if distance == near[0][1]}
    return () if nearest & known.ordinary else tuple(sorted(nearest))


def _matches(known: Index, mentions: _Mentions) -> Iterator[_Match]:
    """Every expression whose words stand close together."""
    for one in mentions:
        for expression in known.expressions.get(one, ()):
            if all(other in mentions for other in expression.stems):
                match = _closest(expression, mentions)
                if match is not None:
                    yield match


def _closest(expression: Expression, mentions: _Mentions) -> _Match | None:
    """The most trusted place where the words of `expression` stand together, if there is one."""
    anchor, *others = sorted(expression.stems, key=lambda one: len(mentions[one]))
    best: _Match | None = None
    for mention in mentions[anchor][:_MENTIONS_TRIED]:
        group = [mention]
        for other in others:
            group.append(min(mentions[other], key=lambda near: abs(near.first - mention.first)))
        places = [place for one in group for place in range(one.first, one.last + 1)]
        if len(set(places)) < len(places) or max(places) - min(places) >= len(places) + _SLACK:
            continue
        trust = prod(one.trust for one in group)
        if best is None or trust > best.trust:
            best = _Match(expression, frozenset(places), trust)
    return best


def _outermost(matches: list[_Match]) -> list[_Match]:
    """The matches that are not inside a longer one."""
    return [match for match in matches if not any(match.places < other.places for other in matches)]
