"""The memos that a helper made with the persons of his list, for the page that shows it."""

from django import template

from epaule.people.models import Person
from epaule.replays.reading import last_memos_with

register = template.Library()


@register.simple_tag
def memos_read_by(helper: Person) -> dict[int, str]:
    """The identifier of the last memo that he may read with each person, by her key. One query."""
    return last_memos_with(helper)


@register.simple_tag
def memo_with(memos: dict[int, str], person: Person) -> str:
    """That of `person`; "" when there is none."""
    return memos.get(person.pk, "")
