"""Who a test client is."""

from __future__ import annotations

from django.test import Client

from epaule.people.models import Person


def signed_in_as(client: Client) -> Person | None:
    """The person signed in, or None."""
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None
