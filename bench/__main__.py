"""`python -m bench [group]`: measure, print a table, write bench/results.json."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import finishing, matching, outage, pages, recording, room, sockets, understanding
from bench.measure import Row, keep, table
from tests.browser.server import Server

GROUPS: dict[str, Callable[[Server], Iterable[Row]]] = {
    "room": lambda server: [*room.measure(server), *outage.measure(server)],
    "sockets": sockets.measure,
    "replays": lambda server: [*recording.measure(server), *finishing.measure(server)],
    "matching": matching.measure,
    "pages": pages.measure,
    "understanding": understanding.measure,
}


@contextmanager
def fresh_server() -> Iterator[Server]:
    """A new installation with demo data, served on a free port."""
    with TemporaryDirectory(prefix="epaule-bench-") as folder:
        server = Server(Path(folder))
        server.run("setup")
        server.start()
        try:
            yield server
        finally:
            server.stop()


def main(arguments: list[str]) -> int:
    wanted = arguments or list(GROUPS)
    if unknown := [name for name in wanted if name not in GROUPS]:
        print(f"No group {', '.join(unknown)}. Groups: {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in wanted:
        print(f"== Measuring: {name}", flush=True)
        # One server each: no group pays for what another left behind.
        with fresh_server() as server:
            for row in GROUPS[name](server):
                rows.append(row)
                # A long bench that is stopped has measured something.
                keep([row], whole=False)
    keep(rows, whole=not arguments)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
