"""Making an account: a first name, an address, a code."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from epaule.people.models import Person, Status
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.pages import field, said, title
from tests.people.letters import code_in, last_mail, wrong
from tests.people.sessions import signed_in_as

PAGE = "/compte/inscription/"
CODE = "/compte/inscription/code/"
NEW = {"first_name": "Nadia", "email": "nadia@example.org"}


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("first_name", "Écrivez votre prénom"), ("email", "Écrivez votre adresse e-mail.")],
)
def test_missing_answer_is_asked_for_and_the_rest_is_kept(
    scene: Scene, client: Client, missing: str, sentence: str
) -> None:
    response = client.post(PAGE, NEW | {missing: ""})
    assert sentence in said(response)
    other = "email" if missing == "first_name" else "first_name"
    assert field(response, other) == NEW[other]
    assert mail.outbox == []


def test_address_already_known_is_told_by_mail_and_not_by_the_page(scene: Scene, client: Client) -> None:
    persons = Person.objects.count()
    fresh = said(Client().post(PAGE, NEW, follow=True), "main").replace(NEW["email"], "…")
    known = client.post(PAGE, {"first_name": "Zoé", "email": "karim@example.org"}, follow=True)
    assert said(known, "main").replace("karim@example.org", "…") == fresh
    assert last_mail().subject == "Vous avez déjà un compte"
    assert "karim@example.org" in last_mail().body
    assert Person.objects.count() == persons + 1
    assert signed_in_as(client) is None
    assert Person.objects.get(email="karim@example.org").first_name == "Karim"


def test_wrong_code_does_not_enter(scene: Scene, client: Client) -> None:
    client.post(PAGE, NEW)
    response = client.post(CODE, {"code": wrong(code_in(last_mail()))})
    assert "Ce n’est pas ce code." in said(response)
    assert signed_in_as(client) is None


def test_code_page_without_signing_up_first_leads_away(scene: Scene, client: Client) -> None:
    assert client.get(CODE).status_code in {302, 404}


def test_code_enters_and_the_profile_follows(scene: Scene, client: Client) -> None:
    waiting = client.post(PAGE, NEW, follow=True)
    assert waiting.redirect_chain == [(CODE, 302)]
    assert title(waiting) == "Votre code"
    entered = client.post(CODE, {"code": code_in(last_mail())}, follow=True)
    assert entered.redirect_chain == [("/aider/", 302), ("/aider/profil/", 302)]
    person = Person.objects.get(email="nadia@example.org")
    assert signed_in_as(client) == person
    assert (person.first_name, person.territory, person.status) == ("Nadia", scene.territory, Status.RESIDENT)
    assert not person.has_usable_password()
    assert (person.vouched_at, person.is_staff, person.is_superuser) == (None, False, False)


def test_signing_up_leaves_a_trace(scene: Scene, client: Client) -> None:
    client.post(PAGE, NEW)
    person = Person.objects.get(email="nadia@example.org")
    trace = AuditEvent.objects.get(event="person.signed_up")
    assert (trace.by, trace.target) == (person.public_id, f"person:{person.public_id}")


def test_nobody_chooses_more_than_a_name_and_an_address(scene: Scene, client: Client) -> None:
    client.post(
        PAGE, NEW | {"status": "coordinator", "is_staff": "1", "vouched_at": "2026-01-01", "password": "x"}
    )
    person = Person.objects.get(email="nadia@example.org")
    assert (person.status, person.is_staff, person.vouched_at) == (Status.RESIDENT, False, None)
    assert not person.has_usable_password()


def test_address_is_kept_in_small_letters(scene: Scene, client: Client) -> None:
    client.post(PAGE, NEW | {"email": "Nadia@Example.ORG"})
    assert Person.objects.filter(email="nadia@example.org").exists()


def test_account_never_confirmed_may_sign_in_later_by_code(scene: Scene, client: Client) -> None:
    client.post(PAGE, NEW)
    later = Client()
    later.post("/compte/connexion/adresse/", {"email": NEW["email"]})
    later.post("/compte/connexion/code/", {"code": code_in(last_mail())})
    signed = signed_in_as(later)
    assert signed is not None
    assert signed.email == "nadia@example.org"
