"""Files in a bucket, against a real server of its protocol: kept, read, signed for, erased; and it away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError
from django.conf import settings as project_settings
from django.core.checks import run_checks
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from epaule.adapters.s3 import storage as adapter
from epaule.adapters.s3.probe import Bucket, look_at
from epaule.adapters.s3.storage import PrivateS3Storage
from epaule.kernel import files
from epaule.kernel.errors import DiskFull, StorageAway
from epaule.replays import actions, finishing, strays
from epaule.replays.models import Piece, Recording, Step
from epaule.visits import actions as visits_actions
from tests.adapters.bucket import NAME, PART, Unseekable, bucket, fetch, free_port, keys, options, unfinished
from tests.replays.footage import in_pieces, take
from tests.replays.studio import Studio, files_kept
from tests.visits.documents import jpeg


@pytest.fixture
def away(settings: Any) -> None:
    """A bucket whose server is down."""
    nobody = options(f"http://127.0.0.1:{free_port()}")
    backend = {"BACKEND": "epaule.adapters.s3.storage.PrivateS3Storage", "OPTIONS": nobody}
    settings.STORAGES = settings.STORAGES | {"default": backend}


def answer(code: str, status: int) -> ClientError:
    told = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(told, "PutObject")  # type: ignore[arg-type]


# --- One file


def test_kept_read_and_erased(s3: PrivateS3Storage) -> None:
    name = files.store("films/a/one.webm", ContentFile(b"0123456789"))
    assert (name, keys(s3)) == ("films/a/one.webm", ["epaule/films/a/one.webm"])
    with default_storage.open(name) as kept:
        assert (kept.size, kept.read(3), kept.read()) == (10, b"012", b"3456789")
        kept.seek(-4, 2)
        assert kept.read(2) == b"67"
        kept.seek(1)
        assert (kept.tell(), kept.read(2)) == (1, b"12")
        kept.open()
        assert kept.read(2) == b"01"
    with kept.open("rb"):
        assert kept.read() == b"0123456789"
    assert (default_storage.size(name), default_storage.exists(name)) == (10, True)
    assert timezone.now() - default_storage.get_modified_time(name) < timedelta(minutes=5)
    files.erase([name, "films/a/never.webm"])
    assert keys(s3) == []


def test_folder_is_erased_with_all_it_holds_and_nothing_beside_it(s3: PrivateS3Storage) -> None:
    for name in ("films/a/1", "films/a/2", "films/ab/1", "autres/a/1"):
        files.store(name, ContentFile(b"x"))
    assert (files.folders_in("films"), files.names_in("films/a")) == (["a", "ab"], ["1", "2"])
    files.erase_folder("films/a")
    assert keys(s3) == ["epaule/autres/a/1", "epaule/films/ab/1"]
    files.erase_folder("films/a")
    assert (files.folders_in("nowhere"), files.names_in("nowhere")) == ([], [])


def test_folder_longer_than_a_page_of_a_listing_is_seen_whole(s3: PrivateS3Storage) -> None:
    for number in range(5):
        files.store(f"morceaux/a/{number}", ContentFile(b"x"))
    events = default_storage.connection.meta.client.meta.events
    events.register("provide-client-params.s3.ListObjects", lambda params, **_more: params | {"MaxKeys": 2})
    assert files.names_in("morceaux/a") == ["0", "1", "2", "3", "4"]
    files.erase_folder("morceaux/a")
    assert keys(s3) == []


@pytest.mark.parametrize("act", ["open", "size", "get_modified_time"])
def test_file_that_is_not_there(s3: PrivateS3Storage, act: str) -> None:
    with pytest.raises(FileNotFoundError):
        getattr(default_storage, act)("films/never.webm")


def test_bucket_is_not_written_to_as_a_stream(s3: PrivateS3Storage) -> None:
    with pytest.raises(ValueError, match="stored whole"):
        default_storage.open("a", "wb")


# --- Large files


def test_large_file_is_sent_in_parts_and_read_whole(s3: PrivateS3Storage, tmp_path: Path) -> None:
    body = bytes(range(256)) * (2 * PART // 256 + 4)
    path = tmp_path / "film.webm"
    path.write_bytes(body)
    with path.open("rb") as stream:
        files.store("films/a/large.webm", File(stream))
    head = s3.connection.meta.client.head_object(Bucket=NAME, Key="epaule/films/a/large.webm")
    assert (head["ContentLength"], head["ETag"].strip('"').rpartition("-")[2]) == (len(body), "3")
    with default_storage.open("films/a/large.webm") as kept:
        assert b"".join(kept.chunks()) == body
    files.store("films/a/small.webm", ContentFile(b"x"))
    small = s3.connection.meta.client.head_object(Bucket=NAME, Key="epaule/films/a/small.webm")
    assert "-" not in small["ETag"]


def test_large_file_that_breaks_in_the_middle_leaves_nothing(s3: PrivateS3Storage) -> None:
    with pytest.raises(ConnectionResetError):
        files.store("films/a/broken.webm", File(Unseekable(b"x" * 3 * PART, PART)))
    assert (keys(s3), unfinished(s3)) == ([], [])


def test_bucket_that_goes_away_between_two_parts_is_said_and_leaves_nothing(
    s3: PrivateS3Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = default_storage.connection.meta.client

    def refuse(params: Any, **_more: Any) -> None:
        if params["PartNumber"] == 2:
            raise answer("SlowDown", 503)

    client.meta.events.register("provide-client-params.s3.UploadPart", refuse)
    with pytest.raises(StorageAway):
        files.store("films/a/large.webm", ContentFile(b"x" * 3 * PART))
    assert (keys(s3), unfinished(s3)) == ([], [])


def test_encryption_is_asked_for(address: str) -> None:
    storage = bucket(address, encryption="AES256")
    storage.save("a.txt", ContentFile(b"x"))
    head = storage.connection.meta.client.head_object(Bucket=NAME, Key="epaule/a.txt")
    assert head["ServerSideEncryption"] == "AES256"


# --- Signed addresses


def test_signed_address_gives_the_file_and_its_ranges_for_a_while(s3: PrivateS3Storage, address: str) -> None:
    name = files.store("films/a/one.webm", ContentFile(b"0123456789"))
    signed = files.signed_address(name, seconds=300)
    assert signed is not None
    parts = urlsplit(signed)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    assert (f"{parts.scheme}://{parts.netloc}", parts.path) == (address, f"/{NAME}/epaule/films/a/one.webm")
    assert (asked["X-Amz-Algorithm"], asked["X-Amz-Expires"]) == ("AWS4-HMAC-SHA256", "300")
    assert asked["response-cache-control"] == "private, no-store"
    assert "a secret" not in signed
    status, body, _headers = fetch(signed)
    assert (status, body) == (200, b"0123456789")
    status, body, headers = fetch(signed, Range="bytes=2-4")
    assert (status, body, headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")


def test_signed_address_to_download_names_the_file(s3: PrivateS3Storage) -> None:
    name = files.store("films/a/one.webm", ContentFile(b"x"))
    signed = files.signed_address(name, seconds=60, download_as="Visite du 3 « mars ».webm")
    assert signed is not None
    assert fetch(signed)[2]["Content-Disposition"].startswith("attachment; filename*=utf-8''Visite%20du%203")


def test_nobody_reads_it_without_a_signature(s3: PrivateS3Storage, address: str) -> None:
    files.store("films/a/one.webm", ContentFile(b"0123456789"))
    with pytest.raises(HTTPError) as refused:
        fetch(f"{address}/{NAME}/epaule/films/a/one.webm")
    assert refused.value.code == 403


def test_folder_has_no_signed_addresses(tmp_path: Path) -> None:
    name = files.store("films/a/one.webm", ContentFile(b"x"))
    assert files.signed_address(name, seconds=60) is None


# --- What Épaule does with it


def test_film_is_made_of_its_pieces_there_and_nothing_stays_here(s3: PrivateS3Storage, studio: Studio) -> None:
    recording = studio.finishing(in_pieces(take(), 5))
    assert len([key for key in keys(s3) if "/morceaux/" in key]) == 5
    with TestCase.captureOnCommitCallbacks(execute=True):
        finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "ready"
    assert not [key for key in keys(s3) if "/morceaux/" in key]
    assert f"epaule/{recording.film.name}" in keys(s3)
    assert files_kept() == []
    signed = files.signed_address(str(recording.film.name), seconds=60)
    assert signed is not None
    status, beginning, headers = fetch(signed, Range="bytes=0-3")
    assert (status, beginning) == (206, b"\x1a\x45\xdf\xa3")
    assert headers["Content-Range"] == f"bytes 0-3/{recording.film.size}"


def test_player_is_sent_to_the_bucket_and_others_are_not(
    s3: PrivateS3Storage, address: str, studio: Studio, as_person: Any
) -> None:
    recording = studio.finish()
    name = files.store(f"films/{recording.public_id}/x.jpg", ContentFile(jpeg()))
    Recording.objects.update(poster=name)
    jeanne = as_person(studio.scene.jeanne)
    assert jeanne.get(studio.url("poster", recording.public_id)).content == jpeg()
    told = jeanne.get(studio.url("film_address", recording.public_id)).json()["url"]
    sent = jeanne.get(told)
    assert (sent.status_code, sent["Location"].startswith(f"{address}/{NAME}/")) == (302, True)
    assert "no-store" in sent["Cache-Control"]
    status, beginning, _headers = fetch(sent["Location"], Range="bytes=0-3")
    assert (status, beginning) == (206, b"\x1a\x45\xdf\xa3")
    for who in ("karim", "sophie", "claire"):
        assert as_person(getattr(studio.scene, who)).get(told).status_code == 404


def test_film_is_deleted_there_with_everything_of_it(s3: PrivateS3Storage, studio: Studio) -> None:
    recording = studio.finish()
    assert keys(s3)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete(by=studio.jeanne, recording=recording)
    assert keys(s3) == []


def test_photo_of_the_conversation_and_step_of_the_memo(
    s3: PrivateS3Storage, studio: Studio, as_person: Any
) -> None:
    jeanne = as_person(studio.scene.jeanne)
    line = visits_actions.send_file(participant=studio.jeanne, client_id="line-0001", name="a.jpg", body=jpeg())
    assert line.file is not None
    photo = jeanne.get(reverse("visits:file", args=[studio.visit.public_id, line.file.public_id]))
    assert (photo.status_code, photo.content[:2]) == (200, b"\xff\xd8")
    studio.agree_to_memo()
    step = studio.step()
    picture = jeanne.get(reverse("replays:step_picture", args=[step.public_id]))
    assert (picture.status_code, len(keys(s3))) == (200, 2)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.drop_step(by=studio.jeanne, step_id=step.public_id)
    assert [key.split("/")[1] for key in keys(s3)] == ["visites"]


def test_strays_there_go_once_they_are_old(
    s3: PrivateS3Storage, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = studio.finish()
    kept = keys(s3)
    files.store(f"films/{recording.public_id}/stray.webm", ContentFile(b"x"))
    files.store("films/01J00000000000000000000000/stray.webm", ContentFile(b"x"))
    assert strays.erase_strays() == 0
    monkeypatch.setattr(files, "STRAY_AFTER", timedelta(0))
    assert strays.erase_strays() == 2
    assert keys(s3) == kept
    assert actions.erase_stray_pictures() == visits_actions.erase_stray_folders() == 0


# --- Full, and away


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (("QuotaExceeded", 403), DiskFull),
        (("XMinioStorageFull", 507), DiskFull),
        (("", 507), DiskFull),
        (("SlowDown", 503), StorageAway),
        (("AccessDenied", 403), StorageAway),
        (("NoSuchBucket", 404), StorageAway),
    ],
)
def test_what_the_bucket_refuses_is_said_in_words(
    s3: PrivateS3Storage, monkeypatch: pytest.MonkeyPatch, error: tuple[str, int], expected: type[Exception]
) -> None:
    def refuse(*_given: Any, **_more: Any) -> None:
        raise answer(*error)

    monkeypatch.setattr(adapter.S3Storage, "_save", refuse)
    with pytest.raises(expected):
        files.store("films/a", ContentFile(b"x"))


def test_bucket_away_refuses_a_piece_in_words_and_keeps_nothing(
    away: None, studio: Studio, as_person: Any
) -> None:
    recording = studio.start()
    refused = studio.put(as_person(studio.scene.karim), b"a piece")
    assert refused.status_code == 503
    assert refused.json()["code"] == "storage_away"
    assert "ne répond pas" in refused.json()["message"]
    recording.refresh_from_db()
    assert (recording.state, Piece.objects.count()) == ("recording", 0)


def test_bucket_away_refuses_a_step_in_words_and_keeps_nothing(away: None, studio: Studio) -> None:
    studio.agree_to_memo()
    with pytest.raises(StorageAway):
        studio.step()
    assert not Step.objects.exists()


def test_film_waits_until_the_bucket_is_back(
    address: str, s3: PrivateS3Storage, studio: Studio, settings: Any
) -> None:
    recording = studio.finishing()
    there = settings.STORAGES
    nobody = options(f"http://127.0.0.1:{free_port()}")
    settings.STORAGES = there | {"default": there["default"] | {"OPTIONS": nobody}}
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert (recording.state, recording.pieces.count()) == ("finishing", 3)
    settings.STORAGES = there
    with TestCase.captureOnCommitCallbacks(execute=True):
        finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert (recording.state, files_kept()) == ("ready", [])


def test_film_deleted_while_the_bucket_is_away_goes_by_the_sweep(
    s3: PrivateS3Storage, studio: Studio, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = studio.finish()
    there = settings.STORAGES
    settings.STORAGES = there | {
        "default": there["default"] | {"OPTIONS": options(f"http://127.0.0.1:{free_port()}")}
    }
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete(by=studio.jeanne, recording=recording)
    assert Recording.objects.get().state == "deleted"
    settings.STORAGES = there
    assert keys(s3)
    monkeypatch.setattr(files, "STRAY_AFTER", timedelta(0))
    strays.erase_strays()
    assert keys(s3) == []


# --- Is the bucket fit?


def test_probe_says_fine_away_or_public(s3: PrivateS3Storage, address: str) -> None:
    assert look_at(s3) == Bucket.FINE
    assert keys(s3) == []
    assert look_at(PrivateS3Storage(**options(f"http://127.0.0.1:{free_port()}"))) == Bucket.AWAY
    assert look_at(PrivateS3Storage(**options(address, bucket_name="another-one"))) == Bucket.AWAY
    open_to_all = bucket(address, bucket_name="ouvert-a-tous")
    monkey = open_to_all.get_object_parameters
    open_to_all.get_object_parameters = lambda name: monkey(name) | {"ACL": "public-read"}
    assert look_at(open_to_all) == Bucket.PUBLIC
    assert keys(open_to_all) == []


def found(settings: Any, *, deploy: bool = False, **given: Any) -> list[str]:
    held = {"S3_BUCKET": NAME, "S3_ENDPOINT": "https://s3.example", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
    for name, value in (held | given).items():
        setattr(settings, name, value)
    told = run_checks(tags=["security", "compatibility"], include_deployment_checks=deploy)
    ours = {"epaule.E005", "epaule.E006", "epaule.E007", "epaule.E008", "epaule.W002"}
    return [str(one.id) for one in told if one.id in ours]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"S3_BUCKET": "", "S3_ENDPOINT": "", "S3_SECRET_KEY": ""}, []),
        ({"S3_ENDPOINT": ""}, ["epaule.E006"]),
        ({"S3_ACCESS_KEY": "", "S3_SECRET_KEY": ""}, ["epaule.E006"]),
        ({"S3_ENDPOINT": "http://s3.example"}, ["epaule.W002"]),
        ({"S3_ENDPOINT": "http://192.168.1.20:9000"}, []),
    ],
)
def test_checks_before_the_start(settings: Any, given: dict[str, str], expected: list[str]) -> None:
    assert found(settings, **given) == expected


def test_check_says_that_the_package_is_missing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("epaule.config.checks.find_spec", lambda name: None)
    assert found(settings) == ["epaule.E005"]


def test_deployment_check_looks_at_the_bucket_itself(s3: PrivateS3Storage, settings: Any) -> None:
    assert found(settings, deploy=True) == []
    nobody = options(f"http://127.0.0.1:{free_port()}")
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": nobody}}
    assert found(settings, deploy=True) == ["epaule.E007"]


def test_tests_themselves_keep_files_in_a_folder() -> None:
    assert project_settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage")
