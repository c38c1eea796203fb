"""How long a film is kept: the territory's days, her choice, the letter before, and what goes by itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as project_settings
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.people.models import Person
from epaule.replays import actions, strays, tasks
from epaule.replays.errors import AlreadyPast, FilmIsHers, KeepingUnknown, RecordingUnknown
from epaule.replays.models import Memo, Piece, Recording, Step
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind, Role
from tests.pages import said
from tests.replays.studio import Studio, files_kept

DAY_OF_THE_FILM = datetime(2027, 1, 10, 14, 0, tzinfo=UTC)
NIGHT, MORNING = 4, 8
"""Hours (UTC) of the two tasks."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(DAY_OF_THE_FILM, tick=False) as clock:
        yield clock


def live(clock: Any, to: datetime) -> None:
    """Let days pass, with what happens each night and each morning, up to `to`."""
    now = timezone.now()
    moments = [
        (now + timedelta(days=days)).replace(hour=hour, minute=30)
        for days in range((to - now).days + 2)
        for hour in (NIGHT, MORNING)
    ]
    for moment in moments:
        if now < moment <= to:
            clock.move_to(moment)
            with TestCase.captureOnCommitCallbacks(execute=True):
                (tasks.end_keeping if moment.hour == NIGHT else tasks.remind).call_local()
    clock.move_to(to)


def on(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def film(studio: Studio) -> Recording:
    """A film, on the disk, of a visit that is over."""
    recording = studio.finish()
    studio.end()
    return recording


def allow(studio: Studio, days: int, most: int) -> None:
    territory = studio.visit.territory
    territory.keeping_days, territory.keeping_days_most = days, most
    territory.save()


# --- The day it goes


def test_it_is_kept_as_long_as_the_territory_says_when_it_is_proposed(studio: Studio) -> None:
    allow(studio, 7, 30)
    actions.propose(by=studio.jeanne)
    allow(studio, 90, 180)
    recording = actions.accept(by=studio.karim)
    assert (recording.keeping_days, recording.delete_on) == (7, None)
    assert studio.stop().delete_on == date(2027, 1, 17)


@pytest.mark.parametrize(
    ("stopped", "goes"),
    [
        (datetime(2027, 1, 10, 22, 59, tzinfo=UTC), date(2027, 2, 9)),
        (datetime(2027, 1, 10, 23, 1, tzinfo=UTC), date(2027, 2, 10)),  # Already tomorrow in Paris.
        (datetime(2027, 7, 10, 21, 59, tzinfo=UTC), date(2027, 8, 9)),
        (datetime(2027, 7, 10, 22, 1, tzinfo=UTC), date(2027, 8, 10)),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 4, 27)),  # The night the clocks go forward.
        (datetime(2027, 10, 30, 22, 30, tzinfo=UTC), date(2027, 11, 30)),  # And back.
    ],
)
def test_days_are_those_of_here(studio: Studio, clock: Any, stopped: datetime, goes: date) -> None:
    clock.move_to(stopped - timedelta(minutes=10))
    studio.start()
    clock.move_to(stopped)
    recording = studio.stop()
    assert recording.delete_on == goes
    clock.move_to(datetime(goes.year, goes.month, goes.day, tzinfo=UTC) - timedelta(hours=3))
    assert actions.delete_expired_films() == 0
    clock.move_to(on(goes, NIGHT))
    assert actions.delete_expired_films() == 1


def test_database_keeps_no_film_for_ever(studio: Studio) -> None:
    studio.finish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.update(delete_on=None)


# --- Her choice


@pytest.mark.parametrize(
    ("days", "goes"), [(7, date(2027, 1, 17)), (30, date(2027, 2, 9)), (90, date(2027, 4, 10))]
)
def test_she_chooses_from_the_day_of_the_film(studio: Studio, clock: Any, days: int, goes: date) -> None:
    recording = film(studio)
    clock.shift(timedelta(days=5))
    actions.keep_for(by=studio.jeanne, recording=recording, days=days)
    actions.keep_for(by=studio.jeanne, recording=recording, days=days)
    recording.refresh_from_db()
    assert (recording.keeping_days, recording.delete_on) == (days, goes)
    kept = AuditEvent.objects.filter(event="recording.kept_for")
    assert [one.data for one in kept] == ([] if days == 30 else [{"days": days}])


@pytest.mark.parametrize("days", [-1, 0, 1, 29, 31, 91, 180, 365, 10**9])
def test_what_the_territory_does_not_allow_is_refused(studio: Studio, days: int) -> None:
    recording = film(studio)
    with pytest.raises(KeepingUnknown):
        actions.keep_for(by=studio.jeanne, recording=recording, days=days)
    recording.refresh_from_db()
    assert recording.delete_on == date(2027, 2, 9)


