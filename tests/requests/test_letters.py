"""Mail and SMS about an appointment: who gets which, what they say, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as default_policy
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core import mail

from epaule.people.models import Person
from epaule.requests import actions, letters, proposal_letters, tasks
from epaule.requests.links import appointment_token
from epaule.requests.models import Appointment, Proposal, Rhythm, Urgency
from tests.factories import Scene
from tests.requests.agenda import invitation_in, only_event, opened, sms_sent
from tests.requests.diary import MONDAY, at, gives_hours

HOUR = at(26, 14)
"""Thursday."""
MOBILE, HIS = "+33639980001", "+33639980002"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["aide.exemple.fr", "testserver"]
    settings.HTTPS = True
    settings.DEFAULT_FROM_EMAIL = "Épaule <rendez-vous@aide.exemple.fr>"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def done(django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """`done(action, …)` does it, and what follows once it is committed."""

    def do(action: Callable[..., Any], **given: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action(**given)

    return do


@pytest.fixture
def booked(clock: time_machine.Coordinates, scene: Scene, done: Any) -> Appointment:
    return book(scene, done)


def book(scene: Scene, done: Any, **asked: Any) -> Appointment:
    gives_hours(scene, scene.karim)
    request = scene.ask(urgency=Urgency.THIS_WEEK, **asked)
    booked: Appointment = done(
        actions.book, by=request.person, request=request, helper=scene.karim, starts_at=HOUR
    )
    return booked


def letter_to(address: str) -> Any:
    """The last one to that address."""
    return [one for one in mail.outbox if one.to == [address]][-1]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_both_get_their_invitation_and_nothing_of_the_other(scene: Scene, booked: Appointment) -> None:
    assert sorted(one.to[0] for one in mail.outbox) == ["jeanne@example.org", "karim@example.org"]
    hers, his = letter_to("jeanne@example.org"), letter_to("karim@example.org")
    assert plain(hers.subject) == "Rendez-vous jeudi 26 novembre, 14 h, avec Karim"
    assert plain(his.subject) == "Rendez-vous jeudi 26 novembre, 14 h, avec Jeanne"
    link = f"https://aide.exemple.fr/r/{appointment_token(booked)}/"
    assert f"\n{link}\n" in hers.body
    assert "avec Karim, animateur·rice d’un espace public numérique (Avranches)" in plain(hers.body)
    assert f"\nhttps://aide.exemple.fr/rendez-vous/{booked.public_id}/\n" in his.body
    assert "Jeanne a pris rendez-vous avec vous :" in plain(his.body)
    assert link not in his.body
    for letter, other in ((hers, "karim@"), (his, "jeanne@")):
        assert other not in letter.message().as_string() + invitation_in(letter).decode()
        assert "photo" not in letter.body + invitation_in(letter).decode()
        assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_is_what_calendars_of_mail_programs_expect(booked: Appointment) -> None:
    """RFC 6047: an alternative to the words, with its method; and a file."""
    message = message_from_bytes(letter_to("jeanne@example.org").message().as_bytes(), policy=default_policy)
    assert message.get_content_type() == "multipart/mixed"
    words, file = message.iter_parts()
    assert words.get_content_type() == "multipart/alternative"
    text, calendar = words.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert dict(calendar["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert "BEGIN:VCALENDAR" in calendar.get_content()
    assert file.get_filename() == "invite.ics"
    assert b"\r\n" in file.get_content()


def test_moved_and_cancelled_change_the_same_event(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, done: Any
) -> None:
    sent = [invitation_in(letter_to("jeanne@example.org"))]
    clock.shift(timedelta(minutes=5))
    done(actions.move, by=scene.jeanne, appointment=booked, starts_at=at(27, 15))
    sent.append(invitation_in(letter_to("jeanne@example.org")))
    assert plain(letter_to("karim@example.org").subject).startswith(
        "Rendez-vous déplacé : vendredi 27 novembre, 15 h"
    )
    clock.shift(timedelta(minutes=5))
    done(actions.cancel_appointment, by=scene.karim, appointment=booked)
    sent.append(invitation_in(letter_to("jeanne@example.org")))
    said = opened(*sent)
    assert said["methods"] == ["REQUEST", "REQUEST", "CANCEL"]
    [(uid, event)] = said["events"].items()
    assert uid == f"{booked.public_id}@aide.exemple.fr"
    assert (event["sequence"], event["status"], event["alarms"]) == (2, "CANCELLED", [])
    assert event["starts"] == "2026-11-27T14:00:00.000Z"
    assert [only_event(one)["sequence"] for one in sent] == [0, 1, 2]
    # Mail may come in another order: what is older changes nothing.
    assert opened(*reversed(sent))["events"][uid] == event
    hers, his = letter_to("jeanne@example.org"), letter_to("karim@example.org")
    assert "Karim ne peut pas venir" in hers.body
    assert "La demande attend une autre personne." in hers.body
    assert "C’est noté : ce rendez-vous est annulé." in plain(his.body)
    assert len(mail.outbox) == 6


def test_cancelled_by_nobody_blames_nobody(scene: Scene, booked: Appointment, done: Any) -> None:
    done(actions.stop_meeting, by=scene.jeanne, other=scene.karim)
    booked.refresh_from_db()
    assert booked.state == "cancelled"
    his = letter_to("karim@example.org")
    assert "Ce rendez-vous est annulé :" in plain(his.body)
    assert "Jeanne a annulé" not in his.body


def test_whoever_filled_it_in_reads_whose_it_is(scene: Scene, clock: Any, done: Any) -> None:
    book(scene, done, first_name="Odette", for_whom="relative", filled_in_by="sa fille Jeanne")
    hers = letter_to("jeanne@example.org")
    assert "Le rendez-vous de Odette est pris :" in plain(hers.body)
    event = only_event(invitation_in(hers))
    assert plain(event["summary"]) == "Aide à distance : Odette avec Karim"
    assert "avec Odette" in letter_to("karim@example.org").subject


def guest(scene: Scene) -> Person:
    return Person.objects.create_user(territory=scene.territory, first_name="Lucette", languages=["fr"])


def test_guest_with_a_telephone_only_gets_sms(scene: Scene, clock: time_machine.Coordinates, done: Any) -> None:
    gives_hours(scene, scene.karim)
    lucette = guest(scene)
    request = scene.ask(lucette, urgency=Urgency.THIS_WEEK)
    booked = done(actions.book, by=lucette, request=request, helper=scene.karim, starts_at=HOUR)
    assert [one.to for one in mail.outbox] == [["karim@example.org"]]
    assert sms_sent() == []
    done(actions.set_reminders, by=lucette, appointment=booked, email="", phone=MOBILE)
    link = f"https://aide.exemple.fr/r/{appointment_token(booked)}/"
    assert sms_sent() == [f"{MOBILE} Rendez-vous jeu 26 nov à 14 h avec Karim. {link}"]
    done(actions.move, by=lucette, appointment=booked, starts_at=at(27, 15))
    clock.move_to(at(27, 14))
    done(actions.announce_near)
    done(actions.cancel_appointment, by=lucette, appointment=booked)
    assert [one.split(" http")[0].split("+33639980001 ")[1] for one in sms_sent()[1:]] == [
        "Rendez-vous déplacé : ven 27 nov à 15 h avec Karim.",
        "Rappel : rendez-vous aujourd'hui 27 nov à 15 h avec Karim.",
        "Rendez-vous annulé : aujourd'hui 27 nov à 15 h avec Karim.",
    ]
    assert all(len(one) <= 160 + len(MOBILE) + 1 for one in sms_sent())
    assert {one.to[0] for one in mail.outbox} == {"karim@example.org"}


def test_new_address_alone_gets_the_invitation(scene: Scene, booked: Appointment, done: Any) -> None:
    mail.outbox.clear()
    done(actions.set_reminders, by=scene.jeanne, appointment=booked, email="fille@example.org", phone="")
    assert [one.to for one in mail.outbox] == [["fille@example.org"]]
    assert only_event(invitation_in(mail.outbox[0]))["attendee"] == "mailto:fille@example.org"
    done(actions.set_reminders, by=scene.jeanne, appointment=booked, email="fille@example.org", phone=MOBILE)
    assert (len(mail.outbox), len(sms_sent())) == (1, 1)
    done(actions.set_reminders, by=scene.jeanne, appointment=booked, email="", phone="")
    done(actions.move, by=scene.jeanne, appointment=booked, starts_at=at(27, 15))
    assert [one.to for one in mail.outbox[1:]] == [["karim@example.org"]]
    assert len(sms_sent()) == 1


def remind(done: Any) -> list[str]:
    """Whom this minute of the clock reminds by mail, with the words that say when."""
    before = len(mail.outbox)
    done(tasks.keep_appointments.call_local)
    return [
        f"{one.to[0].split('@')[0]}: {one.body.split(chr(10))[4].split(',')[0]}" for one in mail.outbox[before:]
    ]


def test_both_are_reminded_once_the_day_before_and_an_hour_before(
    booked: Appointment, clock: time_machine.Coordinates, done: Any
) -> None:
    said = []
    for before in (24 * 60 + 1, 24 * 60, 24 * 60 - 1, 61, 60, 59, 1):
        clock.move_to(HOUR - timedelta(minutes=before))
        said.append(remind(done))
    day, hour = ["jeanne: Demain", "karim: Demain"], ["jeanne: Aujourd’hui", "karim: Aujourd’hui"]
    assert said == [[], day, [], [], hour, [], []]
    reminder = letter_to("jeanne@example.org")
    assert plain(reminder.subject) == "Rappel : rendez-vous jeudi 26 novembre, 14 h, avec Karim"
    assert "/r/" in reminder.body
    assert not reminder.attachments
    assert not reminder.alternatives


@pytest.mark.parametrize(
    ("minutes", "reminded"), [(27 * 60, [1, 1]), (25 * 60, [0, 1]), (91, [0, 1]), (89, [0, 0])]
)
def test_what_was_just_booked_is_not_repeated(
    scene: Scene, clock: time_machine.Coordinates, done: Any, minutes: int, reminded: list[int]
) -> None:
    clock.move_to(HOUR - timedelta(minutes=minutes))
    book(scene, done)
    said = []
    for before in (24 * 60, 60):
        if before < minutes:
            clock.move_to(HOUR - timedelta(minutes=before))
        said.append(len(remind(done)) // 2)
    assert said == reminded


def test_moved_is_reminded_at_its_new_hour_and_cancelled_never(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, done: Any
) -> None:
    clock.move_to(HOUR - timedelta(hours=24))
    assert len(remind(done)) == 2
    done(actions.move, by=scene.jeanne, appointment=booked, starts_at=at(30, 14))
    clock.move_to(HOUR - timedelta(hours=1))
    assert remind(done) == []
    clock.move_to(at(29, 14))
    assert len(remind(done)) == 2
    done(actions.cancel_appointment, by=scene.karim, appointment=booked)
    clock.move_to(at(30, 13))
    assert remind(done) == []


@pytest.mark.parametrize(
    ("change", "month", "sunday"), [("spring", 3, 28), ("autumn", 10, 31)], ids=["spring", "autumn"]
)
def test_day_before_is_the_same_hour_of_the_wall(
    scene: Scene, clock: time_machine.Coordinates, done: Any, change: str, month: int, sunday: int
) -> None:
    """In 2027 the clocks change in the night before: 23 hours, or 25, go by from 14 h to 14 h."""
    clock.move_to(at(sunday - 5, 9, month=month, year=2027))
    gives_hours(scene, scene.karim, (6, 14, 16))
    request, hour = scene.ask(urgency=Urgency.THIS_WEEK), at(sunday, 14, month=month, year=2027)
    done(actions.book, by=scene.jeanne, request=request, helper=scene.karim, starts_at=hour)
    eve = at(sunday - 1, 14, month=month, year=2027)
    assert hour - eve == timedelta(hours=23 if change == "spring" else 25)
    said = []
    for moment in (eve - timedelta(minutes=1), eve, hour - timedelta(minutes=61), hour - timedelta(minutes=60)):
        clock.move_to(moment)
        said.append(len(remind(done)))
    assert said == [0, 2, 0, 2]
    assert "Demain" in mail.outbox[2].body


def test_after_a_long_stop_only_the_hour_is_said(
    booked: Appointment, clock: time_machine.Coordinates, done: Any
) -> None:
    clock.move_to(HOUR - timedelta(minutes=40))
    assert remind(done) == ["jeanne: Aujourd’hui", "karim: Aujourd’hui"]
    clock.move_to(HOUR + timedelta(minutes=1))
    assert remind(done) == []


def test_restart_neither_loses_nor_repeats(
    booked: Appointment, clock: time_machine.Coordinates, done: Any
) -> None:
    """The mail server is away, the process ends: the task is tried again for the one who got none."""
    clock.move_to(HOUR - timedelta(hours=24))
    kept: list[tuple[Any, ...]] = []
    with mock.patch.object(tasks, "send_letter", lambda *given: kept.append(given)):
        assert remind(done) == []
    assert remind(done) == []
    assert len(kept) == 2
    for given in kept:
        with mock.patch.object(mail.EmailMessage, "send", side_effect=OSError), pytest.raises(OSError):  # noqa: PT011
            tasks.send_letter.call_local(*given)
        tasks.send_letter.call_local(*given)
    assert sorted(one.to[0] for one in mail.outbox[2:]) == ["jeanne@example.org", "karim@example.org"]


@pytest.mark.parametrize("since", ["moved", "cancelled", "begun", "late", "gone"])
def test_letter_that_is_no_longer_true_stays_away(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, done: Any, since: str
) -> None:
    clock.move_to(HOUR - timedelta(hours=24))
    waiting = list(letters.letters_about(booked, letters.News.DAY))
    assert len(waiting) == 2
    match since:
        case "moved":
            actions.move(by=scene.jeanne, appointment=booked, starts_at=at(27, 15))
        case "cancelled":
            actions.cancel_appointment(by=scene.jeanne, appointment=booked)
        case "begun":
            actions.note_met(request=booked.request)
        case "late":
            clock.move_to(HOUR - timedelta(minutes=119))
        case "gone":
            Person.objects.update(is_active=False)
    mail.outbox.clear()
    for letter in waiting:
        letters.send(letter)
    assert mail.outbox == []


def test_silence_holds_back_news_and_never_a_reminder(
    scene: Scene, clock: time_machine.Coordinates, done: Any
) -> None:
    scene.karim.phone = HIS
    scene.karim.save(update_fields=["phone"])
    booked = book(scene, done)
    assert sms_sent() == []
    Rhythm.objects.filter(person=scene.karim).update(ring_by_sms=True, quiet_from="00:00", quiet_until="23:59")
    clock.move_to(HOUR - timedelta(hours=24))
    remind(done)
    [text] = sms_sent()
    assert text.startswith(f"{HIS} Rappel : rendez-vous demain 26 nov à 14 h avec Jeanne. https://aide")
    done(actions.cancel_appointment, by=scene.jeanne, appointment=booked)
    assert len(sms_sent()) == 1
    Rhythm.objects.filter(person=scene.karim).update(quiet_from="00:00", quiet_until="00:00")
    letters.send(
        next(one for one in letters.letters_about(_fresh(booked), letters.News.CANCELLED) if one.way == "sms")
    )
    assert len(sms_sent()) == 2


def _fresh(appointment: Appointment) -> Appointment:
    return Appointment.objects.select_related("helper", "request__person").get(pk=appointment.pk)


def test_site_without_a_name_gives_no_address(scene: Scene, clock: Any, settings: Any, done: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    booked = book(scene, done)
    assert all("http" not in one.body + invitation_in(one).decode() for one in mail.outbox)
    assert only_event(invitation_in(mail.outbox[0]))["uid"] == f"{booked.public_id}@epaule.invalid"


def proposed(scene: Scene, done: Any, **asked: Any) -> Proposal:
    gives_hours(scene, scene.karim)
    request = scene.ask(urgency=Urgency.THIS_WEEK, **asked)
    moments = [at(25, 14), at(26, 15)]
    sent: Proposal = done(
        actions.send_proposal, by=scene.karim, request=request, moments=moments, message="Je connais bien cela."
    )
    return sent


def test_proposal_says_who_when_and_where_to_answer(scene: Scene, clock: Any, done: Any) -> None:
    proposal = proposed(scene, done)
    [letter] = mail.outbox
    assert letter.to == ["jeanne@example.org"]
    assert plain(letter.subject) == "Karim peut vous aider : choisissez un moment"
    body = plain(letter.body)
    assert "Karim, animateur·rice d’un espace public numérique (Avranches) propose de vous aider" in body
    assert "- mercredi 25 novembre, 14 h\n- jeudi 26 novembre, 15 h\n" in body
    assert "« Je connais bien cela. »" in body
    assert f"\nhttps://aide.exemple.fr/demande/{proposal.request.public_id}/rendez-vous/\n" in body
    actions.refuse_proposal(by=scene.jeanne, proposal=proposal)
    proposal_letters.send(proposal.pk)
    assert len(mail.outbox) == 1


def test_proposal_by_sms_to_who_has_no_address(scene: Scene, clock: Any, done: Any) -> None:
    lucette = guest(scene)
    proposed(scene, done, person=lucette)
    assert (mail.outbox, sms_sent()) == ([], [])
    lucette.phone = MOBILE
    lucette.save(update_fields=["phone"])
    proposal_letters.send(Proposal.objects.get().pk)
    [text] = sms_sent()
    assert text.startswith(
        f"{MOBILE} Karim peut vous aider : choisissez un moment. https://aide.exemple.fr/demande/"
    )


def test_addresses_of_others_are_not_written_to_without_end(
    scene: Scene, booked: Appointment, as_person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page, client = f"/rendez-vous/{booked.public_id}/", as_person(scene.jeanne)
    mail.outbox.clear()
    statuses = []
    for number in range(8):
        with django_capture_on_commit_callbacks(execute=True):
            sent = {"do": "remind", "email": f"victime{number}@example.org"}
            statuses.append(client.post(page, sent).status_code)
    assert statuses == [302] * 4 + [429] * 4
    assert len(mail.outbox) == 4


def test_number_at_the_end_of_a_wire_is_refused_in_words(
    scene: Scene, booked: Appointment, as_person: Any
) -> None:
    page = as_person(scene.jeanne).post(
        f"/rendez-vous/{booked.public_id}/", {"do": "remind", "phone": "02 33 00 00 00"}
    )
    assert "Ce numéro ne reçoit pas de SMS." in page.content.decode()
    booked.refresh_from_db()
    assert booked.phone == ""


def test_another_moment_is_proposed_and_the_hour_kept(scene: Scene, booked: Appointment, done: Any) -> None:
    gives_hours(scene, scene.karim)
    mail.outbox.clear()
    move = done(actions.propose_move, by=scene.karim, appointment=booked, moments=[at(27, 15)], message="Désolé.")
    [hers] = mail.outbox
    assert hers.to == ["jeanne@example.org"]
    assert hers.subject == "Karim propose un autre moment pour votre rendez-vous"
    body = plain(hers.body)
    assert "propose un autre moment pour le rendez-vous de jeudi 26 novembre, 14 h :" in body
    assert "- vendredi 27 novembre, 15 h\n" in body
    assert f"\nhttps://aide.exemple.fr/r/{appointment_token(booked)}/\n" in body
    assert "rien ne change" in body
    done(actions.refuse_proposal, by=scene.jeanne, proposal=move)
    [_hers, his] = mail.outbox
    assert his.to == ["karim@example.org"]
    assert plain(his.subject) == "Jeanne garde l’heure prévue : jeudi 26 novembre, 14 h"
    assert f"https://aide.exemple.fr/rendez-vous/{booked.public_id}/" in his.body
