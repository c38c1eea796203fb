"""What led to a request, for pages that show it: they name the pages of later apps without knowing them."""

from django import template

register = template.Library()


@register.simple_tag
def memo_named(origin: str) -> str:
    """The identifier of the memo that a request came from; "" for a request that came from none."""
    kind, _colon, rest = origin.partition(":")
    return rest.partition(":")[0] if kind == "memo" else ""
