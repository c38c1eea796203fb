"""What is typed about memos."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SendForm(forms.Form):
    """« À quelle adresse ? »"""

    email = forms.EmailField(
        label=_("À quelle adresse e-mail ?"),
        help_text=_("La vôtre, ou celle d’une personne de confiance. Exemple : prenom@exemple.fr"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Écrivez l’adresse à laquelle envoyer le mémo."),
            "invalid": _("Cette adresse n’est pas complète. Elle ressemble à prenom@exemple.fr"),
        },
    )
