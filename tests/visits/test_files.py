"""Photos and documents of the conversation: who sends, what is kept, who reads."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from epaule.kernel.errors import DiskFull
from epaule.visits import actions
from epaule.visits.actions import files as file_actions
from epaule.visits.errors import NoRoomForFiles, VisitOver
from epaule.visits.files import shown_name
from epaule.visits.models import (
    Alarm,
    AlarmKind,
    AlarmState,
    ChatFile,
    ChatMessage,
    Participant,
    Role,
    TimelineEntry,
    Visit,
)
from epaule.visits.uploads import UPLOAD_MAX_BYTES
from epaule.visits.views.files import FILE_LIMIT
from tests.factories import Scene
from tests.pages import parsed, said
from tests.requests.states import use_up
from tests.requests.test_accept_race import together
from tests.visits.documents import jpeg, kept_files, pdf
from tests.visits.wire import Told

JSON = {"Accept": "application/json"}


@dataclass
class Desk:
    """A visit of Jeanne and Karim, to which files are sent."""

    scene: Scene
    visit: Visit
    jeanne: Participant
    karim: Participant

    def url(self, **query: str) -> str:
        query = {"client_id": "line-0001"} | query
        return reverse("visits:send_file", args=[self.visit.public_id], query=query)

    def send(self, client: Client, body: bytes, name: str = "photo.jpg", **how: Any) -> Any:
        how = {"client_id": "line-0001"} | how
        return client.post(self.url(name=name, **how), body, content_type="image/jpeg", headers=JSON)

    def keep(self, body: bytes, client_id: str = "line-0001", name: str = "photo.jpg") -> ChatFile:
        line = actions.send_file(participant=self.jeanne, client_id=client_id, name=name, body=body)
        assert line.file is not None
        return line.file

    def path(self, file: ChatFile) -> str:
        return reverse("visits:file", args=[self.visit.public_id, file.public_id])


@pytest.fixture
def desk(scene: Scene) -> Desk:
    visit = scene.visit()
    return Desk(scene, visit, *scene.participants(visit))


@pytest.fixture
def jeanne(desk: Desk, as_person: Any) -> Client:
    client: Client = as_person(desk.scene.jeanne)
    return client


def refused(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert set(body) == {"code", "message", "way_on"}
    return answer.status_code, body["code"]


def nothing_kept() -> bool:
    return not ChatFile.objects.exists() and not ChatMessage.objects.exists() and kept_files() == []


# --- Who sends


def test_others_send_nothing(desk: Desk, client: Client, as_person: Any) -> None:
    assert desk.send(client, jpeg()).status_code == 302
    for person in (desk.scene.paul, desk.scene.sophie, desk.scene.claire):
        assert refused(desk.send(as_person(person), jpeg())) == (404, "not_your_visit")
    assert nothing_kept()


def test_who_waits_at_the_door_sends_and_reads_nothing(desk: Desk, as_person: Any) -> None:
    file = desk.keep(jpeg())
    paul = Participant.objects.create(
        visit=desk.visit, person=desk.scene.paul, role=Role.RELATIVE, colour=2, seen_at=timezone.now()
    )
    assert refused(desk.send(as_person(paul.person), jpeg(), client_id="line-0002")) == (404, "not_your_visit")
    assert as_person(paul.person).get(desk.path(file)).status_code == 404
    Participant.objects.filter(pk=paul.pk).update(admitted_at=timezone.now())
    assert desk.send(as_person(paul.person), jpeg(), client_id="line-0002").status_code == 201
    assert as_person(paul.person).get(desk.path(file)).status_code == 200


def test_nothing_is_sent_after_the_end(desk: Desk, jeanne: Client) -> None:
    actions.end_visit(participant=desk.karim)
    assert refused(desk.send(jeanne, jpeg())) == (410, "visit_over")
    assert nothing_kept()


def test_visit_that_ends_meanwhile_keeps_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read = file_actions.read_upload

    def read_slowly(body: bytes) -> Any:
        actions.end_visit(participant=desk.karim)
        return read(body)

    monkeypatch.setattr(file_actions, "read_upload", read_slowly)
    with pytest.raises(VisitOver):
        desk.keep(jpeg())
    assert nothing_kept()


def test_form_of_another_site_sends_nothing(desk: Desk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.scene.jeanne, backend="django.contrib.auth.backends.ModelBackend")
    assert desk.send(client, jpeg()).status_code == 403
    assert nothing_kept()


# --- What is sent


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"<!doctype html><script>alert(1)</script>", (415, "file_not_taken")),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', (415, "file_not_taken")),
        (b"MZ\x90\x00" + bytes(300), (415, "file_not_taken")),
        (b"", (400, "file_damaged")),
        (pdf()[:-20], (400, "file_damaged")),
    ],
)
def test_content_decides_not_the_name_nor_the_header(
    desk: Desk, jeanne: Client, body: bytes, refusal: tuple[int, str]
) -> None:
    assert refused(desk.send(jeanne, body, name="vacances.jpg")) == refusal
    assert nothing_kept()


def test_photo_called_a_pdf_is_a_photo(desk: Desk, jeanne: Client) -> None:
    assert desk.send(jeanne, jpeg(), name="avis.pdf").status_code == 201
    file = ChatFile.objects.get()
    assert (file.kind, file.name, file.width, file.height) == ("photo", "avis.jpg", 64, 48)


def test_file_in_a_form_is_not_understood(desk: Desk, jeanne: Client) -> None:
    """The body is the file: what a multipart form carries is never looked at."""
    answer = jeanne.post(desk.url(name="a.jpg"), {"file": "words"}, headers=JSON)
    assert answer.status_code in {400, 415}
    assert nothing_kept()


def test_too_large_is_refused_before_it_is_read(
    desk: Desk, jeanne: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(self: HttpRequest, *args: Any) -> bytes:
        raise AssertionError("read")

    monkeypatch.setattr(HttpRequest, "read", read)
    body = bytes(UPLOAD_MAX_BYTES + 1)
    assert refused(desk.send(jeanne, body)) == (413, "file_too_large")
    assert nothing_kept()


@pytest.mark.parametrize(
    "query",
    [
        {"client_id": ""},
        {"client_id": "short"},
        {"client_id": "a" * 41},
        {"client_id": "../../../x"},
        {"name": "a" * 301},
    ],
)
def test_address_that_makes_no_sense_is_refused(desk: Desk, jeanne: Client, query: dict[str, str]) -> None:
    answer = jeanne.post(desk.url(**query), jpeg(), content_type="image/jpeg", headers=JSON)
    assert refused(answer) == (400, "file_not_said")
    assert nothing_kept()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_files_are_posted_and_nothing_else(desk: Desk, jeanne: Client, method: str) -> None:
    assert getattr(jeanne, method)(desk.url()).status_code == 405


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Facture d’été 👵.pdf", "Facture d’été 👵.jpg"),
        ("e\u0301te\u0301.png", "été.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Jeanne\\photo.bmp", "photo.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie: x.jpg"),
        ("", "sans-nom.jpg"),
        ("..", "sans-nom.jpg"),
        ("/", "sans-nom.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("x" * 300, "x" * 80 + ".jpg"),
        ('"><script>.jpg', '"><script>.jpg'),
    ],
)
def test_name_is_only_shown(sent: str, kept: str) -> None:
    assert shown_name(sent, ".jpg") == kept


def test_name_never_becomes_a_path(desk: Desk, settings: Any) -> None:
    file = desk.keep(jpeg(), name="../../../../tmp/attack.jpg")
    assert file.name == "attack.jpg"
    (path,) = kept_files()
    assert path.parent == settings.MEDIA_ROOT / "visites" / desk.visit.public_id
    assert path.name != "attack.jpg"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


# --- How much


def test_visit_takes_so_many_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_actions, "FILES_PER_VISIT", 2)
    desk.keep(jpeg(), "line-0001")
    desk.keep(pdf(), "line-0002")
    with pytest.raises(NoRoomForFiles):
        desk.keep(jpeg(), "line-0003")
    assert len(kept_files()) == ChatFile.objects.count() == ChatMessage.objects.count() == 2


def test_visit_takes_so_many_bytes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_actions, "BYTES_PER_VISIT", 2 * len(pdf()))
    desk.keep(pdf(), "line-0001")
    desk.keep(pdf(), "line-0002")
    with pytest.raises(NoRoomForFiles):
        desk.keep(pdf(), "line-0003")
    assert len(kept_files()) == ChatFile.objects.count() == 2


def test_nobody_sends_without_end(desk: Desk, jeanne: Client) -> None:
    use_up(FILE_LIMIT, f"person:{desk.scene.jeanne.pk}")
    assert refused(desk.send(jeanne, jpeg())) == (429, "too_many")


def test_full_disk_is_told_and_leaves_nothing(desk: Desk, jeanne: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", full)
        assert refused(desk.send(jeanne, jpeg())) == (507, "disk_full")
    assert nothing_kept()
    assert desk.send(jeanne, jpeg()).status_code == 201


def test_database_that_fails_leaves_no_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(file_actions, "add_line", fail)
    with pytest.raises(DiskFull):
        desk.keep(jpeg())
    assert nothing_kept()


# --- Sent once


def test_both_are_told_of_a_line_with_a_file(
    desk: Desk, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        file = desk.keep(jpeg(), name="Ma télé.png")
    assert [(one.group, one.kind) for one in told] == [(f"visit.{desk.visit.public_id}", "chat")]
    line = told[0].message["line"]
    assert (line["number"], line["author"], line["text"]) == (1, desk.jeanne.public_id, "")
    assert line["file"] == {
        "id": file.public_id,
        "name": "Ma télé.jpg",
        "kind": "photo",
        "size": file.size,
        "url": desk.path(file),
        "width": 64,
        "height": 48,
    }
    assert TimelineEntry.objects.get(event="visit.file_sent").person == desk.scene.jeanne


def test_same_file_sent_again_is_one_line_told_again(
    desk: Desk, jeanne: Client, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [desk.send(jeanne, jpeg()) for _time in range(2)]
        actions.say(participant=desk.karim, client_id="line-0001", text="Je la vois")
    assert [answer.json() for answer in answers] == [{"number": 1}, {"number": 1}]
    assert [one.message["line"]["number"] for one in told] == [1, 1, 2]
    assert ChatFile.objects.count() == len(kept_files()) == 1


def test_same_file_sent_twice_at_the_same_instant_is_kept_once(played: Scene) -> None:
    visit = played.visit()
    desk = Desk(played, visit, *played.participants(visit))
    assert together(*[lambda: desk.keep(jpeg())] * 4) == {"done": 4}
    assert ChatFile.objects.count() == ChatMessage.objects.count() == len(kept_files()) == 1


def test_file_numbered_among_the_lines(desk: Desk) -> None:
    actions.say(participant=desk.karim, client_id="line-0001", text="Une photo ?")
    desk.keep(jpeg(), "line-0002")
    actions.say(participant=desk.karim, client_id="line-0003", text="Merci")
    assert list(ChatMessage.objects.values_list("number", "file__kind")) == [(1, None), (2, "photo"), (3, None)]


# --- Who reads


def test_strangers_read_nothing(desk: Desk, client: Client, as_person: Any) -> None:
    file = desk.keep(jpeg())
    assert client.get(desk.path(file)).status_code == 302
    for person in (desk.scene.paul, desk.scene.sophie, desk.scene.claire):
        assert as_person(person).get(desk.path(file)).status_code == 404


def test_file_of_another_visit_is_not_read_through_ones_own(desk: Desk, as_person: Any) -> None:
    file = desk.keep(jpeg())
    actions.end_visit(participant=desk.karim)
    other = desk.scene.visit()
    stolen = reverse("visits:file", args=[other.public_id, file.public_id])
    assert as_person(desk.scene.jeanne).get(stolen).status_code == 404


@pytest.mark.parametrize("file_id", ["inconnu", "01J00000000000000000000000", "..", "%00", "' OR 1=1 --"])
def test_unknown_file_is_not_found(desk: Desk, jeanne: Client, file_id: str) -> None:
    desk.keep(jpeg())
    assert jeanne.get(f"/visite/{desk.visit.public_id}/fichiers/{file_id}/").status_code == 404


def test_file_gone_from_the_disk_is_not_found(desk: Desk, jeanne: Client) -> None:
    file = desk.keep(jpeg())
    kept_files()[0].unlink()
    assert jeanne.get(desk.path(file)).status_code == 404


def test_photo_is_shown_shut_in(desk: Desk, as_person: Any) -> None:
    file = desk.keep(jpeg(), name="été.jpg")
    answer = as_person(desk.scene.karim).get(desk.path(file))
    assert answer.content == kept_files()[0].read_bytes()
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "inline; filename*=utf-8''%C3%A9t%C3%A9.jpg"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_pdf_is_downloaded_never_shown(desk: Desk, jeanne: Client) -> None:
    file = desk.keep(pdf(), name='a"b;c\r\n.pdf')
    answer = jeanne.get(desk.path(file))
    assert answer.content == pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a\\"b;c.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_head_tells_the_size_without_the_file(desk: Desk, jeanne: Client) -> None:
    file = desk.keep(pdf())
    answer = jeanne.head(desk.path(file))
    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", str(len(pdf())))
    assert jeanne.post(desk.path(file)).status_code == 405


@pytest.mark.parametrize(
    ("state", "status"), [(AlarmState.OPEN, 404), (AlarmState.UPHELD, 404), (AlarmState.CLEARED, 200)]
)
def test_helper_of_an_alarm_reads_nothing_more(desk: Desk, as_person: Any, state: AlarmState, status: int) -> None:
    file = desk.keep(jpeg())
    now = timezone.now()
    Alarm.objects.create(
        visit=desk.visit,
        by=desk.scene.jeanne,
        helper=desk.scene.karim,
        kind=AlarmKind.CARD,
        state=state,
        at=now,
        decided_at=None if state == AlarmState.OPEN else now,
    )
    assert as_person(desk.scene.karim).get(desk.path(file)).status_code == status
    assert as_person(desk.scene.jeanne).get(desk.path(file)).status_code == 200


def test_file_is_read_after_the_end(desk: Desk, jeanne: Client) -> None:
    file = desk.keep(pdf(), name="Avis.pdf")
    actions.end_visit(participant=desk.karim)
    over = jeanne.get(reverse("visits:room", args=[desk.visit.public_id]))
    (link,) = parsed(over).select("li a")
    assert (link.get_text(), link["href"]) == ("Avis.pdf", desk.path(file))
    assert "30 jours après la visite" in said(over)
    assert jeanne.get(desk.path(file)).status_code == 200
