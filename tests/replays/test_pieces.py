"""Pieces of film, as the recorder's page sends them: each kept once, whole, and under its own number."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.test import Client

from epaule.kernel.errors import DiskFull
from epaule.replays import actions
from epaule.replays.actions import pieces
from epaule.replays.errors import PieceTooLarge
from epaule.replays.models import Piece, Recording
from epaule.visits import actions as visits_actions
from tests.replays.studio import JSON, Studio, files_kept, sha256
from tests.requests.test_accept_race import together

BODY = b"a piece of film"


@pytest.fixture
def karim(studio: Studio, as_person: Any) -> Client:
    """The recorder's page, while it records."""
    studio.start()
    client: Client = as_person(studio.karim.person)
    return client


def refused(answer: Any) -> tuple[int, str]:
    """(status, code) of a refusal, which is JSON with a French sentence."""
    body = answer.json()
    assert set(body) == {"code", "message", "way_on"}
    assert body["message"].endswith(".")
    return answer.status_code, body["code"]


def test_only_the_recorder_sends(studio: Studio, as_person: Any, client: Client) -> None:
    studio.start()
    assert studio.put(client, BODY).status_code == 302
    assert refused(studio.put(as_person(studio.scene.paul), BODY)) == (404, "not_your_visit")
    assert refused(studio.put(as_person(studio.jeanne.person), BODY)) == (403, "not_the_recorder")
    assert (Piece.objects.count(), files_kept()) == (0, [])


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_piece_is_put_and_nothing_else(studio: Studio, karim: Client, method: str) -> None:
    assert getattr(karim, method)(studio.film_url("piece", 0, 0)).status_code == 405


@pytest.mark.parametrize("header", [None, "", "x", sha256(b"other"), sha256(BODY)[:-1], "é"])
def test_damaged_piece_is_refused(studio: Studio, karim: Client, header: str | None) -> None:
    headers = JSON if header is None else JSON | {"X-Content-SHA256": header}
    answer = karim.put(studio.film_url("piece", 0, 0), BODY, content_type="video/webm", headers=headers)
    assert refused(answer) == (400, "piece_damaged")
    assert (Piece.objects.count(), files_kept()) == (0, [])


def test_piece_too_large_is_refused(studio: Studio, karim: Client, settings: Any) -> None:
    settings.PIECE_MAX_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert refused(studio.put(karim, b"x" * 101)) == (413, "piece_too_large")
    assert studio.put(karim, b"x" * 100).status_code == 200
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    assert refused(studio.put(karim, b"x" * 101, number=1)) == (413, "piece_too_large")
    assert Piece.objects.count() == 1


@pytest.mark.parametrize(
    ("segment", "number", "refusal"),
    [
        (1, 0, (409, "recording_over")),
        (10**30, 0, (409, "recording_over")),
        (0, actions.MOST_PIECES, (413, "piece_too_large")),
        (0, 10**30, (413, "piece_too_large")),
    ],
)
def test_piece_of_nowhere_is_refused(
    studio: Studio, karim: Client, segment: int, number: int, refusal: tuple[int, str]
) -> None:
    assert refused(studio.put(karim, BODY, number, segment)) == refusal
    assert (Piece.objects.count(), files_kept()) == (0, [])


@pytest.mark.parametrize("path", ["-1/0/", "0/-1/", "a/0/", "0/1.5/", "0/"])
def test_address_of_no_piece_is_not_found(studio: Studio, karim: Client, path: str) -> None:
    address = studio.film_url("piece", 0, 0).removesuffix("0/0/") + path
    assert karim.put(address, BODY).status_code == 404


def test_piece_is_kept_whole(studio: Studio, karim: Client, settings: Any) -> None:
    answer = studio.put(karim, BODY, number=3)
    assert answer.json() == {"segment": 0, "number": 3, "size": len(BODY)}
    piece = Piece.objects.get()
    assert (piece.recording, piece.sha256) == (Recording.objects.get(), sha256(BODY))
    with piece.file.open("rb") as file:
        assert file.read() == BODY
    path = Path(piece.file.path)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_checksum_may_be_in_capitals(studio: Studio, karim: Client) -> None:
    assert studio.put(karim, BODY, **{"X-Content-SHA256": sha256(BODY).upper()}).status_code == 200


def test_same_piece_again_is_acknowledged_again(studio: Studio, karim: Client) -> None:
    first, again = studio.put(karim, BODY), studio.put(karim, BODY)
    assert first.json() == again.json()
    assert Piece.objects.count() == len(files_kept()) == 1


def test_other_piece_under_its_number_is_refused(studio: Studio, karim: Client) -> None:
    studio.put(karim, BODY)
    assert refused(studio.put(karim, b"another")) == (409, "piece_conflict")
    assert (Piece.objects.get().sha256, len(files_kept())) == (sha256(BODY), 1)


def test_same_content_under_other_numbers_is_other_pieces(studio: Studio, karim: Client) -> None:
    studio.segment()
    for number, segment in ((0, 0), (1, 0), (0, 1)):
        assert studio.put(karim, BODY, number, segment).status_code == 200
    assert Piece.objects.count() == len(files_kept()) == 3


