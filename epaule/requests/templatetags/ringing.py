"""What a ringing card says."""

from collections.abc import Sequence

from django import template

from epaule.people.devices import DEVICES
from epaule.people.needs import NEEDS
from epaule.requests.models import Ring
from epaule.requests.searching import why_you as why

register = template.Library()


@register.filter
def needs_in_words(codes: Sequence[str] | None) -> str:
    """« sourd·e ou malentendant·e, besoin de calme et de temps »; empty without any."""
    return ", ".join(str(NEEDS[code]) for code in codes or () if code in NEEDS)


@register.filter
def device_in_words(code: str) -> str:
    return str(DEVICES.get(code, ""))


@register.filter
def why_you(ring: Ring | None) -> str:
    return why(ring) if ring else ""
