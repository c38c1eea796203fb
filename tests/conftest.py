"""What every test may use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client

from epaule.kernel.ids import new_public_id
from tests.factories import Scene


@pytest.fixture(scope="session")
def _files_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _own_files(_files_of_tests: Path, settings: Any) -> Iterator[None]:
    """Every test keeps its files to itself, in a folder that is only made once there is one: few have any."""
    folder = _files_of_tests / new_public_id()
    settings.DATA_DIR = folder
    settings.MEDIA_ROOT = folder / "files"
    yield
    if folder.exists():
        shutil.rmtree(folder)


@pytest.fixture
def scene(db: None) -> Scene:
    """A small territory with its people, ready to play in."""
    return Scene.build()


@pytest.fixture
def _plain_flush() -> Iterator[None]:
    """Emptying the database takes most of its time to write permissions of Django, which nothing here uses."""
    with mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"):
        yield


@pytest.fixture
def played(_plain_flush: None, transactional_db: None) -> Scene:
    """A scene that other threads see, as those of the server do."""
    with transaction.atomic():
        return Scene.build()


@pytest.fixture
def as_person() -> Any:
    """`as_person(person)` is a test client signed in as her."""

    def signed_in(person: Any) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
