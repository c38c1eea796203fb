"""Walking through the ask as a visitor does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from epaule.safety.texts import Secret

TEXT = "Je n’arrive pas à lire mes mails"
ANSWERS: dict[str, dict[str, Any]] = {
    "ask": {"text": TEXT},
    "ask_topics": {"topics": ["email"]},
    "ask_when": {"when": "now"},
    "ask_who": {"first_name": "Odette", "language": ""},
    "ask_where": {"commune": "50502"},
}
"""A right answer to each question, in order."""
STEPS = list(ANSWERS)

SECRETS = {
    Secret.CARD: "Ma carte 4970 1012 3456 7893 ne passe pas",
    Secret.SOCIAL_SECURITY: "Mon numéro est 1 84 12 76 451 089 46, aidez-moi",
    Secret.IBAN: "Mon compte FR14 2004 1010 0505 0001 3M02 606 est bloqué",
    Secret.PASSWORD: "Mon mot de passe : Minou1950",
    Secret.SMS_CODE: "J’ai reçu le code 123456, que faire ?",
}
"""One text that must be refused for each kind of secret."""


def at(step: str) -> str:
    return reverse(f"requests:{step}")


def answer(client: Client, *steps: str, **changes: dict[str, Any]) -> None:
    """Answer `steps` (all of them when none is named); `changes` gives other answers by step."""
    for step in steps or STEPS:
        response = client.post(at(step), changes.get(step, ANSWERS[step]))
        assert response.status_code == 302, response.content.decode()
