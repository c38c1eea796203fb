from django import template

from epaule.adapters.webpush import keys

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """What a browser needs before it lets us ring it."""
    return keys.public_key()