def test_pieces_may_come_in_any_order(studio: Studio, karim: Client) -> None:
    for number in (2, 0, 1):
        assert studio.put(karim, b"%d" % number, number).status_code == 200
    assert [piece.number for piece in Piece.objects.all()] == [0, 1, 2]


def test_pieces_still_come_after_the_stop_and_after_the_end(studio: Studio, karim: Client) -> None:
    studio.stop()
    assert studio.put(karim, BODY).status_code == 200
    visits_actions.end_visit(participant=studio.karim)
    assert studio.put(karim, BODY, 1).status_code == 200


def test_film_that_is_finishing_takes_no_more(studio: Studio, as_person: Any) -> None:
    studio.finishing()
    kept = files_kept()
    assert refused(studio.put(as_person(studio.karim.person), BODY, 9)) == (409, "recording_over")
    assert files_kept() == kept


def test_pieces_of_two_films_come_together(studio: Studio, karim: Client) -> None:
    """The last ones of the former film, while the next one is filmed already."""
    studio.keep(b"first film")
    first = studio.stop()
    second = studio.start()
    studio.put(karim, b"second film")
    studio.keep(b"late", 1, recording=first)
    assert [piece.sha256 for piece in first.pieces.all()] == [sha256(b"first film"), sha256(b"late")]
    assert [piece.sha256 for piece in second.pieces.all()] == [sha256(b"second film")]
    assert studio.all_sent({0: 2}, first).state == "finishing"
    assert studio.recording.state == "recording"


# --- No room left


def half_write_then_fail(number: int) -> Any:
    """What a file system does when it fills up: part of the file is there."""

    def save(self: FileSystemStorage, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(content.chunks())[:5])
        raise OSError(number, os.strerror(number))

    return save


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_is_told_and_nothing_is_half_written(
    studio: Studio, karim: Client, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "_save", half_write_then_fail(number))
        assert refused(studio.put(karim, BODY)) == (507, "disk_full")
    assert (Piece.objects.count(), files_kept()) == (0, [])
    # The page tries again by itself once there is room.
    assert studio.put(karim, BODY).status_code == 200


def test_other_trouble_of_the_disk_is_no_full_disk(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.start()
    monkeypatch.setattr(FileSystemStorage, "_save", half_write_then_fail(errno.EIO))
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        studio.keep(BODY)
    assert files_kept() == []


def test_database_without_room_is_a_full_disk_too(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**fields: Any) -> Piece:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError("database or disk is full") from cause

    studio.start()
    monkeypatch.setattr(Piece.objects, "create", fail)
    with pytest.raises(DiskFull):
        studio.keep(BODY)
    assert files_kept() == []


def test_row_that_cannot_be_kept_leaves_no_file(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**fields: Any) -> Piece:
        raise OperationalError("database is locked")

    studio.start()
    monkeypatch.setattr(Piece.objects, "create", fail)
    with pytest.raises(OperationalError):
        studio.keep(BODY)
    assert files_kept() == []


# --- Segments


def test_each_start_of_the_recorder_is_a_segment(studio: Studio, as_person: Any) -> None:
    karim = as_person(studio.karim.person)
    actions.propose(by=studio.jeanne)
    page = {"page": "one load of it"}
    assert refused(studio.post(karim, "segment", page)) == (409, "recording_over")
    actions.accept(by=studio.karim)
    assert [studio.post(karim, "segment", page).json() for _ in range(2)] == [{"segment": 0}, {"segment": 1}]
    assert refused(studio.post(as_person(studio.jeanne.person), "segment", page)) == (403, "not_the_recorder")


def test_segments_have_an_end(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.start()
    monkeypatch.setattr(pieces, "MOST_SEGMENTS", 2)
    studio.segment()
    with pytest.raises(PieceTooLarge):
        studio.segment()


# --- At the same instant


def test_same_piece_twice_at_once_is_kept_once(open_studio: Studio) -> None:
    open_studio.start()
    assert together(*[lambda: open_studio.keep(BODY)] * 6) == {"done": 6}
    assert Piece.objects.count() == len(files_kept()) == 1


def test_two_pieces_under_one_number_at_once_keep_one(open_studio: Studio) -> None:
    open_studio.start()
    outcomes = together(*[lambda n=n: open_studio.keep(b"%d" % n) for n in range(4)])
    assert outcomes == {"done": 1, "piece_conflict": 3}
    assert Piece.objects.count() == len(files_kept()) == 1


def test_stop_while_pieces_come_loses_none(open_studio: Studio) -> None:
    open_studio.start()
    outcomes = together(*[lambda n=n: open_studio.keep(b"%d" % n, n) for n in range(5)], open_studio.stop)
    assert outcomes == {"done": 6}
    assert Piece.objects.count() == len(files_kept()) == 5


def test_one_film_does_not_fill_the_disk(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_BYTES", 10)
    studio.start()
    studio.keep(b"123456", 0)
    with pytest.raises(PieceTooLarge):
        studio.keep(b"78901", 1)
    assert len(files_kept()) == 1
    assert studio.keep(b"7890", 1).size == 4
    assert studio.keep(b"123456", 0).number == 0, "the same again is still acknowledged"
