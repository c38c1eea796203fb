from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from epaule.adapters.s3.storage import PrivateS3Storage
from tests.adapters.bucket import bucket, options, server
from tests.factories import Scene
from tests.replays.studio import Studio


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture
def s3(address: str, settings: Any) -> PrivateS3Storage:
    """An empty bucket in the place of the folder of files."""
    storage = bucket(address)
    backend = {"BACKEND": "epaule.adapters.s3.storage.PrivateS3Storage", "OPTIONS": options(address)}
    settings.STORAGES = settings.STORAGES | {"default": backend}
    return storage


@pytest.fixture
def studio(scene: Scene) -> Studio:
    return Studio.of(scene)
