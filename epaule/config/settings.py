"""Every setting of Épaule, read from the environment. docs/installer.md has a line for each variable."""

import sys
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from epaule.config.env import (
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_sms,
    env_smtp,
    env_str,
    env_url,
    origin_of,
    secret_key,
    tile_origins,
)

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env_str("EPAULE_DATA", "./var")).resolve()
TESTING = "pytest" in sys.modules

# --- What this installation is -------------------------------------------------------------------------------

DEBUG = env_bool("EPAULE_DEBUG", False)
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = env_list("EPAULE_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = env_bool("EPAULE_HTTPS", False)
DEMO = env_bool("EPAULE_DEMO", False)
DEFAULT_TERRITORY = env_str("EPAULE_TERRITORY", "manche")
WEB_PROCESSES = env_int("EPAULE_WEB_PROCESSES", 1)
PUSH = env_bool("EPAULE_PUSH", True)

# --- Apps, in the order of the story (docs/architecture.md) ---------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "huey.contrib.djhuey",
    "rules.apps.AutodiscoverRulesConfig",
    "django_htmx",
    "django_cotton",
    "django_vite",
    "csp",
    "epaule.kernel",
    "epaule.safety",
    "epaule.people",
    "epaule.territory",
    "epaule.knowhow",
    "epaule.requests",
    "epaule.visits",
    "epaule.replays",
    *(["epaule.demo"] if DEMO else []),
    *(["epaule.adapters.webpush"] if PUSH else []),
    "epaule.config",
    # After ours, so that our templates replace its own.
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "epaule.kernel.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "epaule.territory.middleware.CurrentTerritoryMiddleware",
    "epaule.kernel.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "epaule.config.urls"
ASGI_APPLICATION = "epaule.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "epaule" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["epaule.kernel.templatetags.clock"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "epaule.config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "epaule.kernel.forms.FieldRenderer"

# --- Data ----------------------------------------------------------------------------------------------------

DATABASE_URL = env_str("DATABASE_URL")
if DATABASE_URL:
    # A thread that kept its connection after a test would keep the test database from being removed.
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=0 if TESTING else 60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "epaule.sqlite3",
            # A file like the real one: threads of a test meet the same locks as threads of the server.
            "TEST": {"NAME": DATA_DIR / "tests.sqlite3"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env_str("REDIS_URL")
CHANNEL_LAYERS: dict[str, Any] = {
    "default": (
        {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL], "capacity": 1000}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1000}}
    )
}
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
HUEY: dict[str, Any] = {
    "name": "epaule",
    "immediate": TESTING,
    "consumer": {"workers": 2, "worker_type": "thread"},
    **(
        {"huey_class": "huey.RedisHuey", "url": REDIS_URL}
        if REDIS_URL
        else {"huey_class": "huey.SqliteHuey", "filename": str(DATA_DIR / "taches.sqlite3")}
    ),
}

# Files in a private bucket instead of the folder below; docs/installer.md explains it.
S3_BUCKET = env_str("EPAULE_S3_BUCKET")
S3_ENDPOINT = env_url("EPAULE_S3_ENDPOINT")
S3_REGION = env_str("EPAULE_S3_REGION")
S3_ACCESS_KEY = env_str("EPAULE_S3_ACCESS_KEY")
S3_SECRET_KEY = env_str("EPAULE_S3_SECRET_KEY")
S3_PREFIX = env_str("EPAULE_S3_PREFIX").strip("/")
S3_ENCRYPTION = env_choice("EPAULE_S3_ENCRYPTION", ("", "AES256", "aws:kms"))
S3_STORAGE = {
    "BACKEND": "epaule.adapters.s3.storage.PrivateS3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": S3_ENDPOINT or None,
        "region_name": S3_REGION or None,
        "access_key": S3_ACCESS_KEY or None,
        "secret_key": S3_SECRET_KEY or None,
        "location": S3_PREFIX,
        "encryption": S3_ENCRYPTION,
    },
}
# Films and pictures may come from there, by signed addresses.
FILE_ORIGINS = [origin_of(S3_ENDPOINT)] if S3_BUCKET and S3_ENDPOINT else []

MEDIA_ROOT = DATA_DIR / "fichiers"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Pages ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "web" / "dist"]
STORAGES: dict[str, Any] = {
    "default": S3_STORAGE if S3_BUCKET else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}
