"""Secret addresses stay out of the log."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from epaule.kernel.logs import HideSecrets


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/aider/agenda/01J.abc.ics", "/aider/agenda/…"),
        ("/r/01J.abc/agenda.ics", "/r/…/agenda.ics"),
        ("/lien/secret/", "/lien/…/"),
        ("/m/secret/memo.pdf", "/m/…/memo.pdf"),
        ("/aider/horaires/", "/aider/horaires/"),
        ("/rendez-vous/01J/", "/rendez-vous/01J/"),
    ],
)
def test_secret_part_of_an_address_is_left_out(path: str, kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == f"Not Found: {kept}"


def test_log_of_the_site_passes_there() -> None:
    assert all("secrets" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
