"""Sign-in and sign-up with an e-mail address and a code; no password anywhere."""

from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

EMAIL_HINT = _("Nous vous envoyons un code par e-mail. Il n’y a pas de mot de passe à retenir.")


class RequestCodeForm(RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label, field.help_text = _("Votre adresse e-mail"), EMAIL_HINT
        field.widget.attrs = {"autocomplete": "email", "inputmode": "email"}


class SignupForm(forms.Form):
    """Added by allauth to its own sign-up form: the first name is all we ask."""

    first_name = forms.CharField(
        label=_("Votre prénom"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Écrivez votre prénom : c’est ainsi que l’on vous appellera.")},
    )
    field_order = ["first_name", "email"]

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth once the person exists; the adapter has kept the first name already."""