DJANGO_VITE = {"default": {"manifest_path": ROOT / "web" / "dist" / "manifest.json", "static_url_prefix": ""}}
# Vite puts a hash in the names of what it builds. A second one by Django would make browsers fetch a chunk twice:
# once by the name in the page, once by the name in the script that imports it.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+$"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [ROOT / "epaule" / "locale"]
TIME_ZONE = env_str("EPAULE_TIME_ZONE", "Europe/Paris")
USE_TZ = True

# --- People --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/aider/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "epaule.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "request_login_code": "epaule.people.forms.RequestCodeForm",
    "confirm_login_code": "epaule.people.forms.ConfirmCodeForm",
    "confirm_email_verification_code": "epaule.people.forms.ConfirmAddressForm",
    "signup": "epaule.people.forms.AddressForm",
}
# Six digits: easy to read on one screen and type on another; three tries, fifteen minutes.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# --- Mail ----------------------------------------------------------------------------------------------------

EMAIL_URL = env_str("EMAIL_URL")
DEFAULT_FROM_EMAIL = env_str("EPAULE_MAIL_FROM", "Épaule <ne-pas-repondre@localhost>")
if DEMO:
    EMAIL_BACKEND = "epaule.demo.mail.ShownMailBackend"
elif EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    _mail = env_smtp("EMAIL_URL")
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- Understanding requests -----------------------------------------------------------------------------------

# auto: words, and the sentence model when its package is installed (the extra `sens`, docs/adr/0023).
UNDERSTANDING = env_choice("EPAULE_UNDERSTANDING", ("auto", "words", "model"))

# --- The map of the directory ---------------------------------------------------------------------------------

# None: our own outlines of communes are the whole map, and no other server learns who looks at it.
TILES_URL = env_str("EPAULE_TILES_URL")
TILES_ATTRIBUTION = env_str("EPAULE_TILES_ATTRIBUTION")
TILE_ORIGINS = tile_origins(TILES_URL)

# --- Helpers whose page is closed ----------------------------------------------------------------------------

# Numbers cost money to write to: docs/installer.md.
SMS_BACKEND, SMS_OPTIONS = env_sms("EPAULE_SMS_URL")
SMS_PER_DAY = env_int("EPAULE_SMS_PER_DAY", 200)
if DEMO:
    SMS_BACKEND, SMS_OPTIONS = "epaule.demo.sms.ShownSms", {}

VAPID_PRIVATE_KEY = env_str("EPAULE_VAPID_PRIVATE_KEY")
# Browsers choose the servers that carry their notifications: those of our own network are none of them.
PUSH_TO_PRIVATE = DEBUG

# --- The live room -------------------------------------------------------------------------------------------

# None by default: on one network nothing outside is contacted. docs/installer.md explains coturn.
STUN_URLS = env_list("EPAULE_STUN_URLS")
TURN_URLS = env_list("EPAULE_TURN_URLS")
TURN_SECRET = env_str("EPAULE_TURN_SECRET")
# Everything through the TURN server: the two do not learn each other's network address, and it costs bandwidth.
TURN_ONLY = env_bool("EPAULE_TURN_ONLY", False)
# Seconds one of the two may be away before the visit ends without them.
VISIT_ABSENCE_SECONDS = env_int("EPAULE_VISIT_ABSENCE_SECONDS", 300)
# A helper who accepted and is not in the room by then is replaced.
ARRIVAL_SECONDS = env_int("EPAULE_ARRIVAL_SECONDS", 60)
# Days after the end of a visit during which what was written and sent is kept.
CHAT_DAYS = env_int("EPAULE_CHAT_DAYS", 30)
# Bytes of one uploaded piece of film; a piece lasts about two seconds.
PIECE_MAX_BYTES = env_int("EPAULE_PIECE_MAX_BYTES", 8 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = PIECE_MAX_BYTES

# --- Safety --------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
CSRF_FAILURE_VIEW = "epaule.config.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *FILE_ORIGINS, *TILE_ORIGINS],
        "media-src": ["'self'", "blob:", *FILE_ORIGINS],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# The room's page alone gives itself the microphone and the screen (visits.views).
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": [],
    "display-capture": [],
    "geolocation": [],
    "microphone": [],
    "payment": [],
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "epaule.kernel.logs.HideSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env_str("EPAULE_LOG_LEVEL", "WARNING")},
    "loggers": {"epaule": {"level": "INFO"}},
}

SITE_NAME = _("Épaule")