def test_180_days_where_the_territory_allows_them(studio: Studio) -> None:
    allow(studio, 30, 180)
    recording = actions.keep_for(by=studio.jeanne, recording=film(studio), days=180)
    assert recording.delete_on == date(2027, 7, 9)


def test_a_choice_that_is_past_is_refused_and_not_offered(studio: Studio, clock: Any, as_person: Any) -> None:
    recording = film(studio)
    jeanne = as_person(studio.scene.jeanne)
    assert offered(jeanne.get(studio.url("keepsake"))) == ["7", "30", "90"]
    clock.shift(timedelta(days=7))
    with pytest.raises(AlreadyPast):
        actions.keep_for(by=studio.jeanne, recording=recording, days=7)
    answer = jeanne.post(studio.url("keep_for", recording.public_id), {"days": "7"})
    assert answer.status_code == 409
    assert "Cette durée est déjà passée" in said(answer)
    assert offered(jeanne.get(studio.url("keepsake"))) == ["30", "90"]
    recording.refresh_from_db()
    assert recording.delete_on == date(2027, 2, 9)


def offered(page: Any) -> list[str]:
    return re.findall(r'name="days" value="([0-9]+)"', page.content.decode())


def test_a_territory_that_shortens_does_not_shorten_what_was_chosen(studio: Studio, clock: Any) -> None:
    recording = film(studio)
    actions.keep_for(by=studio.jeanne, recording=recording, days=90)
    allow(studio, 7, 7)
    live(clock, on(date(2027, 4, 9)))
    recording.refresh_from_db()
    assert (recording.state, recording.delete_on) == ("ready", date(2027, 4, 10))
    with pytest.raises(KeepingUnknown):
        actions.keep_for(by=studio.jeanne, recording=recording, days=90)


@pytest.mark.parametrize("state", ["proposed", "recording", "deleted"])
def test_no_choice_without_a_film(studio: Studio, state: str) -> None:
    if state == "deleted":
        recording = film(studio)
        actions.delete(by=studio.karim, recording=recording)
    else:
        recording = actions.propose(by=studio.jeanne) if state == "proposed" else studio.start()
    with pytest.raises(RecordingUnknown):
        actions.keep_for(by=studio.jeanne, recording=recording, days=7)


OUTCOMES = {
    # who: (the answer, the answer once an alarm was raised)
    "jeanne": (302, 302),
    "karim": (403, 404),
    "sophie": (404, 404),
    "claire": (404, 404),
    "paul": (404, 404),
    "newcomer": (404, 404),
    "anonymous": (302, 302),
}


@pytest.mark.parametrize("alarm", [False, True])
@pytest.mark.parametrize("who", OUTCOMES)
def test_who_may_choose(studio: Studio, as_person: Any, client: Any, who: str, alarm: bool) -> None:
    scene = studio.scene
    odette = Person.objects.create_user(territory=scene.territory, first_name="Odette")
    recording = studio.finish()
    studio.let_in(odette, Role.RELATIVE)
    if alarm:
        with TestCase.captureOnCommitCallbacks(execute=True):
            visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    person = odette if who == "newcomer" else getattr(scene, who, None)
    caller = as_person(person) if person else client
    answer = caller.post(studio.url("keep_for", recording.public_id), {"days": "7"})
    assert answer.status_code == OUTCOMES[who][alarm]
    recording.refresh_from_db()
    assert recording.keeping_days == (7 if who == "jeanne" else 30)


def test_helper_reads_the_day_and_chooses_nothing(studio: Studio, as_person: Any) -> None:
    recording = film(studio)
    page = as_person(studio.scene.karim).get(studio.url("keepsake"))
    assert "gardé jusqu’au mardi 9 février 2027" in said(page)
    assert offered(page) == []
    with pytest.raises(FilmIsHers):
        actions.keep_for(by=studio.karim, recording=recording, days=7)


def test_page_of_the_film_says_the_day_too_and_lets_her_choose(studio: Studio, as_person: Any) -> None:
    address = studio.url("watch", film(studio).public_id)
    hers, his = (as_person(person).get(address) for person in (studio.scene.jeanne, studio.scene.karim))
    assert "gardé jusqu’au mardi 9 février 2027" in said(hers)
    assert "gardé jusqu’au mardi 9 février 2027" in said(his)
    assert (offered(hers), offered(his)) == (["7", "30", "90"], [])


