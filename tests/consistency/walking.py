"""What every part of the walk uses."""

from __future__ import annotations

from typing import Any

from django.test import Client

from epaule.people.models import Person

Stop = tuple[str, Any]
"""What is being looked at, and the response."""


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
