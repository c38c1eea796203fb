"""What a person, or a script, is told when something is refused, missing or broken."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from epaule.kernel.errors import NotAllowed, Refusal, TooMany
from epaule.kernel.middleware import RefusalMiddleware
from tests.factories import Scene
from tests.pages import parsed, said, title

JSON = {"Accept": "application/json"}
TECHNICAL = ["Traceback", "Exception", "DEBUG", "Django", "line ", ".py", "CSRF", "Error", "Request", "Forbidden"]


def is_plain(response: Any) -> None:
    """French, and not a word of technique."""
    page = parsed(response)
    assert page.html is not None
    assert page.html["lang"] == "fr"
    assert len(page.select("h1")) == 1
    assert page.select('a[href="/"]'), "a way on"
    text = page.get_text(" ")
    assert not [word for word in TECHNICAL if word in text]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of a site whose home page is broken."""

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret détail technique")

    monkeypatch.setattr("epaule.config.views.render", breaks)
    return Client(raise_request_exception=False, headers={"Accept-Language": "en"})


def test_refusal_is_a_page_with_its_status_its_sentence_and_the_way_on(scene: Scene, as_person: Any) -> None:
    response = as_person(scene.karim).get("/aider/rappels/")
    assert (response.status_code, title(response)) == (403, str(NotAllowed.message))
    assert str(NotAllowed.way_on) in said(response)
    is_plain(response)


def test_refusal_is_json_for_a_script(scene: Scene, as_person: Any) -> None:
    response = as_person(scene.karim).get("/aider/rappels/", headers=JSON)
    assert (response.status_code, response["Content-Type"]) == (403, "application/json")
    assert response.json() == {
        "code": "not_allowed",
        "message": str(NotAllowed.message),
        "way_on": str(NotAllowed.way_on),
    }


def test_refusal_is_a_page_for_a_browser_that_also_takes_json(scene: Scene, as_person: Any) -> None:
    accept = {"Accept": "text/html,application/xhtml+xml,application/json;q=0.9"}
    response = as_person(scene.karim).get("/aider/rappels/", headers=accept)
    assert response["Content-Type"].startswith("text/html")


def test_what_a_refusal_says_is_never_markup(rf: Any, scene: Scene) -> None:
    request = rf.get("/")
    request.user, request.LANGUAGE_CODE = scene.karim, "fr"
    refusal = Refusal("<script>alert(1)</script>", way_on="<b>non</b>")
    response = RefusalMiddleware(lambda request: None).process_exception(request, refusal)  # type: ignore[arg-type,return-value]
    assert response is not None
    assert (response.status_code, title(response)) == (409, "<script>alert(1)</script>")
    assert not parsed(response).select("main b")


def test_other_exceptions_are_not_swallowed() -> None:
    middleware = RefusalMiddleware(lambda request: None)  # type: ignore[arg-type,return-value]
    assert middleware.process_exception(HttpRequest(), ValueError("bug")) is None


@pytest.mark.parametrize("refusal", [NotAllowed, TooMany, *Refusal.__subclasses__()])
def test_every_refusal_says_two_whole_sentences(refusal: type[Refusal]) -> None:
    for sentence in (str(refusal.message), str(refusal.way_on)):
        assert sentence[0].isupper(), sentence
        assert sentence.rstrip()[-1] in ".!", sentence
    assert 400 <= refusal.status < 600


def test_codes_of_refusals_are_each_their_own() -> None:
    codes = [refusal.code for refusal in Refusal.__subclasses__()]
    # TextHoldsSecret has its sentence from the kind of secret; every other class has its own code.
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("path", ["/nulle-part/", "/wp-login.php", "/aider/nulle-part/", "/é/"])
def test_wrong_address_is_a_french_page(scene: Scene, client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, title(response)) == (404, "Cette page n’existe pas")
    is_plain(response)


def test_wrong_address_needs_no_territory(db: None, client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    is_plain(response)


def test_our_failure_is_a_french_page_without_any_detail(failing: Client, db: None) -> None:
    response = failing.get("/")
    assert (response.status_code, title(response)) == (500, "Quelque chose ne marche pas chez nous")
    assert "secret détail technique" not in response.content.decode()
    is_plain(response)


def test_our_failure_is_said_without_the_database(failing: Client, db: None) -> None:
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        failing.get("/")
    assert [query["sql"] for query in queries if "session" not in query["sql"]] == []


@pytest.mark.django_db
def test_page_left_open_too_long_is_a_french_page() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/demande/", {"text": "Mes mails"})
    assert (response.status_code, title(response)) == (403, "Cette page est restée ouverte trop longtemps.")
    is_plain(response)


@pytest.mark.django_db
def test_page_left_open_too_long_is_json_for_a_script() -> None:
    response = Client(enforce_csrf_checks=True).post("/demande/", headers=JSON)
    assert (response.status_code, response.json()["code"]) == (403, "page_too_old")


@pytest.mark.django_db
def test_host_that_is_not_ours_is_a_french_page(client: Client) -> None:
    response = client.get("/", headers={"host": "evil.example.org"})
    assert (response.status_code, title(response)) == (400, "Nous n’avons pas compris cette demande")
    is_plain(response)


@pytest.mark.django_db
def test_form_with_too_many_fields_is_a_french_page(client: Client) -> None:
    response = client.post("/demande/", {f"champ{number}": "1" for number in range(1500)})
    assert response.status_code == 400
    is_plain(response)


@pytest.mark.django_db
def test_site_without_territory_says_it_is_not_ready(client: Client) -> None:
    assert client.get("/").status_code == 200
    response = client.get("/communes/?q=avranches")
    assert (response.status_code, title(response)) == (503, "Ce site n’est pas encore prêt.")
    is_plain(response)


# --- Health --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_health_asks_the_database_one_thing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = client.get("/sante/")
    assert (response.status_code, response.json()) == (200, {"ok": True})


@pytest.mark.django_db
def test_health_without_database_says_no(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> None:
        raise DatabaseError("no such host")

    monkeypatch.setattr("epaule.config.views.connection.cursor", fails)
    response = client.get("/sante/")
    assert (response.status_code, response.json()) == (503, {"ok": False})
