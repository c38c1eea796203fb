"""The key by which servers of notifications know this installation (VAPID, RFC 8292)."""

import binascii
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode, b64urlencode

KEY_BYTES = 32


def vapid() -> Vapid02:
    """Of `EPAULE_VAPID_PRIVATE_KEY`, or made once and kept in the data folder, readable by its owner only.

    ValueError when it is no key: 32 bytes in base64url.
    """
    return _read(settings.VAPID_PRIVATE_KEY or _kept(Path(settings.DATA_DIR) / "vapid_private_key"))


def public_key() -> str:
    """What browsers are given, in base64url."""
    point = vapid().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return str(b64urlencode(point))


@lru_cache(maxsize=4)
def _read(text: str) -> Vapid02:
    try:
        if len(b64urldecode(text.encode("ascii"))) != KEY_BYTES:
            raise ValueError("not 32 bytes")
        key = Vapid02.from_raw(text.encode())
    except (ValueError, binascii.Error):
        raise ValueError("not a private key of P-256 in base64url") from None
    # Its own idea of a good address of contact is narrower than that of the standard.
    key.conf = {"no-strict": True}
    return key


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        # Whole or not there: another process may read it meanwhile, or make one of its own.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".vapid")
        with os.fdopen(descriptor, "w") as stream:
            stream.write(b64urlencode(number.to_bytes(KEY_BYTES, "big")))
        try:
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return path.read_text().strip()
