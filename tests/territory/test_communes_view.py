import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from epaule.territory.models import Territory

NO_BREAK = "\u00a0"


def fetch(client: Client, **query: str) -> BeautifulSoup:
    response = client.get(reverse("territory:communes"), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def choices(page: BeautifulSoup) -> list[Tag]:
    return page.select("input[type=radio][name=commune]")


def text_of(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").replace(NO_BREAK, " ").split())


def test_anonymous_gets_choices(client: Client, manche: Territory) -> None:
    page = fetch(client, q="avranches")
    assert choices(page)[0]["value"] == "50025"
    assert "Avranches (50300)" in text_of(page)
    assert "Choisissez votre commune" in page.select("fieldset > legend")[0].get_text()
    assert not page.select("html"), "a fragment, not a page"


def test_old_name_is_told(client: Client, manche: Territory) -> None:
    page = fetch(client, q="tourlaville")
    assert "Cherbourg-en-Cotentin (50100, 50110…)" in text_of(page)
    assert "ancien nom : Tourlaville" in text_of(page)


def test_departement_is_told_outside_the_territory_only(client: Client, manche: Territory) -> None:
    assert "Ille-et-Vilaine" in text_of(fetch(client, q="rennes"))
    assert "Manche" not in text_of(fetch(client, q="granville"))


def test_the_one_chosen_before_stays_chosen(client: Client, manche: Territory) -> None:
    chosen = [
        choice["value"]
        for choice in choices(fetch(client, q="50300", commune="50616"))
        if choice.has_attr("checked")
    ]
    assert chosen == ["50616"]
    assert not any(choice.has_attr("checked") for choice in choices(fetch(client, q="50300")))


def test_too_short_says_what_to_write(client: Client, manche: Territory, subtests: pytest.Subtests) -> None:
    for query in ({}, {"q": ""}, {"q": " s "}, {"q": "5"}, {"q": "'%"}):
        with subtests.test(str(query)):
            page = fetch(client, **query)
            assert not choices(page)
            assert "Écrivez les premières lettres" in text_of(page)


def test_no_match_says_what_to_try(client: Client, manche: Territory, subtests: pytest.Subtests) -> None:
    for text in ("qsdfghjklm", "99999", "x" * 5_000):
        with subtests.test(text[:20]):
            page = fetch(client, q=text)
            assert not choices(page)
            assert "code postal" in text_of(page)


def test_what_is_typed_is_never_markup(client: Client, manche: Territory) -> None:
    assert not fetch(client, q="<script>alert(1)</script>").select("script")


def test_only_reading(client: Client, manche: Territory) -> None:
    assert client.post(reverse("territory:communes"), {"q": "avranches"}).status_code in {403, 405}
