"""What every test may use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connections, transaction
from django.test import Client

from epaule.kernel.ids import new_public_id
from tests.factories import Scene
from tests.kept_database import keep, kept_database, take


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


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """The database is there already, when an earlier run has kept one."""
    kept = kept_database()
    return kept is not None and take(kept)


@pytest.fixture(scope="session")
def django_db_setup(django_db_keepdb: bool, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    kept = kept_database()
    with django_db_blocker.unblock():
        if kept is not None and not django_db_keepdb:
            keep(kept)
        yield
        if django_db_keepdb:
            connections.close_all()


@pytest.fixture(scope="session")
def kept_scene(django_db_setup: None, django_db_blocker: Any) -> None:
    """The scene is played once; `Scene.build` then writes its rows."""
    with django_db_blocker.unblock():
        Scene.keep()


@pytest.fixture
def scene(kept_scene: None, db: None) -> Scene:
    """A small territory with its people, ready to play in."""
    return Scene.build()


@pytest.fixture
def _plain_flush() -> Iterator[None]:
    """Emptying the database takes most of its time to write permissions of Django, which nothing here uses."""
    with mock.patch("django.core.management.commands.flush.emit_post_migrate_signal"):
        yield


@pytest.fixture
def played(kept_scene: None, _plain_flush: None, transactional_db: None) -> Scene:
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
