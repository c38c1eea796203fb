"""What a figure is."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Row:
    """One figure of results.json. `ratio` is `value` divided by `reference_value`, of the same run."""

    name: str
    value: float
    unit: str
    reference: str
    """What `reference_value` is."""
    reference_value: float
    ratio: float
    n: int
    """Samples behind `value`."""
    note: str


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that is at least as large as `share` (0 to 1) of them; ValueError without samples."""
    if not samples:
        raise ValueError("no samples")
    return sorted(samples)[max(0, math.ceil(share * len(samples)) - 1)]


def p95(samples: Sequence[float]) -> float:
    return percentile(samples, 0.95)


Rounds = Sequence[Sequence[float]]
"""Samples of the same thing, taken at several moments of one run."""


def pooled(rounds: Rounds) -> list[float]:
    return [sample for one in rounds for sample in one]


def time_row(name: str, ours: Rounds, reference: str, theirs: Rounds, note: str) -> Row:
    """p95 in ms of all rounds together; the note tells the medians and the p95 of each round."""
    spread = " · ".join(f"{p95(one):.1f}" for one in ours if one)
    their_spread = " · ".join(f"{p95(one):.1f}" for one in theirs if one)
    told = (
        f"{note} Median {median(pooled(ours)):.1f} against {median(pooled(theirs)):.1f}; "
        f"p95 of each round {spread} against {their_spread}. "
        f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end, this bench included."
    )
    value, reference_value = p95(pooled(ours)), p95(pooled(theirs))
    return row(name, value, "ms", reference, reference_value, len(pooled(ours)), told)


def row(name: str, value: float, unit: str, reference: str, reference_value: float, n: int, note: str) -> Row:
    ratio = round(value / reference_value, 3) if reference_value else math.inf
    return Row(name, round(value, 2), unit, reference, round(reference_value, 2), ratio, n, note)


def keep(rows: Sequence[Row], *, whole: bool) -> None:
    """Write `rows` to results.json; unless this is the `whole` bench, the other figures stay."""
    kept: dict[str, object] = {}
    if not whole and RESULTS.exists():
        kept = {known["name"]: known for known in json.loads(RESULTS.read_text(encoding="utf-8"))}
    kept |= {one.name: asdict(one) for one in rows}
    RESULTS.write_text(json.dumps(list(kept.values()), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """The figures in aligned columns, then their notes."""
    cells = [("name", "value", "unit", "reference", "ratio", "n", "what the reference is")]
    cells += [
        (
            one.name,
            f"{one.value:g}",
            one.unit,
            f"{one.reference_value:g}",
            f"{one.ratio:.2f}",
            str(one.n),
            one.reference,
        )
        for one in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    ]
    return "\n".join([*lines, "", *(f"{one.name}: {one.note}" for one in rows)])
