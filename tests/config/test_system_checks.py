"""Settings that would open a door or lose messages are refused before the server starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from epaule.config import checks
from epaule.config.checks import is_private_host
from tests.config.installation import epaule

PRIVATE = ["localhost", "127.0.0.1", "[::1]", "10.1.2.3", "192.168.1.20", "salle.local", "EPN.test", "a.localhost"]
PUBLIC = ["aide.manche.fr", ".manche.fr", "*", "8.8.8.8", "local", "localhost.example.org", "[2a01:e0a::1]"]

TURN = ["turn:aide.example:3478"]


def refusals(settings: Any, **given: Any) -> list[str]:
    for name, value in {
        "DEMO": False,
        "HTTPS": False,
        "DEBUG": False,
        "WEB_PROCESSES": 1,
        "REDIS_URL": "",
        "TURN_URLS": [],
        "TURN_SECRET": "",
        "TURN_ONLY": False,
    }.items():
        setattr(settings, name, given.get(name, value))
    settings.ALLOWED_HOSTS = given["hosts"]
    found = run_checks(tags=["security", "compatibility"])
    return sorted(str(message.id) for message in found if str(message.id).startswith("epaule."))


@pytest.mark.parametrize("host", PRIVATE)
def test_private_host_may_hold_a_demonstration(settings: Any, host: str) -> None:
    assert is_private_host(host)
    assert refusals(settings, hosts=[host], DEMO=True) == []


@pytest.mark.parametrize("host", PUBLIC)
def test_public_host_may_not_hold_a_demonstration(settings: Any, host: str) -> None:
    assert not is_private_host(host)
    assert refusals(settings, hosts=["localhost", host], DEMO=True, HTTPS=True) == ["epaule.E001"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"hosts": ["aide.manche.fr"]}, ["epaule.E003"]),
        ({"hosts": ["aide.manche.fr"], "HTTPS": True}, []),
        ({"hosts": ["aide.manche.fr"], "DEBUG": True}, []),
        ({"hosts": ["localhost"], "WEB_PROCESSES": 2}, ["epaule.E002"]),
        ({"hosts": ["localhost"], "WEB_PROCESSES": 2, "REDIS_URL": "redis://localhost"}, []),
        ({"hosts": ["localhost"], "TURN_URLS": TURN}, ["epaule.W001"]),
        ({"hosts": ["localhost"], "TURN_URLS": TURN, "TURN_SECRET": "north"}, []),
        ({"hosts": ["localhost"], "TURN_ONLY": True}, ["epaule.E004"]),
        ({"hosts": ["localhost"], "TURN_ONLY": True, "TURN_URLS": TURN}, ["epaule.E004"]),
        ({"hosts": ["localhost"], "TURN_ONLY": True, "TURN_URLS": TURN, "TURN_SECRET": "north"}, []),
        (
            {"hosts": ["aide.manche.fr"], "DEMO": True, "WEB_PROCESSES": 2},
            ["epaule.E001", "epaule.E002", "epaule.E003"],
        ),
    ],
)
def test_combination(settings: Any, given: dict[str, Any], expected: list[str]) -> None:
    assert refusals(settings, **given) == expected


def test_server_does_not_start_and_says_why_in_french(tmp_path: Path) -> None:
    started = epaule(tmp_path, "serve", "--port", "0", EPAULE_DEMO="1", EPAULE_HOSTS="aide.manche.fr")
    assert started.returncode != 0
    assert (
        "Le mode démonstration (EPAULE_DEMO=1) est interdit avec un nom public\u00a0: aide.manche.fr."
        in started.stderr
    )
    assert "Retirez EPAULE_DEMO" in started.stderr
    assert "répond à l’adresse" not in started.stdout


def test_without_pango_a_warning_says_what_to_install(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "SHEET_LIBRARIES", ["libabsente.so.0"])
    assert refusals(settings, hosts=["localhost"]) == ["epaule.W010"]
