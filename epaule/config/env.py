"""Reading settings from the environment; a bad value stops the start with the expected ones."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file named by `name`_FILE (for secrets), or `default`."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text().strip()
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    value = env_str(name, "1" if default else "0").lower()
    if value not in {"1", "0", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def env_int(name: str, default: int) -> int:
    value = env_str(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values."""
    return [item.strip() for item in env_str(name, default).split(",") if item.strip()]


def secret_key(data_dir: Path) -> str:
    """EPAULE_SECRET_KEY, or a key made once and kept, readable by its owner only, in the data folder."""
    value = env_str("EPAULE_SECRET_KEY")
    if value:
        return value
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
