"""« Prévenez-moi »: one field, an e-mail address or a mobile number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.kernel import sms
from epaule.people.phones import phone_in_words, read_phone, takes_sms
from epaule.requests.models import HelpRequest

REACH_MAX_LENGTH = 254
_is_email = EmailValidator()


class TellingForm(forms.Form):
    """`cleaned_data["reach"]`: the pair of an address and an E.164 number, of which one is empty."""

    reach = forms.CharField(
        max_length=REACH_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Écrivez où vous prévenir."),
            "max_length": gettext_lazy("C’est trop long : %(limit_value)d signes au plus."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        both = sms.is_on()
        self.fields["reach"].label = _("Votre e-mail, ou votre numéro de mobile") if both else _("Votre e-mail")

    def clean_reach(self) -> tuple[str, str]:
        typed = self.cleaned_data["reach"]
        if "@" in typed:
            try:
                _is_email(typed)
            except ValidationError:
                raise ValidationError(
                    _("Cette adresse n’est pas complète. Exemple : jeanne@example.org.")
                ) from None
            return typed, ""
        if not sms.is_on():
            raise ValidationError(_("Donnez une adresse e-mail : ce site n’envoie pas de SMS."))
        number = read_phone(typed)
        if number is None:
            raise ValidationError(
                _("Ce n’est ni une adresse e-mail, ni un numéro complet. Un numéro français a dix chiffres.")
            )
        if not takes_sms(number):
            raise ValidationError(_("Ce numéro ne reçoit pas de SMS. Donnez celui d’un mobile : 06 ou 07."))
        return "", number


def reach_in_words(request: HelpRequest) -> str:
    """Where she is told; empty when nowhere."""
    return request.email or phone_in_words(request.phone)
