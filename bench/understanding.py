"""How often free French text is understood, by words alone and with the sentence model: group `understanding`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from bench.measure import Row, row, time_row
from tests.browser.server import Server

ROUNDS = 3
WAYS = {"lexical": "words", "model": "model"}


def measure(_server: Server) -> list[Row]:
    """In a process of its own with a data folder of its own, on the held-out half of the labelled requests."""
    with TemporaryDirectory(prefix="epaule-understanding-") as folder:
        environment = os.environ | {"EPAULE_DATA": folder}
        command = [sys.executable, "-m", "bench.understanding"]
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    figures = json.loads(told.stdout.splitlines()[-1])
    rows = []
    for about, suffix in (("themes", ""), ("procedures", "_procedures")):
        shares = figures[about]
        for way, other in (("lexical", "model"), ("model", "lexical")):
            for count in ("1", "3"):
                silent, offered = shares[way]["silent"], shares[way]["offered_without_procedure"]
                note = (
                    f"Share of {shares['n']} held-out requests whose first {count} {about} hold an expected one; "
                    f"the {shares['empty']} about nothing want nothing understood ({silent:.2f} of them)."
                )
                if about == "procedures":
                    note += f" Of {shares['without']} requests of a theme alone, {offered:.2f} are offered some."
                rows.append(
                    row(
                        f"top{count}_{way}{suffix}",
                        shares[way][count],
                        "share",
                        "the sentence model and words together" if other == "model" else "words alone",
                        shares[other][count],
                        shares["n"],
                        note,
                    )
                )
    milliseconds = figures["milliseconds"]
    rows.append(
        time_row(
            "understand_ms_model",
            milliseconds["model"],
            "words alone, in turn",
            milliseconds["lexical"],
            "Themes and procedures of one request, held-out half, one thread. Loading model and sentences: "
            f"{figures['first']:.1f} s the first time, {figures['again']:.1f} s once their vectors are kept; "
            f"{figures['megabytes']:.0f} MB of memory.",
        )
    )
    return rows


def _shares() -> dict[str, object]:
    from django.test.utils import override_settings

    from tests.knowhow import labelled as held

    told: dict[str, object] = {}
    asked = {"themes": held.about_themes("held_out"), "procedures": held.about_procedures("held_out")}
    answers = {"themes": held.themes_of, "procedures": held.procedures_of}
    alone = [one for one in held.labelled() if one.half == "held_out" and one.themes and not one.procedures]
    for about, questions in asked.items():
        empty = [one for one in questions if not one.expected]
        shares: dict[str, object] = {"n": len(questions), "empty": len(empty), "without": len(alone)}
        for way, setting in WAYS.items():
            with override_settings(UNDERSTANDING=setting):
                shares[way] = {
                    "1": held.right_among_first(1, questions, answers[about]),
                    "3": held.right_among_first(3, questions, answers[about]),
                    "silent": held.right_among_first(1, empty, answers[about]),
                    "offered_without_procedure": sum(bool(held.procedures_of(one.text)) for one in alone)
                    / len(alone),
                }
        told[about] = shares
    return told


def _milliseconds() -> dict[str, list[list[float]]]:
    from django.test.utils import override_settings

    from tests.knowhow import labelled as held

    texts = [one.text for one in held.labelled() if one.half == "held_out"]
    rounds: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    for _round in range(ROUNDS):
        for way, setting in WAYS.items():
            samples = []
            with override_settings(UNDERSTANDING=setting):
                for text in texts:
                    start = time.perf_counter()
                    held.themes_of(text)
                    held.procedures_of(text)
                    samples.append((time.perf_counter() - start) * 1000)
            rounds[way].append(samples)
    return rounds


def _resident_megabytes() -> float:
    with open("/proc/self/statm", encoding="ascii") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    os.environ["EPAULE_UNDERSTANDING"] = "model"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epaule.config.settings")
    import django

    django.setup()
    from epaule.knowhow import meaning, queries

    before = _resident_megabytes()
    took = []
    for _again in range(2):
        meaning._state.clear()
        start = time.perf_counter()
        meaning.near("mes photos", "themes")
        took.append(time.perf_counter() - start)
    megabytes = _resident_megabytes() - before
    queries.understand("mes photos")
    queries.understand_procedure("mes photos")
    figures = _shares() | {"milliseconds": _milliseconds(), "megabytes": megabytes}
    print(json.dumps(figures | {"first": took[0], "again": took[1]}))


if __name__ == "__main__":
    main()
