import re

from django import forms
from django.utils.translation import gettext_lazy as _

from epaule.people.names import NameField

ANSWER = _("Répondez par oui ou par non : cela vous protège.")
YES_OR_NO = {"required": ANSWER, "invalid_choice": ANSWER}


class CodeForm(forms.Form):
    """Six digits, however the person spaces them."""

    code = forms.CharField(
        label=_("Le code à six chiffres"),
        help_text=_("La personne que vous connaissez le lit sur son écran."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "12 34 56", "class": "digits"}
        ),
        error_messages={"required": _("Tapez les six chiffres que la personne vous lit.")},
    )

    def clean_code(self) -> str:
        digits = re.sub(r"[\s.\-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise forms.ValidationError(
                _("Un code a six chiffres, par exemple 12 34 56. Vérifiez avec la personne.")
            )
        return digits


class KnockForm(forms.Form):
    """Who comes to the door of a visit."""

    first_name = NameField(
        label=_("Votre prénom"),
        help_text=_("C’est le nom que les autres verront."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "required": _("Écrivez votre prénom, ou celui que vous voulez."),
            "max_length": _("Un prénom plus court, s’il vous plaît."),
        },
    )


class MeetForm(KnockForm):
    """The same, and the two questions that stop a swindle."""

    asked = forms.ChoiceField(
        label=_("Avez-vous demandé cette aide vous-même ?"),
        choices=[("yes", _("Oui")), ("no", _("Non"))],
        widget=forms.RadioSelect,
        error_messages=YES_OR_NO,
    )
    called = forms.ChoiceField(
        label=_("Quelqu’un vous a-t-il appelé pour vous donner ce code ?"),
        help_text=_("Une personne que vous n’attendiez pas, même si elle dit venir de votre banque."),
        choices=[("no", _("Non")), ("yes", _("Oui, quelqu’un m’a appelé"))],
        widget=forms.RadioSelect,
        error_messages=YES_OR_NO,
    )

    @property
    def is_alarming(self) -> bool:
        """She was called, or did not ask for this help; known even when other answers are missing."""
        answers = getattr(self, "cleaned_data", {})
        return answers.get("called") == "yes" or answers.get("asked") == "no"
