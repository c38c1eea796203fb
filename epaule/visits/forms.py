import re

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """Six digits, however the person spaces them."""

    code = forms.CharField(
        label=_("Le code à six chiffres"),
        help_text=_("La personne que vous aidez le lit sur son écran."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "123 456", "class": "digits"}
        ),
        error_messages={"required": _("Tapez les six chiffres que la personne vous lit.")},
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s.\-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise forms.ValidationError(
                _("Un code a six chiffres, par exemple 123 456. Vérifiez avec la personne.")
            )
        return digits
