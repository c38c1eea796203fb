"""What `understanding` looks up, built once per process from the words of topics.json."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log, prod, sqrt

from epaule.knowhow.vocabulary import Vocabulary, vocabulary
from epaule.knowhow.words import SMALL_WORDS, fold, sound, split, stem

_WORD_STRENGTH = 0.6
_ORDINARY_STRENGTH = 0.25
"""What an ordinary word adds inside an expression."""
_HINT_STRENGTH = 0.25


@dataclass(frozen=True, slots=True)
class Expression:
    """A listed word or expression, in stems without the words of grammar."""

    stems: tuple[str, ...]
    strengths: tuple[tuple[str, float], ...]
    """Topic code and how far (0 to 1) the expression alone speaks for it."""


@dataclass(frozen=True)
class Index:
    """Read-only."""

    stem_of: Mapping[str, str]
    """Folded spelling to stem. « motdepasse » written in one word is there too, as its own stem."""
    stems: frozenset[str]
    ordinary: frozenset[str]
    """Stems that stand for no theme by themselves."""
    by_sound: Mapping[str, tuple[str, ...]]
    spellings: Mapping[int, tuple[str, ...]]
    """The keys of `stem_of` by length."""
    expressions: Mapping[str, tuple[Expression, ...]]
    """By the rarest of their stems."""
    rank: Mapping[str, int]


@cache
def index() -> Index:
    """The index of the themes that come with Épaule."""
    return build(vocabulary())


def build(words: Vocabulary) -> Index:
    """The index of `words`."""
    stem_of = {small: small for small in SMALL_WORDS}
    for listed in (*words.ignored_words, *(w for topic in words.topics for w in (*topic.words, *topic.hints))):
        stem_of |= {word.folded: stem(word.folded) for word in split(listed) if word.folded not in SMALL_WORDS}
    ordinary = frozenset(stem_of[word.folded] for listed in words.ignored_words for word in split(listed))
    by_stems = _strengths(words, ordinary)
    for topic in words.topics:
        for listed in topic.words:
            whole = "".join(word.folded for word in split(listed))
            if whole not in stem_of:
                stem_of[whole] = whole
                by_stems[(whole,)] = by_stems[stems_of(listed)]
    by_sound: dict[str, set[str]] = defaultdict(set)
    spellings: dict[int, list[str]] = defaultdict(list)
    for spelling, one in stem_of.items():
        by_sound[sound(spelling)].add(one)
        spellings[len(spelling)].append(spelling)
    del by_sound[""]
    return Index(
        stem_of=stem_of,
        stems=frozenset(stem_of.values()),
        ordinary=ordinary | SMALL_WORDS,
        by_sound={heard: tuple(sorted(found)) for heard, found in by_sound.items()},
        spellings={length: tuple(found) for length, found in spellings.items()},
        expressions=_by_rarest(by_stems),
        rank={topic.code: topic.rank for topic in words.topics},
    )


def stems_of(listed: str) -> tuple[str, ...]:
    """The distinct stems of a listed expression, sorted, without the words of grammar."""
    return tuple(sorted({stem(word.folded) for word in split(listed) if word.folded not in SMALL_WORDS}))


def _strengths(words: Vocabulary, ordinary: frozenset[str]) -> dict[tuple[str, ...], dict[str, float]]:
    """For each expression, its strength for each theme that lists it."""
    listed = {topic.code: {stems_of(one) for one in topic.words} for topic in words.topics}
    hinted = {topic.code: {stems_of(one) for one in topic.hints} - listed[topic.code] for topic in words.topics}
    used_by: dict[str, set[str]] = defaultdict(set)
    for code, expressions in listed.items():
        for one in {one for expression in expressions for one in expression}:
            used_by[one].add(code)

    def weight(one: str) -> float:
        if one in ordinary:
            return _ORDINARY_STRENGTH
        return _WORD_STRENGTH * (1 - log(len(used_by[one])) / log(len(words.topics)))

    strengths: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
    for code, expressions in hinted.items():
        for expression in expressions:
            strengths[expression][code] = _HINT_STRENGTH
    for code, expressions in listed.items():
        for expression in expressions:
            strengths[expression][code] = 1 - prod(1 - weight(one) for one in expression)
    return {
        expression: {code: strength / sqrt(len(found)) for code, strength in found.items()}
        for expression, found in strengths.items()
    }


def _by_rarest(by_stems: Mapping[tuple[str, ...], Mapping[str, float]]) -> dict[str, tuple[Expression, ...]]:
    uses: dict[str, int] = defaultdict(int)
    for expression in by_stems:
        for one in expression:
            uses[one] += 1
    expressions: dict[str, list[Expression]] = defaultdict(list)
    for stems, strengths in by_stems.items():
        rarest = min(stems, key=lambda one: uses[one])
        expressions[rarest].append(Expression(stems, tuple(strengths.items())))
    return {rarest: tuple(found) for rarest, found in expressions.items()}
