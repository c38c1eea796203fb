"""What `understanding` looks up, built once per process from the words of themes and procedures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log, prod, sqrt

from epaule.knowhow.vocabulary import Entry, vocabulary
from epaule.knowhow.words import SMALL_WORDS, sound, split, stem

_WORD_STRENGTH = 0.6
_ORDINARY_STRENGTH = 0.25
"""What an ordinary word adds inside an expression."""
_HINT_STRENGTH = 0.25
_NAME_MARK = "="
"""Before the stem of a name, so that « savez » is not « SAV » nor « Alexis » « Alexa »."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A listed word or expression, in stems without the words of grammar."""

    stems: tuple[str, ...]
    strengths: tuple[tuple[str, float], ...]
    """Code and how far (0 to 1) the expression alone speaks for it."""


@dataclass(frozen=True)
class Index:
    """Read-only."""

    stem_of: Mapping[str, str]
    """Folded spelling to stem. « motdepasse » written in one word is there too, as its own stem."""
    stems: frozenset[str]
    ordinary: frozenset[str]
    """Stems that stand for nothing by themselves."""
    by_sound: Mapping[str, tuple[str, ...]]
    spellings: Mapping[int, tuple[str, ...]]
    """The keys of `stem_of` by length."""
    expressions: Mapping[str, tuple[Expression, ...]]
    """By the rarest of their stems."""
    rank: Mapping[str, int]


@cache
def index() -> Index:
    """The index of the themes that come with Épaule. The words of a procedure speak for its theme too."""
    words = vocabulary()
    themes = [
        replace(
            topic, words=topic.words + tuple(w for p in words.procedures if p.topic == topic.code for w in p.words)
        )
        for topic in words.topics
    ]
    return build(themes, ignored_words=words.ignored_words)


@cache
def procedure_index() -> Index:
    """The index of the procedures. It knows the words of the themes too, which no mistake turns into others."""
    words = vocabulary()
    return build(words.procedures, ignored_words=words.ignored_words, others=words.topics)


def build(entries: Sequence[Entry], *, ignored_words: Sequence[str], others: Sequence[Entry] = ()) -> Index:
    """The index of `entries`, which also recognises the words of `others`, to make nothing of them."""
    stem_of = _stems_of_spellings([*entries, *others], ignored_words)
    ordinary = frozenset(stem_of[word.folded] for listed in ignored_words for word in split(listed))
    by_stems = _strengths(entries, stem_of, ordinary)
    for entry in entries:
        for listed in entry.words:
            whole = "".join(word.folded for word in split(listed))
            if whole not in stem_of:
                stem_of[whole] = whole
                by_stems[(whole,)] = by_stems[expression_stems(listed, stem_of)]
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
        rank={entry.code: entry.rank for entry in entries},
    )


def expression_stems(listed: str, stem_of: Mapping[str, str]) -> tuple[str, ...]:
    """The distinct stems of a listed expression, sorted, without the words of grammar."""
    return tuple(sorted({stem_of[word.folded] for word in split(listed)} - SMALL_WORDS))


def _stems_of_spellings(entries: Iterable[Entry], ignored_words: Sequence[str]) -> dict[str, str]:
    """Every listed word with its stem. A word only ever listed with a capital is a name: it has no other form."""
    listed = [*ignored_words, *(one for entry in entries for one in (*entry.words, *entry.hints))]
    every = [word for one in listed for word in split(one)]
    common = {word.folded for word in every if word.typed.islower() or word.typed.isdigit()}
    stems = {
        word.folded: stem(word.folded) if word.folded in common else f"{_NAME_MARK}{word.folded}" for word in every
    }
    return stems | {small: small for small in SMALL_WORDS}


def _strengths(
    entries: Sequence[Entry], stem_of: Mapping[str, str], ordinary: frozenset[str]
) -> dict[tuple[str, ...], dict[str, float]]:
    """For each expression, its strength for each entry that lists it."""
    listed = {entry.code: {expression_stems(one, stem_of) for one in entry.words} for entry in entries}
    hinted = {entry.code: {expression_stems(one, stem_of) for one in entry.hints} for entry in entries}
    used_by: dict[str, set[str]] = defaultdict(set)
    for code, expressions in listed.items():
        for one in {one for expression in expressions for one in expression}:
            used_by[one].add(code)

    def weight(one: str) -> float:
        if one in ordinary:
            return _ORDINARY_STRENGTH
        return _WORD_STRENGTH * (1 - log(len(used_by[one])) / log(len(entries)))

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
