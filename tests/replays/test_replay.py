"""The page of a film: steps and conversation at their moment; addresses good for one person
and a quarter of an hour; what the journal says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.kernel import files
from epaule.replays import actions, signatures
from epaule.replays.clock import chapters_of, film_time, minutes, stretches
from epaule.replays.models import Recording, RecordingState, Segment
from epaule.replays.replay import steps_of
from epaule.replays.vtt import chapters_vtt
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind, ChatMessage, Role, TimelineEntry
from tests.pages import parsed, said
from tests.replays.studio import JSON, Studio
from tests.visits.documents import jpeg


@pytest.fixture
def recording(studio: Studio) -> Recording:
    """A film whose clock is known: 60 seconds, from ten minutes ago."""
    made = studio.finish()
    began = timezone.now() - timedelta(minutes=10)
    Recording.objects.filter(pk=made.pk).update(started_at=began, duration_ms=60_000)
    made.takes.all().delete()
    made.refresh_from_db()
    return made


@pytest.fixture
def jeanne(studio: Studio, as_person: Any) -> Client:
    client: Client = as_person(studio.jeanne.person)
    return client


def step_at(studio: Studio, recording: Recording, seconds: float, sentence: str) -> None:
    step = studio.step(sentence)
    step.at = (recording.started_at or timezone.now()) + timedelta(seconds=seconds)
    step.save()


def line_at(studio: Studio, recording: Recording, seconds: float, text: str, **changes: Any) -> ChatMessage:
    number = ChatMessage.objects.filter(visit=studio.visit).count() + 1
    given: dict[str, Any] = {
        "visit": studio.visit,
        "author": studio.karim,
        "number": number,
        "client_id": f"line-{number:04}",
        "text": text,
        "at": (recording.started_at or timezone.now()) + timedelta(seconds=seconds),
    }
    return ChatMessage.objects.create(**(given | changes))


# --- Who reaches what

Setting = Callable[[Studio, Recording], Any]


def _nothing(_studio: Studio, _recording: Recording) -> None:
    pass


def _alarm(studio: Studio, _recording: Recording) -> None:
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)


def _deleted(studio: Studio, recording: Recording) -> None:
    actions.delete(by=studio.jeanne, recording=recording)


def _ended(studio: Studio, _recording: Recording) -> None:
    studio.end()


MATRIX: list[tuple[str, Setting, int, int, int, int]] = [
    # who, what happened, page and fresh address, her own signed address, one of the other, download
    ("jeanne", _nothing, 200, 200, 404, 200),
    ("karim", _nothing, 200, 200, 404, 404),
    ("odile", _nothing, 404, 404, 404, 404),
    ("sophie", _nothing, 404, 404, 404, 404),
    ("claire", _nothing, 404, 404, 404, 404),
    ("anonymous", _nothing, 302, 302, 302, 302),
    ("jeanne", _ended, 200, 200, 404, 200),
    ("karim", _ended, 200, 200, 404, 404),
    ("jeanne", _alarm, 200, 200, 404, 200),
    ("karim", _alarm, 404, 404, 404, 404),
    ("claire", _alarm, 404, 404, 404, 404),
    ("jeanne", _deleted, 404, 404, 404, 404),
    ("karim", _deleted, 404, 404, 404, 404),
]


@pytest.mark.parametrize(("who", "happened", "page", "own", "other", "download"), MATRIX)
def test_who_reaches_what(
    studio: Studio,
    recording: Recording,
    as_person: Any,
    client: Client,
    who: str,
    happened: Setting,
    page: int,
    own: int,
    other: int,
    download: int,
) -> None:
    newcomer = studio.let_in(studio.scene.paul, Role.RELATIVE)
    # Signed before it happened: an address that was good may not stay so.
    addresses = {one: studio.signed_url(recording, getattr(studio, one)) for one in ("jeanne", "karim")}
    addresses["odile"] = studio.signed_url(recording, newcomer)
    happened(studio, recording)
    people = {"odile": newcomer.person} | {
        one: getattr(studio.scene, one) for one in ("jeanne", "karim", "sophie", "claire")
    }
    if who != "anonymous":
        client = as_person(people[who])
    for name in ("watch", "film_address", "chapters"):
        assert client.get(studio.url(name, recording.public_id)).status_code == page, name
    anothers = "karim" if who == "jeanne" else "jeanne"
    assert client.get(addresses.get(who, addresses[anothers])).status_code == own
    assert client.get(addresses[anothers]).status_code == other
    assert client.get(f"{addresses.get(who, addresses[anothers])}?telecharger").status_code == download
    by_link = client.get(studio.url("download", recording.public_id))
    assert by_link.status_code == (302 if download == 200 else download)


def test_address_is_over_after_a_quarter_of_an_hour(
    studio: Studio, recording: Recording, jeanne: Client, as_person: Any
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        address = studio.signed_url(recording)
        told = jeanne.get(studio.url("film_address", recording.public_id)).json()
        assert told["until"] == (timezone.now().replace(microsecond=0) + signatures.LIFE).isoformat()
        clock.shift(signatures.LIFE - timedelta(seconds=1))
        assert jeanne.get(address).status_code == jeanne.get(told["url"]).status_code == 200
        clock.shift(timedelta(seconds=2))
        over = jeanne.get(address)
        assert over.status_code == 410
        assert "ne sert plus" in said(over)
        assert "le film est toujours là" in said(over)
        # Nobody else learns even that.
        assert as_person(studio.karim.person).get(address).status_code == 404
        assert (
            jeanne.get(jeanne.get(studio.url("film_address", recording.public_id)).json()["url"]).status_code
            == 200
        )


def test_tampered_address_is_none(studio: Studio, recording: Recording, jeanne: Client) -> None:
    signature, _until = signatures.sign(recording, studio.jeanne)
    head, at, proof = signature.split(":")
    others, _until = signatures.sign(recording, studio.karim)
    for wrong in (
        "x",
        signature[:-1],
        f"{head}:{at}",
        f"{others.split(':')[0]}:{at}:{proof}",
        f"{head}:zzzzzz:{proof}",
        f"{head}:{at}:{proof[::-1]}",
        "é" * 20,
        f"{signature}:{proof}",
    ):
        assert jeanne.get(f"/film/{wrong}/film.webm").status_code == 404, wrong
    assert jeanne.get(f"/film/{signature}/film.webm").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_film_is_only_read(studio: Studio, recording: Recording, jeanne: Client, method: str) -> None:
    assert getattr(jeanne, method)(studio.signed_url(recording)).status_code == 405


def test_old_address_is_gone(studio: Studio, recording: Recording, jeanne: Client) -> None:
    assert jeanne.get(studio.url("watch", recording.public_id) + "film.webm").status_code == 404


@pytest.mark.parametrize("state", ["uploading", "finishing", "failed"])
def test_page_of_a_film_that_is_not_there_yet_leads_to_what_stays(
    studio: Studio, recording: Recording, jeanne: Client, state: str
) -> None:
    Recording.objects.filter(pk=recording.pk).update(state=RecordingState(state))
    answer = jeanne.get(studio.url("watch", recording.public_id))
    assert (answer.status_code, answer["Location"]) == (302, studio.url("keepsake"))


# --- Download, storage of its own, poster


def test_download_has_a_name_of_its_day(studio: Studio, recording: Recording, jeanne: Client) -> None:
    Recording.objects.filter(pk=recording.pk).update(
        started_at=timezone.datetime.fromisoformat("2026-11-22T23:30:00+00:00")
    )
    file = jeanne.get(studio.url("download", recording.public_id), follow=True)
    # Half past midnight in Paris.
    assert file["Content-Disposition"] == 'attachment; filename="visite-2026-11-23.webm"'
    with recording.film.open("rb") as stored:
        assert b"".join(file.streaming_content) == stored.read()


def test_storage_that_signs_gives_the_film_itself(
    studio: Studio, recording: Recording, jeanne: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def signed_url(name: str, seconds: int, download_as: str) -> str:
        return f"https://store.example/{name}?for={seconds}&as={download_as}"

    assert files.signed_address("films/x", seconds=9) is None
    monkeypatch.setattr(default_storage, "signed_url", signed_url, raising=False)
    shown = jeanne.get(studio.signed_url(recording))
    assert (shown.status_code, shown["Location"]) == (
        302,
        f"https://store.example/{recording.film.name}?for=900&as=",
    )
    assert shown["Cache-Control"] == "private, no-store"
    taken = jeanne.get(studio.signed_url(recording) + "?telecharger")
    assert "&as=visite-" in taken["Location"]
    assert events() == [("recording.viewed", "Jeanne"), ("recording.downloaded", "Jeanne")]


def test_poster_is_the_twos(studio: Studio, recording: Recording, jeanne: Client, as_person: Any) -> None:
    address = studio.url("poster", recording.public_id)
    assert jeanne.get(address).status_code == 404
    body = jpeg(32, 18)
    Recording.objects.filter(pk=recording.pk).update(poster=files.store("films/poster.jpg", ContentFile(body)))
    for client in (jeanne, as_person(studio.karim.person)):
        picture = client.get(address)
        assert (picture.content, picture["Content-Type"]) == (body, "image/jpeg")
        assert picture["Cache-Control"] == "private, no-store"
    assert as_person(studio.scene.sophie).get(address).status_code == 404
    assert address in str(jeanne.get(studio.url("keepsake")).content)
    files.erase(["films/poster.jpg"])
    assert jeanne.get(address).status_code == 404


# --- The time of the film


def test_film_time_follows_the_takes(studio: Studio, recording: Recording) -> None:
    began = recording.started_at
    assert began is not None
    for number, (after, film_ms) in enumerate([(0, 0), (100, 20_000)]):
        at = began + timedelta(seconds=after)
        Segment.objects.create(recording=recording, number=number, started_at=at, seen_at=at, film_ms=film_ms)
    takes = stretches(Recording.objects.get(pk=recording.pk))
    places = {0: 0, 19.999: 19_999, 20: None, 60: None, 100: 20_000, 139.9: 59_900, 140: None, -1: None}
    assert {after: film_time(takes, began + timedelta(seconds=after)) for after in places} == places


def test_film_without_any_time_has_no_chapter(studio: Studio, recording: Recording) -> None:
    studio.agree_to_memo()
    studio.step()
    recording.started_at = None
    assert stretches(recording) == []
    assert chapters_of(recording, steps_of(recording)) == []


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(0, "0:00"), (59_999, "0:59"), (61_000, "1:01"), (3_723_000, "1:02:03")]
)
def test_minutes(milliseconds: int, words: str) -> None:
    assert minutes(milliseconds) == words


def test_chapters_are_the_steps_within_the_film(studio: Studio, recording: Recording, jeanne: Client) -> None:
    studio.agree_to_memo()
    for seconds, sentence in [
        (-9, "Avant."),
        (40, "Validez."),
        (12.5, "Cliquez <ici> & là.\n--> non"),
        (90, "Après."),
    ]:
        step_at(studio, recording, seconds, sentence)
    found = [(one.number, one.start, one.end) for one in chapters_of(recording, steps_of(recording))]
    assert found == [(3, 12_500, 40_000), (2, 40_000, 60_000)]
    cues = jeanne.get(studio.url("chapters", recording.public_id))
    assert cues["Content-Type"] == "text/vtt; charset=utf-8"
    assert cues.content.decode() == (
        "WEBVTT\n\n3\n00:00:12.500 --> 00:00:40.000\nÉtape 3\u00a0: Cliquez &lt;ici&gt; &amp; là. --&gt; non\n"
        "\n2\n00:00:40.000 --> 00:01:00.000\nÉtape 2\u00a0: Validez.\n"
    )
    assert chapters_vtt([]) == "WEBVTT\n"
    page = parsed(jeanne.get(studio.url("watch", recording.public_id)))
    links = page.select("[data-ep-replay=chapter]")
    film = str(page.select("video")[0]["src"])
    assert [str(link["href"]) for link in links] == [f"{film}#t=12.5", f"{film}#t=40"]
    assert [(link["data-start"], link["data-end"]) for link in links] == [("12500", "40000"), ("40000", "60000")]


def test_conversation_is_told_at_its_moment(studio: Studio, recording: Recording, jeanne: Client) -> None:
    line_at(studio, recording, 5, "Bonjour Jeanne")
    line_at(studio, recording, 20, "Ma carte : •••• •••• ••••", masked=True, author=studio.jeanne)
    line_at(studio, recording, 500, "Après le film")
    page = jeanne.get(studio.url("watch", recording.public_id))
    lines = parsed(page).select("[data-ep-replay=line]")
    assert [line.get("data-start") for line in lines] == ["5000", "20000", None]
    assert "Karim 0:05 Bonjour Jeanne" in said(page, "[data-ep-replay=lines]")
    assert "Vous 0:20 Ma carte : •••• •••• •••• Un numéro a été caché" in said(page, "[data-ep-replay=lines]")
    ChatMessage.objects.all().delete()
    erased = jeanne.get(studio.url("watch", recording.public_id))
    assert parsed(erased).select("[data-ep-replay=lines]") == []


def test_what_is_missing_is_said(studio: Studio, recording: Recording, jeanne: Client) -> None:
    Recording.objects.filter(pk=recording.pk).update(gaps=[[10_000, 14_000], [30_000, 30_400]])
    page = jeanne.get(studio.url("watch", recording.public_id))
    assert "0:10 — Il manque 4 secondes ici." in said(page)
    assert "0:30 — Il manque 1 seconde ici." in said(page)
    marks = parsed(page).select(".replay__strip-gap")
    assert [(mark["x"], mark["width"]) for mark in marks] == [("10000", "4000"), ("30000", "400")]


def test_page_costs_the_same_however_long(studio: Studio, recording: Recording, jeanne: Client) -> None:
    address = studio.url("watch", recording.public_id)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert jeanne.get(address).status_code == 200
        return len(asked)

    studio.agree_to_memo()
    step_at(studio, recording, 1, "Un.")
    line_at(studio, recording, 1, "Un")
    few = queries()
    for n in range(2, 12):
        step_at(studio, recording, n, f"{n}.")
        line_at(studio, recording, n, f"{n}", author=studio.jeanne if n % 2 else studio.karim)
    assert queries() == few
    assert few <= 12


def test_page_of_what_stays_costs_the_same_with_many_films(studio: Studio, as_person: Any) -> None:
    client = as_person(studio.jeanne.person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(studio.url("keepsake")).status_code == 200
        return len(asked)

    client.get(studio.signed_url(studio.finish()))
    few = queries()
    for _film in range(3):
        client.get(studio.signed_url(studio.finish()))
    assert queries() == few


# --- The journal


def events() -> list[tuple[str, str]]:
    entries = TimelineEntry.objects.filter(event__startswith="recording.").select_related("person")
    return [(entry.event, entry.person.first_name if entry.person else "") for entry in entries]


def test_every_viewing_is_in_the_journal_she_reads(
    studio: Studio, recording: Recording, jeanne: Client, as_person: Any
) -> None:
    karim = as_person(studio.karim.person)
    for _time in range(3):
        karim.get(studio.signed_url(recording, studio.karim), headers={"Range": "bytes=0-9"})
    jeanne.get(studio.url("download", recording.public_id), follow=True)
    assert events() == [("recording.viewed", "Karim"), ("recording.downloaded", "Jeanne")]
    journal = jeanne.get(f"/visite/{studio.visit.public_id}/journal/")
    assert "Karim regarde le film." in said(journal)
    assert "Jeanne télécharge le film." in said(journal)


def test_opening_the_page_alone_is_no_viewing(studio: Studio, recording: Recording, jeanne: Client) -> None:
    """The player asks for the film by itself; a page whose film nobody asked for was not watched."""
    for name in ("watch", "film_address", "chapters"):
        jeanne.get(studio.url(name, recording.public_id))
    assert events() == []


def test_helped_person_reads_who_watched_last(
    studio: Studio, recording: Recording, jeanne: Client, as_person: Any
) -> None:
    keepsake = studio.url("keepsake")
    assert "Regardé" not in said(jeanne.get(keepsake))
    jeanne.get(studio.signed_url(recording))
    assert "Regardé la dernière fois par vous" in said(jeanne.get(keepsake))
    karim = as_person(studio.karim.person)
    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        karim.get(studio.signed_url(recording, studio.karim))
    assert "Regardé la dernière fois par Karim" in said(jeanne.get(keepsake))
    assert "Regardé" not in said(karim.get(keepsake))


# --- What stays


def test_memo_is_shown_with_its_first_picture(studio: Studio, as_person: Any) -> None:
    memo = studio.draft("Ouvrez le site.", "Validez.")
    page = as_person(studio.jeanne.person).get(studio.url("keepsake"))
    assert "2 étapes" in said(page)
    first = memo.steps.first()
    assert first is not None
    assert parsed(page).select(f"img[src='/etape/{first.public_id}/image.jpg']")


def test_refused_by_json_for_the_player(studio: Studio, recording: Recording, as_person: Any) -> None:
    answer = as_person(studio.scene.sophie).get(studio.url("film_address", recording.public_id), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (404, "recording_unknown")


def test_what_has_arrived_is_said(studio: Studio, as_person: Any) -> None:
    studio.start()
    studio.keep_all([b"one", b"two"])
    studio.stop()
    jeanne = as_person(studio.jeanne.person)
    page = jeanne.get(studio.url("keepsake"))
    assert "Environ 4 secondes de film sont arrivées." in said(page)
    assert parsed(page).select(f"form[action='{studio.film_url('finish_now')}'] details[hx-preserve]")
    studio.recording.takes.update(pieces_expected=5)
    page = jeanne.get(studio.url("keepsake"))
    assert "2 morceaux arrivés sur 5" in said(page)
    (bar,) = parsed(page).select("progress")
    assert (bar["value"], bar["max"]) == ("2", "5")
