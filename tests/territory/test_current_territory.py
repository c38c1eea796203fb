import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from epaule.territory.errors import NoTerritory
from epaule.territory.middleware import CurrentTerritoryMiddleware
from epaule.territory.models import Territory
from epaule.territory.queries import current_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territories(settings: Settings) -> dict[str, Territory]:
    settings.DEFAULT_TERRITORY = "manche"
    return {
        slug: Territory.objects.create(slug=slug, name=slug, operator="Épaule", hosts=hosts)
        for slug, hosts in {
            "calvados": ["aide.calvados.example"],
            "manche": [],
            "orne": ["aide.orne.example", "epaule.orne.example"],
        }.items()
    }


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("aide.calvados.example", "calvados"),
        ("epaule.orne.example", "orne"),
        ("Epaule.Orne.example:8443", "orne"),
        ("localhost:8000", "manche"),
        ("127.0.0.1", "manche"),
        ("[::1]:8000", "manche"),
        ("orne.example", "manche"),
        ("", "manche"),
    ],
)
def test_host_leads_to_its_territory_else_to_the_default(
    territories: dict[str, Territory], host: str, slug: str
) -> None:
    assert current_territory(host) == territories[slug]


def test_no_territory_is_a_refusal(settings: Settings) -> None:
    with pytest.raises(NoTerritory) as refused:
        current_territory("localhost")
    assert refused.value.status == 503


def test_missing_default_is_a_refusal_but_named_hosts_still_work(
    territories: dict[str, Territory], settings: Settings
) -> None:
    settings.DEFAULT_TERRITORY = "finistere"
    assert current_territory("aide.calvados.example") == territories["calvados"]
    with pytest.raises(NoTerritory):
        current_territory("localhost")


def test_request_asks_the_database_once_and_only_when_used(
    rf: RequestFactory,
    territories: dict[str, Territory],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    with django_assert_num_queries(0):
        CurrentTerritoryMiddleware(view)(rf.get("/sante/"))
    with django_assert_num_queries(1):
        territory = seen[0].territory  # type: ignore[attr-defined]
        assert territory == territories["manche"]
        assert territory.slug == "manche"
