"""`epaule setup`, the demonstration's people, and a site without demonstration."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from epaule.demo.mail import KEPT, ShownMailBackend, last_mails
from epaule.demo.personas import PERSONAS, PLACES
from epaule.knowhow.actions import load_procedures, load_topics
from epaule.knowhow.models import Offer, Procedure
from epaule.people.models import Person, Status
from epaule.people.rules import is_trusted_helper
from epaule.requests.rules import can_help_in
from epaule.territory import actions as territory_actions
from epaule.territory.models import Place, Territory
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
    assert (made["people_person"], made["territory_territory"], made["knowhow_topic"]) == (len(PERSONAS), 1, 30)
    again = run(folder, "-c", AGAIN_WITHOUT_DEMO, EPAULE_DEMO="0", DJANGO_SETTINGS_MODULE="epaule.config.settings")
    assert again.returncode == 0, again.stderr
    assert counts(folder) == made
    assert again.stdout.splitlines()[-2:] == ["L’installation est prête.", "[200, 404, 404, 404, 200] False"]


# --- Personas ------------------------------------------------------------------------------------------------


@pytest.fixture
def demo(db: None) -> Territory:
    territory_actions.load_geo(departements={"50"})
    load_topics()
    load_procedures()
    call_command("load_demo")
    return Territory.objects.get()


def test_demonstration_loaded_again_keeps_what_its_people_changed(demo: Territory) -> None:
    Person.objects.filter(first_name="Karim").update(first_name="Karim B.", languages=["fr"])
    Offer.objects.get(person__first_name="Sophie").topics.set(["email"])
    call_command("load_demo")
    assert Person.objects.count() == len(PERSONAS)
    assert Person.objects.get(email="karim@example.org").first_name == "Karim B."
    assert [topic.code for topic in Offer.objects.get(person__first_name="Sophie").topics.all()] == ["email"]
    assert (Place.objects.count(), Territory.objects.count()) == (len(PLACES), 1)


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
            assert person.vouched_by == Person.objects.get(status=Status.COORDINATOR)
    assert not is_trusted_helper(Person.objects.get(first_name="Jeanne"))


@pytest.mark.parametrize("slug", [persona.slug for persona in PERSONAS])
def test_persona_enters_in_one_click(demo: Territory, slug: str) -> None:
    client = Client()
    page = client.get("/demo/")
    assert parsed(page).select(f'form[action="/demo/entrer/{slug}/"]')
    response = client.post(f"/demo/entrer/{slug}/", follow=True)
    assert response.status_code == 200
    assert client.session["_auth_user_id"] == str(Person.objects.get(email=f"{slug}@example.org").pk)
    assert response.redirect_chain == [("/" if slug == "jeanne" else "/aider/", 302)]


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