@pytest.mark.parametrize("days", ["", "sept", "7.0", "-7", "999999999999999999999", "٧", " 7", "31"])
def test_what_no_page_sends_is_refused_in_words(studio: Studio, as_person: Any, days: str) -> None:
    recording = film(studio)
    jeanne = as_person(studio.scene.jeanne)
    answer = jeanne.post(studio.url("keep_for", recording.public_id), {"days": days})
    assert answer.status_code == 400
    assert "Cette durée ne fait pas partie" in said(answer)
    assert jeanne.get(studio.url("keep_for", recording.public_id)).status_code == 405


def test_film_of_another_visit_is_not_kept_through_ones_own(studio: Studio, as_person: Any) -> None:
    recording = film(studio)
    other = Studio.of(studio.scene)
    with pytest.raises(RecordingUnknown):
        actions.keep_for(by=other.jeanne, recording=recording, days=7)
    address = other.url("keep_for", recording.public_id)
    assert as_person(studio.scene.jeanne).post(address, {"days": "7"}).status_code == 404


# --- Told before


def test_she_is_told_once_three_days_before_and_the_film_goes_that_day(studio: Studio, clock: Any) -> None:
    recording = film(studio)
    live(clock, on(date(2027, 2, 5)))
    assert mail.outbox == []
    live(clock, on(date(2027, 2, 6)))
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (
        ["jeanne@example.org"],
        "Le film de votre visite sera supprimé mardi 9 février",
    )
    text = " ".join(str(letter.body).split())
    assert "Bonjour, Le dimanche 10 janvier, vous avez fait une visite avec Karim." in text
    assert "Il sera supprimé le mardi 9 février 2027." in text
    assert "Pour le garder plus longtemps" in text
    assert f"http://testserver{studio.url('keepsake')}" in text
    live(clock, on(date(2027, 2, 8)))
    recording.refresh_from_db()
    assert (recording.state, len(mail.outbox), len(files_kept())) == ("ready", 1, 1)
    live(clock, on(date(2027, 2, 9)))
    recording.refresh_from_db()
    assert (recording.state, recording.film.name, len(mail.outbox), files_kept()) == ("deleted", "", 1, [])


def test_one_task_twice_in_a_night_or_a_morning_is_once(studio: Studio, clock: Any) -> None:
    film(studio)
    for day, task in ((date(2027, 2, 6), tasks.remind), (date(2027, 2, 9), tasks.end_keeping)):
        clock.move_to(on(day))
        for _again in range(2):
            with TestCase.captureOnCommitCallbacks(execute=True):
                task.call_local()
    assert len(mail.outbox) == 1
    assert AuditEvent.objects.filter(event="recording.expired").count() == 1
    assert studio.visit.timeline.filter(event="recording.expired").count() == 1


def test_the_longest_choice_is_told_that_nothing_more_is_possible(studio: Studio, clock: Any) -> None:
    allow(studio, 30, 30)
    film(studio)
    live(clock, on(date(2027, 2, 7)))
    [letter] = mail.outbox
    assert "Il ne peut pas être gardé plus longtemps ici." in letter.body
    assert "Pour le garder plus longtemps" not in letter.body


def test_who_keeps_it_longer_is_told_again_before_the_new_day(studio: Studio, clock: Any) -> None:
    recording = film(studio)
    live(clock, on(date(2027, 2, 6)))
    actions.keep_for(by=studio.jeanne, recording=recording, days=90)
    live(clock, on(date(2027, 4, 6)))
    assert len(mail.outbox) == 1
    live(clock, on(date(2027, 4, 7)))
    assert len(mail.outbox) == 2
    live(clock, on(date(2027, 4, 10)))
    recording.refresh_from_db()
    assert (recording.state, len(mail.outbox)) == ("deleted", 2)


def test_who_chooses_one_of_its_last_days_is_not_told_of_it(studio: Studio, clock: Any) -> None:
    recording = film(studio)
    live(clock, on(date(2027, 1, 15)))
    actions.keep_for(by=studio.jeanne, recording=recording, days=7)
    live(clock, on(date(2027, 1, 18)))
    recording.refresh_from_db()
    assert (recording.state, mail.outbox) == ("deleted", [])


