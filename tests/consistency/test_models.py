"""Models: no forgotten migration, French names in small letters, lists in a known order."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

OURS = [model for model in apps.get_models() if model.__module__.startswith("epaule.")]

NEVER_LISTED = {
    "safety.Bucket": "read one by one, by its key",
    "people.Person": "the lists of persons choose their order: helpers by first name, those to accept by arrival",
    "people.AccessLink": "read one by one, by the hash of its secret",
    "territory.CommuneName": "read whole by the search, in the order of its keys",
    "territory.GeoData": "one row",
    "knowhow.Offer": "one for each person and territory",
    "requests.Pass": "only asked whether it exists",
    "requests.Candidate": "ranked by the score of a match",
    "requests.CandidateProcedure": "ranked by the score of a match",
    "requests.Availability": "only asked whether it exists, and told to each",
    "visits.Invitation": "one for each request",
}
"""Models without an order of their own, and why."""


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_names_shown_are_in_small_letters(model: type[Model]) -> None:
    names = [
        str(model._meta.verbose_name),
        *(str(field.verbose_name) for field in model._meta.fields if not field.auto_created),
    ]
    assert [name for name in names if name[:1].isupper()] == []


def test_model_has_an_order_or_a_reason() -> None:
    without = {model._meta.label for model in OURS if not model._meta.ordering}
    assert without == set(NEVER_LISTED)
