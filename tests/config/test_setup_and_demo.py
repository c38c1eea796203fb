"""`epaule setup`, the demonstration's people, and a site without demonstration."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from epaule.demo.mail import KEPT, ShownMailBackend, last_mails
from epaule.demo.personas import NEIGHBOURS, PERSONAS, PLACES
from epaule.knowhow.actions import load_procedures, load_topics
from epaule.knowhow.models import Offer, Procedure
from epaule.people.models import Person, Status
from epaule.people.rules import is_trusted_helper
from epaule.requests.actions import cancel, decline_to_keep
from epaule.requests.models import Appointment, CallbackRequest, HelpRequest
from epaule.requests.rules import can_help_in
from epaule.requests.unanswered import unanswered_to_do
from epaule.territory import actions as territory_actions
from epaule.territory.models import Place, Territory
from epaule.territory.queries import neighbour_ids
from tests.config.installation import epaule, run
from tests.pages import parsed, said, title

TABLES = [
    "people_person",
    "territory_commune",
    "territory_territory",
    "knowhow_topic",
    "knowhow_offer",
    "territory_place",
]
EVERYBODY = len(PERSONAS) + len(NEIGHBOURS)
AGAIN_WITHOUT_DEMO = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
call_command("setup")
client = Client(headers={"host": "localhost"})
pages = [client.get("/").status_code, client.get("/demo/").status_code, client.get("/demo/courrier/").status_code,
         client.post("/demo/entrer/karim/").status_code, client.get("/compte/connexion/adresse/").status_code]
print(pages, b"demo" in client.get("/").content)
"""


def counts(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "epaule.sqlite3") as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608


def test_setup_twice_is_the_same_and_the_site_opens_without_demonstration(tmp_path: Path) -> None:
    folder = tmp_path / "données à nous"
    first = epaule(folder, "setup", EPAULE_DEMO="1")
    assert first.returncode == 0, first.stderr
    assert first.stdout.rstrip().endswith("L’installation est prête.")
    made = counts(folder)
    assert made["territory_commune"] > 34_000
    assert (made["people_person"], made["territory_territory"], made["knowhow_topic"]) == (EVERYBODY, 2, 30)
    again = run(folder, "-c", AGAIN_WITHOUT_DEMO, EPAULE_DEMO="0", DJANGO_SETTINGS_MODULE="epaule.config.settings")
    assert again.returncode == 0, again.stderr
    assert counts(folder) == made
    assert again.stdout.splitlines()[-2:] == ["L’installation est prête.", "[200, 404, 404, 404, 200] False"]


# --- Personas ------------------------------------------------------------------------------------------------


def load_demo() -> None:
    territory_actions.load_geo(departements={"50", "14"})
    load_topics()
    load_procedures()
    call_command("load_demo")


@pytest.fixture
def demo(db: None) -> Territory:
    load_demo()
    return Territory.objects.get(slug="manche")


def test_demonstration_loaded_again_keeps_what_its_people_changed(demo: Territory) -> None:
    Person.objects.filter(first_name="Karim").update(first_name="Karim B.", languages=["fr"])
    Offer.objects.get(person__first_name="Sophie").topics.set(["email"])
    call_command("load_demo")
    assert Person.objects.count() == EVERYBODY
    assert Person.objects.get(email="karim@example.org").first_name == "Karim B."
    assert [topic.code for topic in Offer.objects.get(person__first_name="Sophie").topics.all()] == ["email"]
    assert (Place.objects.count(), Territory.objects.count()) == (len(PLACES), 2)


def test_demonstration_is_in_the_manche_and_its_helpers_may_be_rung(demo: Territory) -> None:
    assert set(demo.communes.values_list("departement_id", flat=True)) == {"50"}
    for persona in PERSONAS:
        person = Person.objects.get(email=persona.email)
        assert person.commune is not None
        assert person.commune.departement_id == "50"
        assert can_help_in(person, demo.pk) is bool(persona.helps_with)
        assert person.offers.filter(topics__isnull=False).exists() is bool(persona.helps_with)
        if persona.helps_with == ("*",):
            assert person.offers.get().procedures.count() == Procedure.objects.count() > 50
        if persona.helps_with and persona.status != Status.COORDINATOR:
            assert person.vouched_by == Person.objects.get(email="claire@example.org")
    assert not is_trusted_helper(Person.objects.get(first_name="Jeanne"))