def test_seven_days_are_told_too(studio: Studio, clock: Any) -> None:
    actions.keep_for(by=studio.jeanne, recording=film(studio), days=7)
    live(clock, on(date(2027, 1, 14)))
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("why", ["no address", "closed account"])
def test_who_cannot_be_written_to_reads_it_on_the_page(
    studio: Studio, clock: Any, as_person: Any, why: str
) -> None:
    recording = film(studio)
    changes: dict[str, Any] = {"email": None} if why == "no address" else {"is_active": False}
    Person.objects.filter(pk=studio.scene.jeanne.pk).update(**changes)
    live(clock, on(date(2027, 2, 7)))
    recording.refresh_from_db()
    assert (mail.outbox, recording.reminded_at) == ([], None)
    if why == "no address":
        page = as_person(studio.scene.jeanne).get(studio.url("keepsake"))
        assert "Ce film sera supprimé le mardi 9 février" in said(page)


def test_page_warns_in_the_last_three_days_only(studio: Studio, clock: Any, as_person: Any) -> None:
    film(studio)
    jeanne = as_person(studio.scene.jeanne)
    for day, warns in ((5, False), (6, True), (8, True)):
        clock.move_to(on(date(2027, 2, day)))
        assert ("Ce film sera supprimé" in said(jeanne.get(studio.url("keepsake")))) is warns


def test_letter_is_in_the_language_she_speaks(studio: Studio, clock: Any) -> None:
    film(studio)
    Person.objects.filter(pk=studio.scene.jeanne.pk).update(languages=["ar", "en"])
    live(clock, on(date(2027, 2, 6)))
    assert "Tuesday 9 February" in mail.outbox[0].subject


def test_film_deleted_meanwhile_is_not_written_about(studio: Studio, clock: Any) -> None:
    recording = film(studio)
    clock.move_to(on(date(2027, 2, 6)))
    with TestCase.captureOnCommitCallbacks(execute=False) as letters:
        assert actions.remind() == 1
    actions.delete(by=studio.karim, recording=recording)
    for send in letters:
        send()
    assert mail.outbox == []


