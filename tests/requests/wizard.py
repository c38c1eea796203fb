"""Walking through the ask as a visitor does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

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


def at(step: str) -> str:
    return reverse(f"requests:{step}")


def answer(client: Client, *steps: str, **changes: dict[str, Any]) -> None:
    """Answer `steps` (all of them when none is named); `changes` gives other answers by step."""
    for step in steps or STEPS:
        response = client.post(at(step), changes.get(step, ANSWERS[step]))
        assert response.status_code == 302, response.content.decode()
