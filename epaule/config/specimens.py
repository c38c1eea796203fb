"""The forms that /composants/ shows: one of each kind of field, filled rightly and wrongly."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SpecimenForm(forms.Form):
    first_name = forms.CharField(label=_("Votre prénom"), help_text=_("C’est le nom que verra votre aidant."))
    text = forms.CharField(label=_("Que voulez-vous faire ?"), widget=forms.Textarea(attrs={"rows": 3}))
    moment = forms.CharField(label=_("Quand vous appeler ?"), required=False)
    language = forms.ChoiceField(
        label=_("Langue pour parler ensemble"), choices=[("fr", _("français")), ("en", _("anglais"))]
    )
    when = forms.ChoiceField(
        label=_("Pour quand ?"),
        choices=[("now", _("Tout de suite")), ("later", _("Un autre jour"))],
        widget=forms.RadioSelect,
    )
    themes = forms.MultipleChoiceField(
        label=_("De quoi s’agit-il ?"),
        help_text=_("Plusieurs réponses sont possibles."),
        choices=[("mail", _("Mes e-mails")), ("photo", _("Mes photos"))],
        widget=forms.CheckboxSelectMultiple,
    )
    charter = forms.BooleanField(label=_("Je m’engage à respecter la charte"))


def filled() -> SpecimenForm:
    """As it is first shown."""
    return SpecimenForm(initial={"first_name": "Jeanne", "when": "now"}, auto_id="rempli_%s")


def wrong() -> SpecimenForm:
    """Sent with almost nothing in it."""
    return SpecimenForm({"first_name": "Jeanne", "language": "fr"}, auto_id="faux_%s")
