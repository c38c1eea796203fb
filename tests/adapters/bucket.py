"""A real server of the S3 protocol on a free port of this machine, and what a bucket of it holds."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

from epaule.adapters.s3.storage import PrivateS3Storage

NAME = "films-de-la-manche"
PART = 5 * 1024 * 1024
"""The smallest part the protocol allows."""


@contextmanager
def server() -> Iterator[str]:
    """Its address; it ends with the block."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    try:
        yield "http://{}:{}".format(*moto.get_host_and_port())
    finally:
        moto.stop()


def options(address: str, **changes: Any) -> dict[str, Any]:
    given = {
        "bucket_name": NAME,
        "endpoint_url": address,
        "region_name": "eu-west-3",
        "access_key": "a key",
        "secret_key": "a secret",
        "location": "epaule",
        "part_bytes": PART,
    }
    return given | changes


def bucket(address: str, **changes: Any) -> PrivateS3Storage:
    """An empty bucket of the server."""
    storage = PrivateS3Storage(**options(address, **changes))
    client = storage.connection.meta.client
    if storage.bucket_name in [one["Name"] for one in client.list_buckets()["Buckets"]]:
        for key in keys(storage):
            client.delete_object(Bucket=storage.bucket_name, Key=key)
    else:
        place = {"LocationConstraint": "eu-west-3"}
        client.create_bucket(Bucket=storage.bucket_name, CreateBucketConfiguration=place)
    return storage


def keys(storage: PrivateS3Storage) -> list[str]:
    """All it holds, by name."""
    return sorted(one.key for one in storage.bucket.objects.all())


def unfinished(storage: PrivateS3Storage) -> list[Any]:
    """Files that were begun in parts and never ended."""
    return list(storage.bucket.multipart_uploads.all())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def fetch(address: str, **headers: str) -> tuple[int, bytes, Any]:
    """(status, body, headers) of a plain GET, as a browser's player makes it."""
    with urlopen(Request(address, headers=headers), timeout=20) as answer:  # noqa: S310  # ours, of http
        return answer.status, answer.read(), answer.headers


class Unseekable(io.BytesIO):
    """A body that breaks in the middle."""

    def __init__(self, body: bytes, good: int) -> None:
        super().__init__(body)
        self.good = good

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self.good:
            raise ConnectionResetError("the page went away")
        return super().read(min(size or PART, PART) if size and size > 0 else PART)