@time_machine.travel("2026-11-24 11:00+00:00", tick=False)
def test_demonstration_shows_each_way_of_being_helped(db: None) -> None:
    load_demo()
    manche = Territory.objects.get(slug="manche")
    karim, claire = (Person.objects.get(email=f"{slug}@example.org") for slug in ("karim", "claire"))
    (appointment,) = Appointment.objects.filter(helper=karim, state="booked")
    assert (appointment.request.person.first_name, appointment.request.procedure_id) == ("Lucien", "carte_grise")
    assert timezone.localtime(appointment.starts_at).isoformat() == "2026-11-26T09:00:00+01:00"
    (odette,) = HelpRequest.objects.filter(state="published")
    assert (odette.first_name, odette.filled_in_by, odette.needs) == ("Odette", "sa fille Anne", ["deaf"])
    assert [one.first_name for one in unanswered_to_do(manche)] == ["Yvonne"]
    assert CallbackRequest.objects.get().promised_at == timezone.now() + timedelta(hours=2)
    assert [kept.helped.first_name for kept in karim.persons_kept.all()] == ["Jeanne"]
    assert neighbour_ids(manche.pk) == {Territory.objects.get(slug="calvados").pk}
    helper = Client()
    helper.force_login(karim)
    desk = said(helper.get("/aider/"))
    assert "petits-enfants" in desk
    assert "carte grise" in desk
    directory = said(helper.get("/aidants/"))
    for name in ("Sophie", "Marc", "Claire", "Denis"):
        assert f"Demander à {name}" in directory
    coordinator = Client()
    coordinator.force_login(claire)
    assert "Huguette" in said(coordinator.get("/aider/rappels/"))
    assert "Calvados" in said(coordinator.get("/territoire/voisins/"))


@time_machine.travel("2026-11-24 11:00+00:00", tick=False)
def test_demonstration_loaded_again_asks_anew_only_what_is_over(db: None) -> None:
    load_demo()
    jeanne, odette = (Person.objects.get(email=f"{slug}@example.org") for slug in ("jeanne", "odette"))
    cancel(by=odette, request=odette.requests.get())
    decline_to_keep(by=jeanne, helper=Person.objects.get(email="karim@example.org"))
    call_command("load_demo")
    assert [one.state for one in odette.requests.order_by("pk")] == ["cancelled", "published"]
    assert not jeanne.helpers_kept.exists()
    assert (Appointment.objects.count(), CallbackRequest.objects.count()) == (1, 1)


@pytest.mark.parametrize("slug", [persona.slug for persona in PERSONAS])
def test_persona_enters_in_one_click(demo: Territory, slug: str) -> None:
    client = Client()
    page = client.get("/demo/")
    assert parsed(page).select(f'form[action="/demo/entrer/{slug}/"]')
    response = client.post(f"/demo/entrer/{slug}/", follow=True)
    assert response.status_code == 200
    assert client.session["_auth_user_id"] == str(Person.objects.get(email=f"{slug}@example.org").pk)
    helps = next(persona for persona in PERSONAS if persona.slug == slug).helps_with
    assert response.redirect_chain == [("/aider/" if helps else "/", 302)]


def test_unknown_persona_is_not_found(db: None, client: Client) -> None:
    assert client.post("/demo/entrer/inconnu/").status_code == 404
    assert client.post("/demo/entrer/karim/").status_code == 404, "not loaded"
    assert client.get("/demo/entrer/karim/").status_code == 405


# --- Mail of the demonstration -------------------------------------------------------------------------------


def test_mail_is_shown_newest_first_and_printed(
    db: None, client: Client, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EMAIL_BACKEND = "epaule.demo.mail.ShownMailBackend"
    for number in (1, 2):
        mail.send_mail(f"Sujet n° {number}", f"Texte <{number}>", "ici@example.org", ["là@example.org"])
    page = client.get("/demo/courrier/")
    assert [card.get_text(strip=True) for card in parsed(page).select("main .card h2")] == [
        "Sujet n° 2",
        "Sujet n° 1",
    ]
    assert "Texte <2>" in said(page)
    assert "là@example.org" in said(page)
    assert "Subject:" in capsys.readouterr().out


def test_no_mail_yet(db: None, client: Client) -> None:
    response = client.get("/demo/courrier/")
    assert (title(response), "Aucun courrier" in said(response)) == ("Courrier de la démonstration", True)


def test_only_the_last_mails_are_kept(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    backend = ShownMailBackend()
    for number in range(KEPT + 2):
        backend.send_messages([mail.EmailMessage(f"n{number}", "x", "a@example.org", ["b@example.org"])])
    kept = [one.subject for one in last_mails()]
    assert (len(kept), kept[0], kept[-1]) == (KEPT, f"n{KEPT + 1}", "n2")
    capsys.readouterr()
