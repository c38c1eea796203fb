"""The small forms of « Mes horaires »: one each for what is added or settled."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from epaule.kernel.forms import time_field
from epaule.requests.actions.hours import CAP_MAX, VISIT_MINUTES
from epaule.requests.models import Rhythm

DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
NOT_A_DAY = {"invalid": _("Écrivez une date, par exemple 24/12/2026."), "required": _("Choisissez un jour.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, error_messages=NOT_A_DAY, **more)


class _Weekday(forms.Form):
    weekday = forms.TypedChoiceField(
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.HiddenInput,
        error_messages={"required": _("Choisissez un jour."), "invalid_choice": _("Choisissez un jour.")},
    )


class AddHoursForm(_Weekday):
    starts = time_field(_("De"))
    ends = time_field(_("À"))


class CopyDayForm(_Weekday):
    to = forms.TypedMultipleChoiceField(
        choices=list(WEEKDAYS.items()),
        coerce=int,
        error_messages={"required": _("Cochez au moins un jour."), "invalid_choice": _("Choisissez un jour.")},
    )


class ExceptionForm(forms.Form):
    first_day = _day(_("Le, ou à partir du"))
    last_day = _day(_("Jusqu’au"), required=False, help_text=_("Laissez vide pour un seul jour."))
    starts = time_field(_("De"), required=False)
    ends = time_field(_("À"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and (said.get("starts") is None) != (said.get("ends") is None):
            self.add_error(
                "ends" if said.get("ends") is None else "starts", _("Donnez les deux heures, ou aucune.")
            )
        return said

    @property
    def last(self) -> date:
        """The last day, also when there is one only."""
        day: date = self.cleaned_data["last_day"] or self.cleaned_data["first_day"]
        return day


class RhythmForm(forms.Form):
    weekly_cap = forms.IntegerField(
        label=_("Visites par semaine, au plus"),
        help_text=_("Laissez vide si vous ne voulez pas de limite."),
        required=False,
        min_value=1,
        max_value=CAP_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Écrivez un nombre, ou laissez vide."),
            "min_value": _("Au moins une visite. Pour n’en avoir aucune, faites une pause."),
            "max_value": _("Au plus %(limit_value)d visites."),
        },
    )
    visit_minutes = forms.TypedChoiceField(
        label=_("Durée d’un rendez-vous"),
        choices=[(minutes, _("%(minutes)d minutes") % {"minutes": minutes}) for minutes in VISIT_MINUTES],
        coerce=int,
        error_messages={"required": _("Choisissez une durée."), "invalid_choice": _("Choisissez une durée.")},
    )
    quiet_from = time_field(_("De"))
    quiet_until = time_field(_("À"))
    ring_by_mail = forms.BooleanField(required=False)
    ring_by_sms = forms.BooleanField(required=False)

    @staticmethod
    def initial_of(rhythm: Rhythm | None) -> dict[str, Any]:
        shown = rhythm or Rhythm()
        return {name: getattr(shown, name) for name in RhythmForm.base_fields}


class PauseForm(forms.Form):
    back_on = _day(_("Je reviens le"))
