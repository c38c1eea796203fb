"""Finding how-to sheets in a person's own words: accents, plurals, sound and typing mistakes do not matter.

The sheets that may be read are kept in memory, cut into stems. A word of the text is recognised by its stem, else
behind a forgotten apostrophe, else by its sound, else with a typing mistake or two. A word counts more when few
sheets use it, and more in a title or a procedure than in a sentence. What the text is about (`understand`) decides
between sheets that share its words, and never brings one that shares none.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from django.db.models import Count, F, Max, Sum
from rapidfuzz import process
from rapidfuzz.distance import OSA

from epaule.knowhow.index import index as topic_index
from epaule.knowhow.models import READABLE, Sheet, SheetStep
from epaule.knowhow.queries import understand
from epaule.knowhow.words import SMALL_WORDS, sound, split, stem, without_elision
from epaule.territory.models import Territory

_LEAST, _LEAST_WHEN_SURE = 0.25, 0.36
"""Share of what was asked that a sheet must speak of."""
_WORDS_READ = 60
_MISTAKES_TRIED = 12
_TITLE, _PROCEDURE, _TOPIC, _SENTENCE = 1.0, 1.0, 0.5, 0.35
_ELIDED_TRUST, _SOUND_TRUST, _MISTAKE_TRUST = 0.95, 0.9, 0.8
_ORDINARY = 0.3
"""What a word that stands for no theme by itself (« faire », « page ») is worth beside the others."""
_SAME_TOPIC, _OTHER_TOPIC = 1.15, 0.8
_LEAST_SHARE_OF_BEST = 0.45


@dataclass(frozen=True)
class Found:
    sheet: Sheet
    score: float
    """0 to about 1: how much of the text it speaks of."""


@dataclass
class _Index:
    """The words of the sheets that may be read, as they were when `state` was seen."""

    state: tuple[object, ...] = ()
    uses: dict[str, dict[int, float]] = field(default_factory=dict)
    """Stem to the sheets that use it, with the weight of the best place where they do."""
    topics: dict[int, str] = field(default_factory=dict)
    territories: dict[int, int] = field(default_factory=dict)
    by_sound: dict[str, set[str]] = field(default_factory=dict)
    stems_of: dict[str, str] = field(default_factory=dict)
    """Folded spelling to stem."""
    spellings: dict[int, list[str]] = field(default_factory=dict)
    """The keys of `stems_of` by length."""


@dataclass(frozen=True)
class _Wanted:
    """A word of the text: the stems it may stand for, how far to trust them, what it is worth."""

    stems: tuple[str, ...]
    trust: float
    worth: float


_kept = _Index()


def find_sheets(text: str, *, territory: Territory | None = None, limit: int, sure: bool = False) -> list[Found]:
    """The readable sheets (of `territory`, or of all) that `text` is about, best first, at most `limit`.

    None when nothing fits. `sure`: only those that may be proposed to who did not search. Two queries while no
    sheet changes, two more once after a change; a few milliseconds.
    """
    known = _current()
    wanted = list(_wanted(known, text))
    scores, titled = _scores(known, wanted, territory)
    if not scores:
        return []
    about = {understood.topic_code for understood in understand(text)}
    if about:
        for pk in scores:
            scores[pk] *= _SAME_TOPIC if known.topics[pk] in about else _OTHER_TOPIC
    if sure:
        scores = {pk: score for pk, score in scores.items() if pk in titled}
    least = max(_LEAST_WHEN_SURE if sure else _LEAST, _LEAST_SHARE_OF_BEST * max(scores.values(), default=0))
    best = sorted((pk for pk in scores if scores[pk] >= least), key=lambda pk: (-scores[pk], pk))[:limit]
    sheets = Sheet.objects.filter(state__in=READABLE).select_related("topic").in_bulk(best)
    return [Found(sheets[pk], round(scores[pk], 3)) for pk in best if pk in sheets]


def _scores(
    known: _Index, wanted: list[_Wanted], territory: Territory | None
) -> tuple[dict[int, float], set[int]]:
    """How much of what is wanted each sheet speaks of; those that say a word of it in their title or procedure."""
    scores: dict[int, float] = defaultdict(float)
    titled: set[int] = set()
    whole = sum(one.worth for one in wanted)
    for one in wanted:
        weights: dict[int, float] = {}
        for heard in one.stems:
            for pk, weight in known.uses[heard].items():
                weights[pk] = max(weight, weights.get(pk, 0))
        for pk, weight in weights.items():
            if territory is None or known.territories[pk] == territory.pk:
                scores[pk] += one.worth * one.trust * weight / whole
                if weight >= min(_TITLE, _PROCEDURE) and one.worth > _ORDINARY:
                    titled.add(pk)
    return scores, titled


def _wanted(known: _Index, text: str) -> Iterator[_Wanted]:
    """The words of `text` that say something, with what each is worth: more when few sheets use it."""
    words = [word.folded for word in split(text, at_most=_WORDS_READ) if word.folded not in SMALL_WORDS]
    tries, seen = _MISTAKES_TRIED, set()
    joined = {place: found for place, found in _joined(known, words)}
    for place, folded in enumerate(words):
        if place - 1 in joined:
            continue
        stems, trust = joined.get(place) or _hear(known, folded)
        if not stems and tries > 0:
            tries -= 1
            stems, trust = _guess(known, folded), _MISTAKE_TRUST
        key = stems or (folded,)
        if key not in seen:
            seen.add(key)
            yield _Wanted(stems, trust, _worth(known, stems, folded))


def _worth(known: _Index, stems: tuple[str, ...], folded: str) -> float:
    ordinary = topic_index().ordinary
    if stem(folded) in ordinary or any(one in ordinary for one in stems):
        return _ORDINARY
    if not stems:
        return 1.0 if len(folded) > 2 else _ORDINARY
    sheets = max(2, len(known.topics))
    used = min(len(known.uses[one]) for one in stems)
    return 0.4 + 0.9 * log(1 + sheets / used) / log(1 + sheets)


def _hear(known: _Index, folded: str) -> tuple[tuple[str, ...], float]:
    """The stems that a written word stands for without guessing, and how far to trust them."""
    for written, trust in ((folded, 1.0), (without_elision(folded), _ELIDED_TRUST)):
        if written and stem(written) in known.uses:
            return (stem(written),), trust
    return tuple(sorted(known.by_sound.get(sound(folded), ()))), _SOUND_TRUST


def _joined(known: _Index, words: list[str]) -> Iterator[tuple[int, tuple[tuple[str, ...], float]]]:
    """Two words written apart for one, « face book »: the place of the first."""
    for place, (left, right) in enumerate(pairwise(words)):
        if stem(left) not in known.uses and stem(left + right) in known.uses:
            yield place, ((stem(left + right),), _SOUND_TRUST)


def _guess(known: _Index, folded: str) -> tuple[str, ...]:
    """The stems of the words nearest to a mistyped one: one mistake from 5 letters, two from 8."""
    if len(folded) < 5 or stem(folded) in topic_index().ordinary:
        return ()
    allowed = 1 if len(folded) < 8 else 2
    choices = [
        spelling
        for length in range(len(folded) - allowed, len(folded) + allowed + 1)
        for spelling in known.spellings.get(length, ())
        # The first letter of a short word is seldom wrong: « gâteau » is not « bateau ».
        if len(folded) >= 8 or spelling[0] == folded[0]
    ]
    near = process.extract(folded, choices, scorer=OSA.distance, score_cutoff=allowed, limit=3)
    return tuple(sorted({known.stems_of[spelling] for spelling, distance, _at in near if distance == near[0][1]}))


def _current() -> _Index:
    """The index, made again when a sheet came or went."""
    global _kept
    state = _state()
    if _kept.state != state:
        _kept = _built(state)
    return _kept


def _state() -> tuple[object, ...]:
    """Changes when a sheet comes or goes; what a readable sheet says never changes."""
    seen = Sheet.objects.filter(state__in=READABLE).aggregate(
        many=Count("pk"), last=Max("public_id"), total=Sum("pk"), squares=Sum(F("pk") * F("pk"))
    )
    return tuple(seen.values())


def _built(state: tuple[object, ...]) -> _Index:
    made = _Index(state=state)
    sheets = Sheet.objects.filter(state__in=READABLE).select_related("topic")
    for sheet in sheets.only("title", "procedure", "territory_id", "topic__plain_label"):
        made.topics[sheet.pk], made.territories[sheet.pk] = sheet.topic_id, sheet.territory_id
        for text, weight in (
            (sheet.title, _TITLE),
            (sheet.procedure, _PROCEDURE),
            (sheet.topic.plain_label, _TOPIC),
        ):
            _add(made, sheet.pk, text, weight)
    steps = SheetStep.objects.filter(sheet__state__in=READABLE).values_list("sheet_id", "sentence")
    for pk, sentence in steps:
        # Published between the two queries: the next look finds it.
        if pk in made.topics:
            _add(made, pk, sentence, _SENTENCE)
    for spelling, one in made.stems_of.items():
        made.by_sound.setdefault(sound(spelling), set()).add(one)
        made.spellings.setdefault(len(spelling), []).append(spelling)
    made.by_sound.pop("", None)
    return made


def _add(made: _Index, pk: int, text: str, weight: float) -> None:
    for word in split(text):
        if word.folded in SMALL_WORDS:
            continue
        one = made.stems_of.get(word.folded) or stem(word.folded)
        made.stems_of[word.folded] = one
        uses = made.uses.setdefault(one, {})
        uses[pk] = max(weight, uses.get(pk, 0))
