"""How long a film of an hour takes from its last piece to ready, beside a plain copy by ffmpeg."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.measure import Row, row
from tests.browser.server import Server

ROUNDS = 3
MINUTES = 60
PIECE_SECONDS = 2
MINUTE = (
    "-f lavfi -i testsrc2=size=1280x720:rate=12 -f lavfi -i sine=frequency=440:sample_rate=48000 -t 60 "
    "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1200k -g 24 -pix_fmt yuv420p -c:a libopus -b:a 48k"
)


def measure(_server: Server) -> list[Row]:
    """On an installation of its own, in a process of its own, where nothing else works."""
    with TemporaryDirectory(prefix="epaule-hour-") as folder:
        environment = os.environ | {"EPAULE_DATA": folder, "EPAULE_DEMO": "0"}
        setup = [sys.executable, "-m", "epaule", "migrate", "--verbosity", "0"]
        subprocess.run(setup, env=environment, check=True)
        command = [sys.executable, "-m", "bench.finishing", folder]
        told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        figures = json.loads(told.stdout.splitlines()[-1])
    ours, theirs = figures["ours"], figures["theirs"]
    note = (
        f"{figures['pieces']} pieces, {figures['megabytes']:.0f} MB, 1280×720, VP8 and Opus: read from the "
        "storage, put together, copied with duration, index, picture and chapters, stored, the pieces erased. The "
        "reference begins with one whole file and only copies it. Rounds: "
        f"{' · '.join(f'{one:.1f}' for one in ours)} against {' · '.join(f'{one:.1f}' for one in theirs)}."
    )
    reference = "ffmpeg -c copy of the same take in one file"
    return [row("finish_60_minutes", median(ours), "s", reference, median(theirs), ROUNDS, note)]


def ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments], check=True)


def one_take(folder: Path) -> Path:
    """An hour as one MediaRecorder take: live, without duration nor index."""
    minute, hour = folder / "minute.webm", folder / "hour.webm"
    ffmpeg(*MINUTE.split(), str(minute))
    again = ["-stream_loop", str(MINUTES - 1), "-i", str(minute), "-c", "copy"]
    ffmpeg(*again, "-live", "1", "-cluster_time_limit", "1000", "-f", "webm", str(hour))
    return hour


def main(folder: Path) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "epaule.config.settings")
    django.setup()
    from epaule.replays import finishing
    from epaule.replays.models import Recording, RecordingState
    from tests.factories import Scene
    from tests.replays.footage import in_pieces
    from tests.replays.studio import Studio

    hour = one_take(folder)
    pieces = in_pieces(hour.read_bytes(), MINUTES * 60 // PIECE_SECONDS)
    studio = Studio.of(Scene.build())
    ours, theirs = [], []
    for _round in range(ROUNDS):
        recording = studio.finishing(pieces)
        begun = time.perf_counter()
        finishing.finish_recording(recording.pk)
        ours.append(time.perf_counter() - begun)
        assert Recording.objects.get(pk=recording.pk).state == RecordingState.READY
        begun = time.perf_counter()
        ffmpeg("-i", str(hour), "-c", "copy", "-cues_to_front", "1", str(folder / "copy.webm"))
        theirs.append(time.perf_counter() - begun)
    size = sum(map(len, pieces)) / 1_000_000
    print(json.dumps({"ours": ours, "theirs": theirs, "pieces": len(pieces), "megabytes": size}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
