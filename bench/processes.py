"""The processor time that a program and all it started have used."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _table() -> tuple[dict[int, list[int]], dict[int, float]]:
    """Children by parent, and seconds of processor by process."""
    children: dict[int, list[int]] = defaultdict(list)
    seconds: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything.
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        pid = int(stat.parent.name)
        children[int(fields[1])].append(pid)
        seconds[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return children, seconds


def named(argument: str) -> int:
    """The process that was started with `argument` and whose parent was not."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if argument.encode() in file.read_bytes().split(b"\0"):
                found[int(file.parent.name)] = int(
                    (file.parent / "stat").read_text(errors="replace").rpartition(") ")[2].split()[1]
                )
        except OSError:
            continue
    tops = [pid for pid, parent in found.items() if parent not in found]
    if len(tops) != 1:
        raise RuntimeError(f"{len(tops)} processes have {argument}")
    return tops[0]


def cpu_seconds(pid: int) -> float:
    """Of `pid` and everything below it, since each began. What has ended is not counted."""
    children, seconds = _table()
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        total += seconds.get(one, 0.0)
        waiting += children.get(one, [])
    return total
