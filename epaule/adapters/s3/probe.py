"""Is the bucket there, can it be written to, and does it give what it holds to nobody else?"""

from enum import Enum

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile

from epaule.adapters.s3.storage import PrivateS3Storage
from epaule.kernel.errors import StorageAway
from epaule.kernel.ids import new_public_id

WORDS = b"essai"


class Bucket(Enum):
    FINE = "fine"
    AWAY = "away"
    """Not reached, or the keys do not open it."""
    PUBLIC = "public"
    """Anyone reads what it holds."""


def look_at(storage: PrivateS3Storage) -> Bucket:
    """Write a few bytes, read them, read them again as anybody would, and remove them."""
    name = f"essais/{new_public_id()}.txt"
    try:
        storage.save(name, ContentFile(WORDS))
        try:
            with storage.open(name) as kept:
                if kept.read() != WORDS:
                    return Bucket.AWAY
            return Bucket.PUBLIC if _anyone_reads(storage, name) else Bucket.FINE
        finally:
            storage.delete(name)
    except (StorageAway, OSError):
        return Bucket.AWAY


def _anyone_reads(storage: PrivateS3Storage, name: str) -> bool:
    key = "/".join(part for part in (storage.location.strip("/"), name) if part)
    client = storage.unsigned_connection.meta.client
    try:
        client.get_object(Bucket=storage.bucket_name, Key=key)
    except (ClientError, BotoCoreError):
        return False
    return True
