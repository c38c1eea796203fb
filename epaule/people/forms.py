"""Sign-in and sign-up with an e-mail address and a code; no password anywhere."""

from typing import Any

from allauth.account.forms import (
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    SignupForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from epaule.people.names import NameField

EMAIL_HINT = _("Nous vous envoyons un code par e-mail. Il n’y a pas de mot de passe à retenir.")
EMAIL_ERRORS = {
    "required": _("Écrivez votre adresse e-mail."),
    "invalid": _("Cette adresse n’est pas complète. Exemple : jeanne@exemple.fr"),
}


def _word_email(field: forms.Field) -> None:
    field.label, field.help_text = _("Votre adresse e-mail"), EMAIL_HINT
    field.widget.attrs = {"autocomplete": "email", "inputmode": "email"}
    field.error_messages.update(EMAIL_ERRORS)
    for validator in field.validators:
        # Django lets any callable judge a field; those of an e-mail address are objects with a message.
        validator.message = EMAIL_ERRORS["invalid"]  # type: ignore[attr-defined]


def _word_code(field: forms.Field) -> None:
    field.label, field.help_text = (
        _("Le code reçu par e-mail"),
        _("Six chiffres. Regardez aussi dans les indésirables."),
    )
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits"}
    field.error_messages["required"] = _("Écrivez les six chiffres du code.")


class RequestCodeForm(RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_email(self.fields["email"])


class ConfirmCodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self.fields["code"])


class ConfirmAddressForm(ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_code(self.fields["code"])


class AddressForm(SignupForm):
    """First name and e-mail address are all we ask."""

    first_name = NameField(
        label=_("Votre prénom"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Écrivez votre prénom : c’est ainsi que l’on vous appellera.")},
    )
    field_order = ["first_name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word_email(self.fields["email"])
