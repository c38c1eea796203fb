"""Reading pages as a person does."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

NO_BREAK_SPACES = {ord("\u00a0"): " ", ord("\u202f"): " "}


def parsed(response: Any) -> BeautifulSoup:
    """The page of `response`."""
    return BeautifulSoup(response.content, "html.parser")


def said(response: Any, selector: str = "body") -> str:
    """What is written under `selector`, with ordinary spaces. A fragment has no body: all of it is read."""
    page = parsed(response)
    part: Tag | BeautifulSoup = page.select_one(selector) or page
    return " ".join(part.get_text(" ").translate(NO_BREAK_SPACES).split())


def title(response: Any) -> str:
    """The one heading of first level."""
    (heading,) = parsed(response).select("h1")
    return " ".join(heading.get_text(" ").translate(NO_BREAK_SPACES).split())


def field(response: Any, name: str) -> str:
    """The value of the field called `name` as the page shows it."""
    found = parsed(response).select_one(f"[name={name}]")
    assert found is not None, f"no field {name}"
    return str(found.get("value", "")) if found.name == "input" else found.get_text().lstrip("\n")


def checked(response: Any, name: str) -> list[str]:
    """The values of `name` that are ticked."""
    return [str(box["value"]) for box in parsed(response).select(f"input[name={name}][checked]")]


def chosen(response: Any, name: str) -> str:
    """The value that the list `name` shows."""
    return str(parsed(response).select_one(f"select[name={name}] option[selected]")["value"])
