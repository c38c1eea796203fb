"""Reading settings from the environment; a bad value stops the start with the expected ones."""

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file named by `name`_FILE (for secrets), or `default`."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"{name}_FILE doit nommer un fichier de texte lisible, et non {file!r}."
            ) from error
    return os.environ.get(name, default).strip()


def env_bool(name: str, default: bool) -> bool:
    value = env_str(name, "1" if default else "0").lower()
    if value not in {"1", "0", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} doit valoir 1 ou 0, et non {value!r}.")
    return value in {"1", "true", "yes"}


def env_int(name: str, default: int) -> int:
    value = env_str(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} doit être un nombre entier, et non {value!r}.")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values."""
    return [item.strip() for item in env_str(name, default).split(",") if item.strip()]


def env_choice(name: str, choices: Sequence[str]) -> str:
    """One of `choices`; the first when nothing is said."""
    value = env_str(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} doit valoir {' ou '.join(filter(None, choices))}, et non {value!r}.")
    return value


def env_url(name: str) -> str:
    """An address such as https://s3.exemple.fr, or nothing."""
    value = env_str(name)
    if value and origin_of(value) != value.rstrip("/").lower():
        raise ImproperlyConfigured(f"{name} doit être de la forme https://serveur ou https://serveur:port.")
    return value.rstrip("/")


def origin_of(address: str) -> str:
    """« https://serveur:port » of an address of that scheme; empty for what is none."""
    try:
        value = urlsplit(address)
        named = value.hostname and value.port != 0
    except ValueError:
        return ""
    if value.scheme not in {"http", "https"} or not named or "@" in value.netloc:
        return ""
    return f"{value.scheme}://{value.netloc}".lower()


def tile_origins(address: str) -> list[str]:
    """The server of the tiles at `address`, such as https://tuiles.exemple.fr/{z}/{x}/{y}.png; none of none."""
    if not address:
        return []
    origin = origin_of(address)
    named = re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?", origin)
    if not named or any(part not in address for part in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured("EPAULE_TILES_URL doit être de la forme https://serveur/{z}/{x}/{y}.png.")
    return [origin]


BREVO = "https://api.brevo.com/v3/transactionalSMS/send"
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class SmtpServer:
    """Where mail leaves by. `starttls` begins in clear then encrypts; `tls` is encrypted from the first byte."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def env_smtp(name: str) -> SmtpServer:
    """smtp+tls://user:password@host:port; the port may be left out, user and password are percent-encoded."""
    try:
        value = urlsplit(env_str(name))
        host, port = value.hostname, value.port or SMTP_PORTS[value.scheme]
    except (ValueError, KeyError):
        host, port = None, 0
    if not host:
        # The value itself may hold a password: it is not repeated.
        expected = ", ".join(f"{scheme}://nom:motdepasse@serveur" for scheme in SMTP_PORTS)
        raise ImproperlyConfigured(f"{name} doit être de la forme {expected} (port facultatif).")
    return SmtpServer(
        host=host,
        port=port,
        user=unquote(value.username or ""),
        password=unquote(value.password or ""),
        starttls=value.scheme == "smtp+tls",
        tls=value.scheme == "smtps",
    )


CARRIERS = {
    "brevo": "epaule.adapters.sms.brevo.BrevoSms",
    "https": "epaule.adapters.sms.plain.PlainSms",
}


def env_sms(name: str) -> tuple[str, dict[str, str]]:
    """(backend, its options) of brevo://key@sender or https://token@gateway/path; printed when nothing is said."""
    value = env_str(name)
    if not value:
        return "epaule.kernel.sms.ConsoleSms", {}
    scheme, _, rest = value.partition("://")
    key, at, end = rest.rpartition("@")
    good = (
        re.fullmatch(r"[A-Za-z0-9 ]{3,11}|[0-9]{3,15}", end) if scheme == "brevo" else origin_of(f"https://{end}")
    )
    if scheme not in CARRIERS or not at or not key or not good:
        # The value itself holds a key: it is not repeated.
        raise ImproperlyConfigured(
            f"{name} doit être de la forme brevo://CLÉ@Expéditeur (onze lettres ou chiffres au plus) "
            "ou https://JETON@passerelle.exemple.fr/chemin."
        )
    if scheme == "brevo":
        return CARRIERS[scheme], {"address": BREVO, "key": unquote(key), "sender": end}
    return CARRIERS[scheme], {"address": f"https://{end}", "key": unquote(key)}


def secret_key(data_dir: Path) -> str:
    """EPAULE_SECRET_KEY, or a key made once and kept, readable by its owner only, in the data folder."""
    value = env_str("EPAULE_SECRET_KEY")
    if value:
        return value
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_urlsafe(50))
    return path.read_text().strip()
