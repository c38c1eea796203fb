import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from epaule.people.models import Person
from tests.factories import Scene


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    """The limits of signing in are kept in the cache, which tests of one process share."""
    cache.clear()


@pytest.fixture
def scene(kept_scene: None, db: None) -> Scene:
    """The scene, whose people have signed in before: their address is known to be theirs."""
    scene = Scene.build()
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in Person.objects.all()
    )
    return scene
