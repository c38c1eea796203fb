"""What a person is in front of: code and everyday words, after « Matériel » of the national visit report."""

import re

from django.utils.translation import gettext_lazy as _

DEVICES = {
    "computer": _("un ordinateur"),
    "phone": _("un téléphone"),
    "tablet": _("une tablette"),
    "other": _("un autre appareil"),
    "none": _("pas d’appareil"),
}

_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)")
_PHONE = re.compile(r"iPhone|Mobi")
_COMPUTER = re.compile(r"Windows NT|Macintosh|X11|CrOS")


def device_of(user_agent: str) -> str:
    """The device that this `User-Agent` header tells of, a code of DEVICES; empty when it does not tell.

    A recent iPad says it is a Macintosh: the answer is a guess that she can correct.
    """
    guesses = (("tablet", _TABLET), ("phone", _PHONE), ("computer", _COMPUTER))
    return next((device for device, pattern in guesses if pattern.search(user_agent)), "")
