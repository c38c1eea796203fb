from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from epaule.territory.models import KEEPING_CHOICES

LENGTHS = [(days, ngettext_lazy("%d jour", "%d jours") % days) for days in KEEPING_CHOICES]
NO_LENGTH = {"required": _("Choisissez une durée."), "invalid_choice": _("Choisissez une durée.")}


class KeepingForm(forms.Form):
    """How long films are kept unless the helped person chooses, and the longest she may choose; days."""

    days = forms.TypedChoiceField(
        label=_("Si la personne ne choisit rien"),
        choices=LENGTHS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=NO_LENGTH,
    )
    most = forms.TypedChoiceField(
        label=_("Le plus longtemps qu’elle puisse choisir"),
        choices=LENGTHS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=NO_LENGTH,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "days" in said and "most" in said and said["days"] > said["most"]:
            longer = _("Choisissez ici au moins la durée d’en haut : sans rien choisir, on la dépasserait.")
            self.add_error("most", longer)
        return said
