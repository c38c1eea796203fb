"""What a reviewer answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from epaule.safety.texts import find_secret


class ReviewForm(forms.Form):
    """« Publier », or « Toujours juste »: each thing was looked at."""

    nobody = forms.BooleanField(
        label=_("On ne reconnaît personne : ni nom, ni visage, ni adresse, ni numéro."),
        error_messages={"required": _("Regardez chaque image et chaque phrase, puis cochez.")},
    )
    address = forms.BooleanField(
        label=_("L’adresse officielle est la bonne, ou il n’y en a pas."),
        error_messages={"required": _("Ouvrez l’adresse officielle, puis cochez.")},
    )
    works = forms.BooleanField(
        label=_("Cela marche ainsi aujourd’hui."),
        error_messages={"required": _("Refaites les étapes jusqu’où vous pouvez, puis cochez.")},
    )


class NoteForm(forms.Form):
    """What must change, or why it is taken out."""

    note = forms.CharField(
        label=_("Ce qui ne va pas, en quelques mots"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Dites en quelques mots ce qui ne va pas : la personne lira votre phrase."),
            "max_length": _("C’est un peu long. Gardez l’essentiel : %(limit_value)d signes au plus."),
        },
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        secret = find_secret(note)
        if secret is not None:
            raise ValidationError(str(secret.sentence))
        return note
