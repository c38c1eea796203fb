"""Running Épaule as an operator does: another process, its own folder, its own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

OURS = ("EPAULE_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")


def run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with `command`, on the data of `folder`, with no setting but `environment`."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, *command],
        env=others | {"EPAULE_DATA": str(folder)} | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


def epaule(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The `epaule` command."""
    return run(folder, "-m", "epaule", *command, **environment)