def test_site_without_a_name_says_where_to_go_in_words(studio: Studio, clock: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", ".local", "*"]
    film(studio)
    live(clock, on(date(2027, 2, 6)))
    assert "Connectez-vous à Épaule" in mail.outbox[0].body
    assert "http" not in mail.outbox[0].body


def test_name_of_the_territory_comes_first(studio: Studio, clock: Any, settings: Any) -> None:
    settings.HTTPS = True
    territory = studio.visit.territory
    territory.hosts = ["aide.manche.example"]
    territory.save()
    film(studio)
    live(clock, on(date(2027, 2, 6)))
    assert f"https://aide.manche.example{studio.url('keepsake')}" in mail.outbox[0].body


# --- Gone by itself


@pytest.mark.parametrize("state", ["uploading", "finishing", "ready", "failed"])
def test_it_goes_really_whatever_became_of_it(studio: Studio, clock: Any, state: str) -> None:
    studio.finishing()
    recording = Recording.objects.get()
    if state in {"ready", "failed"}:
        name = default_storage.save(f"films/{recording.public_id}/x.webm", ContentFile(b"film"))
        poster = default_storage.save(f"films/{recording.public_id}/x.jpg", ContentFile(b"poster"))
        Recording.objects.update(film=name, poster=poster, duration_ms=1)
    Recording.objects.update(state=state)
    assert files_kept()
    clock.move_to(on(date(2027, 2, 9)))
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert actions.delete_expired_films() == 1
    recording.refresh_from_db()
    assert (recording.state, recording.film.name, recording.poster.name) == ("deleted", "", "")
    assert (files_kept(), Piece.objects.count()) == ([], 0)
    assert list(Path(project_settings.MEDIA_ROOT).glob("*/*")) == []
    assert AuditEvent.objects.get(event="recording.expired").by == ""


def test_either_deletes_the_picture_of_the_film_too(studio: Studio) -> None:
    recording = film(studio)
    poster = default_storage.save(f"films/{recording.public_id}/x.jpg", ContentFile(b"poster"))
    Recording.objects.update(poster=poster)
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.delete(by=studio.karim, recording=recording)
    recording.refresh_from_db()
    assert (recording.poster.name, files_kept()) == ("", [])


def test_journal_says_who_deleted_it_or_that_its_time_was_over(studio: Studio, clock: Any, as_person: Any) -> None:
    first, _second = studio.finish(), studio.finish()
    studio.end()
    actions.delete(by=studio.karim, recording=first)
    live(clock, on(date(2027, 2, 9)))
    page = said(as_person(studio.scene.jeanne).get(f"/visite/{studio.visit.public_id}/journal/"))
    assert "Karim supprime le film." in page
    assert "Le film est supprimé : son temps est passé." in page


def test_memo_nobody_kept_is_told_of_then_goes_with_its_pictures(
    studio: Studio, clock: Any, as_person: Any
) -> None:
    memo = studio.draft("Ouvrez le site.", "Cliquez.")
    assert (memo.delete_on, len(files_kept())) == (date(2027, 2, 9), 2)
    live(clock, on(date(2027, 2, 8)))
    [letter] = mail.outbox
    assert letter.subject == "Votre mémo sera supprimé mardi 9 février"
    assert "Vous ne l’avez pas encore gardé" in letter.body
    assert f"http://testserver/memo/{memo.public_id}/\n" in letter.body
    live(clock, on(date(2027, 2, 9)))
    memo.refresh_from_db()
    assert (memo.state, memo.title, memo.delete_on, Step.objects.count()) == ("deleted", "", None, 0)
    assert files_kept() == []
    page = said(as_person(studio.scene.jeanne).get(f"/visite/{studio.visit.public_id}/journal/"))
    assert "Le mémo, que personne n’a gardé, est supprimé" in page
    live(clock, on(date(2027, 2, 12)))
    assert AuditEvent.objects.filter(event="memo.deleted", by="").count() == len(mail.outbox) == 1


def test_memo_she_kept_stays(studio: Studio, clock: Any) -> None:
    memo = studio.draft()
    Memo.objects.update(state="kept", kept_at=timezone.now(), delete_on=None)
    live(clock, on(date(2027, 12, 31)))
    memo.refresh_from_db()
    assert (memo.state, memo.steps.count(), len(files_kept()), mail.outbox) == ("kept", 3, 3, [])


def test_day_changed_as_the_night_begins_is_looked_at_again(
    studio: Studio, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = film(studio)
    clock.move_to(on(date(2027, 2, 9)))
    from epaule.replays.actions import ending

    lock = ending.lock

    def chosen_meanwhile(one: Recording) -> Recording:
        Recording.objects.update(delete_on=date(2027, 4, 10), keeping_days=90)
        return lock(one)

    monkeypatch.setattr(ending, "lock", chosen_meanwhile)
    assert actions.delete_expired_films() == 0
    recording.refresh_from_db()
    assert (recording.state, len(files_kept())) == ("ready", 1)


# --- What nothing owns


def old(name: str, body: bytes = b"x") -> str:
    """A file of two days ago."""
    name = default_storage.save(name, ContentFile(body))
    long_ago = timezone.now().timestamp() - 2 * 24 * 3600
    os.utime(default_storage.path(name), (long_ago, long_ago))
    return name


def test_strays_go_and_what_is_owned_stays(studio: Studio, clock: Any) -> None:
    made = studio.finish()
    pieces = studio.finishing()
    poster = default_storage.save(f"films/{made.public_id}/x.jpg", ContentFile(b"poster"))
    Recording.objects.filter(pk=made.pk).update(poster=poster)
    kept = files_kept()
    for folder in (f"films/{made.public_id}", f"films/{pieces.public_id}", f"morceaux/{pieces.public_id}"):
        old(f"{folder}/stray.webm")
    for root in ("films", "morceaux"):
        old(f"{root}/01J00000000000000000000000/a")
        old(f"{root}/01J00000000000000000000000/b")
    for name in kept:
        path = Path(project_settings.DATA_DIR) / name
        os.utime(path, (0, 0))
    assert strays.erase_strays() == 7
    assert files_kept() == kept
    assert not (Path(project_settings.MEDIA_ROOT) / "films").joinpath("01J00000000000000000000000").exists()
    assert strays.erase_strays() == 0


def test_what_was_just_written_is_no_stray(studio: Studio) -> None:
    default_storage.save("films/01J00000000000000000000000/new.webm", ContentFile(b"x"))
    now = timezone.now().timestamp()
    os.utime(default_storage.path("films/01J00000000000000000000000/new.webm"), (now, now))
    assert strays.erase_strays() == 0
    assert len(files_kept()) == 1


def test_sweep_with_nothing_kept_and_with_files_gone(studio: Studio, clock: Any) -> None:
    assert strays.erase_strays() == 0
    recording = film(studio)
    (Path(project_settings.MEDIA_ROOT) / recording.film.name).unlink()
    strays.erase_strays()
    live(clock, on(date(2027, 2, 9)))
    recording.refresh_from_db()
    assert recording.state == "deleted"


def test_no_refusal_is_left_without_a_way_on() -> None:
    for refusal in (AlreadyPast, FilmIsHers, KeepingUnknown):
        assert issubclass(refusal, Refusal)
        assert refusal.way_on != Refusal.way_on
