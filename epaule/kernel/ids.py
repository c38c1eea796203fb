"""Public identifiers: what URLs and sockets show instead of primary keys."""

import secrets

from ulid import ULID


def new_public_id() -> str:
    """A new ULID, 26 characters of Crockford base 32, sortable by creation time."""
    return str(ULID())


def new_digits(length: int) -> str:
    """`length` random decimal digits, fit to be read aloud."""
    return "".join(secrets.choice("0123456789") for _ in range(length))
