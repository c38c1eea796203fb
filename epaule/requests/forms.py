"""One small form for each question of the ask, and for the helper's profile."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.models import Fee
from epaule.knowhow.queries import all_procedures, all_topics
from epaule.people.devices import DEVICES
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.names import NameField
from epaule.people.needs import NEEDS
from epaule.requests.models import TEXT_MAX_LENGTH, Urgency
from epaule.safety.texts import find_secret


def without_secret(text: str) -> str:
    """`text`; a ValidationError that says what to remove when it holds a secret."""
    secret = find_secret(text)
    if secret is not None:
        raise ValidationError(str(secret.sentence))
    return text


class WhatForm(forms.Form):
    """« Que voulez-vous faire ? »"""

    text = forms.CharField(
        label=_("Que voulez-vous faire ?"),
        help_text=_("Avec vos mots, une phrase suffit. Exemple : « Je n’arrive pas à envoyer une photo. »"),
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "data-ep-controller": "remember"}),
        error_messages={
            "required": _("Écrivez en quelques mots ce que vous voulez faire."),
            "max_length": _("C’est un peu long. Gardez l’essentiel : %(limit_value)d signes au plus."),
        },
    )

    def clean_text(self) -> str:
        return without_secret(self.cleaned_data["text"])


class TopicsForm(forms.Form):
    """« De quoi s’agit-il ? »: the themes understood, correctable by one tap."""

    topics = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Cochez parmi les thèmes de la liste.")}
    )
    procedure = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Choisissez une démarche de la liste, ou aucune.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(topic.code, topic.plain_label) for topic in all_topics()]
        self.fields["topics"].choices = choices  # type: ignore[attr-defined]  # declared above, as one that has choices
        procedures = [(one.code, one.plain_label) for one in all_procedures()]
        self.fields["procedure"].choices = procedures  # type: ignore[attr-defined]  # the same


class WhenForm(forms.Form):
    """« Pour quand ? »"""

    when = forms.ChoiceField(
        choices=[*Urgency.choices, ("callback", _("Je préfère être rappelé·e"))],
        error_messages={
            "required": _("Touchez l’une des réponses."),
            "invalid_choice": _("Touchez l’une des réponses."),
        },
    )


class WhoForm(forms.Form):
    """« Votre prénom », and what she may want to say of herself."""

    first_name = NameField(
        label=_("Votre prénom"),
        help_text=_("C’est le nom que verra la personne qui vous aide."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "required": _("Écrivez votre prénom, ou celui que vous voulez."),
            "max_length": _("Un prénom plus court, s’il vous plaît."),
        },
    )
    language = forms.ChoiceField(
        label=_("Langue pour parler ensemble"),
        choices=list(LANGUAGES_SPOKEN.items()),
        required=False,
        error_messages={"invalid_choice": _("Choisissez une langue de la liste.")},
    )
    device = forms.ChoiceField(
        label=_("Sur quel appareil voulez-vous de l’aide ?"),
        choices=[("", _("je ne sais pas")), *DEVICES.items()],
        required=False,
        error_messages={"invalid_choice": _("Choisissez un appareil de la liste, ou « je ne sais pas ».")},
    )
    needs = forms.MultipleChoiceField(
        label=_("Besoins particuliers"),
        choices=list(NEEDS.items()),
        required=False,
        error_messages={"invalid_choice": _("Cochez parmi les besoins de la liste.")},
    )


class ForOtherForm(WhoForm):
    """The same of somebody else, whom a daughter, an aide or a mayor’s secretary asks for."""

    filled_in_by = NameField(
        label=_("Et vous, qui êtes-vous ?"),
        help_text=_("Par exemple : « sa fille Anne » ou « la mairie de Périers »."),
        max_length=80,
        error_messages={
            "required": _("Dites en quelques mots qui vous êtes pour cette personne."),
            "max_length": _("C’est un peu long : %(limit_value)d signes au plus."),
        },
    )

    field_order = ("first_name", "filled_in_by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["first_name"]
        name.label, name.help_text = _("Prénom de la personne à aider"), ""
        name.widget.attrs["autocomplete"] = "off"
        self.fields["device"].label = _("Sur quel appareil cette personne veut-elle de l’aide ?")
        name.error_messages["required"] = _("Écrivez le prénom de la personne à aider.")

    def clean_filled_in_by(self) -> str:
        return without_secret(self.cleaned_data["filled_in_by"])


class WishesForm(forms.Form):
    """« Vos souhaits »: whom she would like, and whether she would pay."""

    fee = forms.ChoiceField(
        choices=[
            (Fee.FREE, _("Gratuitement")),
            (Fee.BOTH, _("Je pourrais payer")),
        ],
        error_messages={
            "required": _("Touchez l’une des réponses."),
            "invalid_choice": _("Touchez l’une des réponses."),
        },
    )

    def __init__(self, *args: Any, helpers: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wished_helper"] = forms.ChoiceField(
            choices=[(helper.public_id, helper.first_name) for helper in helpers],
            required=False,
            error_messages={"invalid_choice": _("Choisissez une personne de la liste, ou aucune.")},
        )
