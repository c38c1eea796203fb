"""Names as people type them. In subjects of mail, notifications and SMS: one line, and no way elsewhere."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from epaule.safety.personal import find_personal

NOT_A_NAME = _("Écrivez seulement un nom, sans adresse, sans lien ni numéro.")
_UNSEEN = {"Cf", "Cn", "Co", "Cs"}
"""Kinds of signs that nobody sees; some turn the order of others."""
_LEADS_ELSEWHERE = re.compile(r"[@<>\\]|//|:\S|www", re.IGNORECASE)
_GLUED = re.compile(r"\.(?=\w)")
"""« banque.fr », which programs of mail make a link of; « M.Durand » too, who is as well written apart."""


def plain_name(text: str) -> str:
    """`text` on one line, without signs that nobody sees."""
    seen = "".join(" " if unicodedata.category(one) == "Cc" else one for one in text)
    seen = "".join(one for one in seen if unicodedata.category(one) not in _UNSEEN)
    return _GLUED.sub(". ", " ".join(seen.split()))


def is_name(text: str) -> bool:
    """False for what leads elsewhere: an address, a link, a telephone number."""
    return _LEADS_ELSEWHERE.search(text) is None and not find_personal(text, {})


class NameField(forms.CharField):
    """A name, made plain."""

    def to_python(self, value: Any) -> str | None:
        typed = super().to_python(value)
        return plain_name(typed) if typed else typed

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_name(value):
            raise ValidationError(NOT_A_NAME, code="not_a_name")
