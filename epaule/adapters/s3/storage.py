"""Django's storage on a private bucket: signed addresses, files of any size in parts, errors in our own words."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.http import content_disposition_header
from storages.backends.s3 import S3Storage

from epaule.kernel.errors import StorageAway

PART_BYTES = 16 * 1024 * 1024
"""A larger file is sent in parts of this size."""
READ_BYTES = 256 * 1024
UNKNOWN = {"404", "NoSuchKey", "NotFound"}
FULL = {"EntityTooLarge", "InsufficientCapacity", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"}
HTTP_FULL = 507


@contextmanager
def in_our_words() -> Iterator[None]:
    """What the bucket answers, as a local disk would say it: not there, full; or `StorageAway`."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if code in UNKNOWN:
            raise FileNotFoundError(errno.ENOENT, code) from error
        if code in FULL or status == HTTP_FULL:
            raise OSError(errno.ENOSPC, code) from error
        raise StorageAway() from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageAway() from error


class RemoteObject(io.RawIOBase):
    """An object read as it comes; after a seek the rest is asked for from there. Nothing is held whole."""

    def __init__(self, storage: "PrivateS3Storage", key: str, size: int) -> None:
        super().__init__()
        self._storage, self._key, self._size = storage, key, size
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at != self._at:
            self._let_go()
        self._at = max(0, at)
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        with in_our_words():
            if self._body is None:
                self._body = self._storage.read_from(self._key, self._at)
            data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._let_go()
        super().close()

    def _let_go(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


class RemoteFile(File):  # type: ignore[type-arg]
    """A file of the bucket, open to be read; once closed, it may be opened again."""

    def __init__(self, storage: "PrivateS3Storage", key: str, name: str, size: int) -> None:
        self._of = (storage, key, size)
        super().__init__(self._stream(), name)
        self.size = size

    def open(self, mode: str | None = None, *given: Any, **more: Any) -> "RemoteFile":
        if self.closed:
            self.file = self._stream()
        else:
            self.seek(0)
        return self

    def _stream(self) -> io.BufferedReader:
        return io.BufferedReader(RemoteObject(*self._of), READ_BYTES)


class PrivateS3Storage(S3Storage):
    """One private bucket. Files have names of their own, so that nothing is ever written over."""

    def __init__(self, *, encryption: str = "", part_bytes: int = PART_BYTES, **options: Any) -> None:
        """`encryption`: how the server encrypts what it keeps, « AES256 » or « aws:kms »; empty: as it likes."""
        super().__init__(
            # No access list: what is in the bucket is as private as the bucket, and many servers refuse lists.
            default_acl=None,
            querystring_auth=True,
            file_overwrite=True,
            object_parameters={"ServerSideEncryption": encryption} if encryption else {},
            transfer_config=TransferConfig(
                multipart_threshold=part_bytes, multipart_chunksize=part_bytes, max_concurrency=4
            ),
            client_config=Config(
                signature_version="s3v4",
                # The name of the bucket in the path: its address is the one the pages were allowed.
                s3={"addressing_style": "path"},
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3, "mode": "standard"},
                # Not every server knows the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            **options,
        )

    def signed_url(self, name: str, seconds: int, download_as: str = "") -> str:
        """An address of the bucket that gives `name`, and its ranges, to whoever holds it, for `seconds`.

        `download_as`: the name under which a browser keeps it, instead of showing it.
        """
        parameters = {"ResponseCacheControl": "private, no-store"}
        if download_as:
            parameters["ResponseContentDisposition"] = (
                content_disposition_header(True, download_as) or "attachment"
            )
        with in_our_words():
            address: str = self.url(name, parameters=parameters, expire=seconds)
        return address

    def read_from(self, key: str, start: int) -> Any:
        """The body of an object from the byte `start`, to be read and closed."""
        asked = {"Bucket": self.bucket_name, "Key": key, "Range": f"bytes={start}-"}
        return self.connection.meta.client.get_object(**asked)["Body"]

    def _open(self, name: str, mode: str = "rb") -> RemoteFile:
        if mode != "rb":
            raise ValueError("files of the bucket are stored whole, and read")
        return RemoteFile(self, self._normalize_name(name), name, self.size(name))

    def _save(self, name: str, content: "File[bytes]") -> str:
        with in_our_words():
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        with in_our_words():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with in_our_words():
            there: bool = super().exists(name)
        return there

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with in_our_words():
            folders, names = super().listdir(name)
        return folders, names

    def size(self, name: str) -> int:
        with in_our_words():
            size: int = super().size(name)
        return size

    def get_modified_time(self, name: str) -> datetime:
        with in_our_words():
            at: datetime = super().get_modified_time(name)
        return at
