"""Where, and at which hour, we call back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from epaule.people.names import NameField
from epaule.people.phones import read_phone
from epaule.requests.calling_hours import DayOfCalls
from epaule.requests.forms import without_secret


class PhoneField(forms.CharField):
    """A number as people type it; E.164 once clean."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        number = read_phone(super().clean(value))
        if number is None:
            raise ValidationError(_("Ce numéro n’est pas complet. Un numéro français a dix chiffres."))
        return number


def phone_field() -> PhoneField:
    return PhoneField(
        label=_("Votre numéro de téléphone"),
        max_length=30,
        error_messages={"required": _("Écrivez le numéro où nous pouvons vous appeler.")},
    )


class HourField(forms.TypedChoiceField):
    """One of the hours offered, sent as ISO 8601 in UTC; None when none is chosen."""

    def __init__(self, *, days: Sequence[DayOfCalls], held: datetime | None, required: bool) -> None:
        hours = [hour for day in days for hour in day.hours]
        super().__init__(
            label=_("Quand pouvons-nous vous appeler ?"),
            choices=[(hour.isoformat(), hour.isoformat()) for hour in ([held] if held else []) + hours],
            coerce=datetime.fromisoformat,
            empty_value=None,
            required=required,
            error_messages={
                "required": _("Touchez l’heure qui vous convient."),
                "invalid_choice": _("Cette heure n’est plus possible. Choisissez-en une autre dans la liste."),
            },
        )


class PromiseForm(forms.Form):
    """« On vous rappelle », about an ask. `held`: the hour promised before, still good; `hers`: typed by her."""

    phone = phone_field()

    def __init__(
        self, *args: Any, days: Sequence[DayOfCalls], held: datetime | None, hers: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not hers:
            self.fields["phone"].label = _("Son numéro de téléphone")
        self.fields["at"] = HourField(days=days, held=held, required=bool(days))


class CallbackForm(forms.Form):
    """« Je préfère être rappelé·e »: an hour, or a moment in words."""

    first_name = NameField(
        label=_("Votre prénom"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Écrivez votre prénom : nous vous demanderons au téléphone.")},
    )
    phone = phone_field()
    moment = forms.CharField(
        label=_("Un autre moment vous va mieux ?"),
        help_text=_("Par exemple : « mardi matin ». Vous pouvez laisser vide."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, days: Sequence[DayOfCalls], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = HourField(days=days, held=None, required=False)

    def clean_moment(self) -> str:
        return without_secret(self.cleaned_data["moment"])
