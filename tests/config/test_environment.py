"""Settings from the environment: a bad value stops the start and names the variable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from epaule.config.env import (
    SmtpServer,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_smtp,
    env_str,
    env_url,
    origin_of,
    secret_key,
    tile_origins,
)
from tests.config.installation import run

NAME = "EPAULE_TRY"


@pytest.mark.parametrize("value", ["oui", "2", "", "vrai", "on"])
def test_switch_that_is_neither_on_nor_off_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} doit valoir 1 ou 0"):
        env_bool(NAME, default=True)


@pytest.mark.parametrize("value", ["", "-1", "1.5", "deux", "²"])
def test_number_that_is_not_whole_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} doit être un nombre entier"):
        env_int(NAME, 1)


def test_secret_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE doit nommer un fichier"):
        env_str(NAME)


@pytest.mark.parametrize("value", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b@h:port"])
def test_mail_server_that_is_not_one_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} doit être de la forme") as refused:
        env_smtp(NAME)
    assert value not in str(refused.value) or value == "smtp://"


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("true", True), ("YES", True), (" 0 ", False), ("no", False)]
)
def test_switch(monkeypatch: pytest.MonkeyPatch, value: str, expected: bool) -> None:
    monkeypatch.setenv(NAME, value)
    assert env_bool(NAME, default=not expected) is expected


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert (env_str(NAME), env_str(NAME, "a"), env_bool(NAME, True), env_int(NAME, 7)) == ("", "a", True, 7)
    assert env_list(NAME, "a, b,,c ") == ["a", "b", "c"]


def test_secret_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("très secret\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    assert env_str(NAME) == "très secret"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 25, "", "", starttls=False, tls=False)),
        ("smtp+tls://a:b%40@mail.example.org", SmtpServer("mail.example.org", 587, "a", "b@", True, False)),
        ("smtps://a%40b:c@mail.example.org", SmtpServer("mail.example.org", 465, "a@b", "c", False, True)),
        ("smtps://mail.example.org:2465", SmtpServer("mail.example.org", 2465, "", "", False, True)),
    ],
)
def test_mail_server(monkeypatch: pytest.MonkeyPatch, value: str, expected: SmtpServer) -> None:
    monkeypatch.setenv(NAME, value)
    assert env_smtp(NAME) == expected


def test_secret_key_is_made_once_and_readable_by_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("EPAULE_SECRET_KEY", raising=False)
    folder = tmp_path / "new"
    made = secret_key(folder)
    assert len(made) >= 50
    assert secret_key(folder) == made
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("EPAULE_SECRET_KEY", "donnée")
    assert secret_key(folder) == "donnée"


def test_bad_value_stops_the_start(tmp_path: Path) -> None:
    started = run(tmp_path, "-c", "from epaule.config import settings", EPAULE_WEB_PROCESSES="beaucoup")
    assert started.returncode != 0
    assert "EPAULE_WEB_PROCESSES doit être un nombre entier, et non 'beaucoup'." in started.stderr


def test_https_closes_what_must_be_closed(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        "-c",
        "from epaule.config import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.CSRF_TRUSTED_ORIGINS, s.DEBUG, s.DEMO, "
        "s.EMAIL_HOST, 'epaule.demo' in s.INSTALLED_APPS)",
        EPAULE_HTTPS="1",
        EPAULE_HOSTS="aide.example.org",
        EMAIL_URL="smtps://mail.example.org",
    )
    expected = "True True True True ['https://aide.example.org'] False False mail.example.org False\n"
    assert shown.stdout == expected, shown.stderr


BAD_ADDRESSES = [
    "s3.example",
    "ftp://s3.example",
    "https://",
    "https://a:b@s3.example",
    "https://s3.example/bucket",
]


@pytest.mark.parametrize(
    "value", [*BAD_ADDRESSES, "https://s3.example:port", "//s3.example", "https://s3.example?a"]
)
def test_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} doit être de la forme"):
        env_url(NAME)


def test_address_and_its_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert env_url(NAME) == ""
    monkeypatch.setenv(NAME, "https://s3.example:9000/")
    assert env_url(NAME) == "https://s3.example:9000"
    assert origin_of("https://S3.example:9000") == "https://s3.example:9000"


def test_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert env_choice(NAME, ("", "AES256")) == ""
    monkeypatch.setenv(NAME, "AES256")
    assert env_choice(NAME, ("", "AES256")) == "AES256"
    monkeypatch.setenv(NAME, "aes")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} doit valoir AES256, et non 'aes'"):
        env_choice(NAME, ("", "AES256"))


def test_bucket_takes_the_place_of_the_folder_and_pages_may_show_what_is_in_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("très secret\n")
    shown = run(
        tmp_path,
        "-c",
        "from epaule.config import settings as s; d = s.CONTENT_SECURITY_POLICY['DIRECTIVES']; "
        "f = s.STORAGES['default']; print(f['BACKEND'], f['OPTIONS']['secret_key'], f['OPTIONS']['location'], "
        "d['media-src'][-1], d['img-src'][-1], d['connect-src'])",
        EPAULE_S3_BUCKET="films",
        EPAULE_S3_ENDPOINT="https://s3.example.org",
        EPAULE_S3_ACCESS_KEY="a",
        EPAULE_S3_SECRET_KEY_FILE=str(secret),
        EPAULE_S3_PREFIX="/manche/",
    )
    expected = (
        "epaule.adapters.s3.storage.PrivateS3Storage très secret manche "
        "https://s3.example.org https://s3.example.org [\"'self'\"]\n"
    )
    assert shown.stdout == expected, shown.stderr


def test_folder_stays_without_a_bucket(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        "-c",
        "from epaule.config import settings as s; print(s.STORAGES['default']['BACKEND'], s.FILE_ORIGINS)",
        EPAULE_S3_ENDPOINT="https://s3.example.org",
    )
    assert shown.stdout == "django.core.files.storage.FileSystemStorage []\n", shown.stderr


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("", []),
        ("https://tuiles.exemple.fr/osm/{z}/{x}/{y}.png", ["https://tuiles.exemple.fr"]),
        ("https://tuiles.exemple.fr:8443/{z}/{x}/{y}.webp?cle=a", ["https://tuiles.exemple.fr:8443"]),
    ],
)
def test_tiles_open_the_pictures_of_their_server_alone(address: str, origins: list[str]) -> None:
    assert tile_origins(address) == origins


@pytest.mark.parametrize(
    "address",
    [
        "tuiles",
        "https://tuiles.exemple.fr/",
        "https://{s}.exemple.fr/{z}/{x}/{y}.png",
        "data:{z}{x}{y}",
        "https://a'b;c/{z}/{x}/{y}",
    ],
)
def test_tiles_that_are_none_stop_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        tile_origins(address)
