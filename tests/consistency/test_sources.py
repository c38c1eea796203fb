"""Files that one can read: short, layered, and mails that are whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.sources import ROOT, files, shown, templates

LONGEST = 600
FOLDERS = ("epaule", "web/src", "tests", "tools", "bench", "companion")
SUFFIXES = (".py", ".ts", ".css", ".html", ".sh")
GENERATED = {"web/src/lib/protocol.ts"}


def test_no_file_is_too_long() -> None:
    sources = [path for folder in FOLDERS for path in files(*SUFFIXES, under=folder)]
    assert len(sources) > 100
    long = {
        shown(path): lines
        for path in sources
        if shown(path) not in GENERATED
        and "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_apps_know_only_those_before_them() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


MAILS = {name.rsplit("_", 1)[0] for name in templates() if "/email/" in name}


@pytest.mark.parametrize("mail", sorted(MAILS))
def test_mail_has_a_subject_of_one_line_and_a_text(mail: str) -> None:
    subject, text = (
        (ROOT / templates()[f"{mail}_{part}.txt"]).read_text(encoding="utf-8").strip()
        for part in ("subject", "message")
    )
    assert len(subject.splitlines()) == 1
    assert "autoescape off" in text, "a text is not HTML: « ’ » must stay « ’ »"
    assert "Bonjour," in text
