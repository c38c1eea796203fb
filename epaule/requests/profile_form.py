"""What a helper says of herself and offers, in one form of short sections."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.about import ABOUT_MAX, what_must_go
from epaule.knowhow.models import Fee, Level, Offer, Procedure, Topic, TopicKind
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person, Status
from epaule.people.names import NameField
from epaule.people.needs import NEEDS
from epaule.people.phones import phone_in_words, read_phone, takes_sms

USUAL_LANGUAGES = ("fr", "en", "ar", "es")
"""Shown to every helper without unfolding anything."""
HELPER_STATUSES = [Status.VOLUNTEER, Status.ANIMATOR, Status.PROFESSIONAL]


@dataclass(frozen=True)
class Theme:
    """One theme as the form shows it."""

    topic: Topic
    chosen: bool
    level: forms.BoundField
    procedures: list[tuple[Procedure, bool]]
    """Those of the theme, and whether she does them."""


def initial_of(person: Person, offer: Offer | None, wished: Collection[str] = ()) -> dict[str, Any]:
    """What the form shows at first; `wished` are codes of themes proposed to her. Three queries at most."""
    lines = dict(offer.lines.values_list("topic", "level")) if offer else {}
    return {
        "first_name": person.first_name,
        "status": person.status,
        "languages": person.languages or ["fr"],
        "phone": phone_in_words(person.phone),
        "topics": [*lines, *(code for code in wished if code not in lines)],
        "procedures": list(offer.procedures.values_list("pk", flat=True)) if offer else [],
        "needs": offer.needs if offer else [],
        "fee": offer.fee if offer else Fee.FREE,
        "about": offer.about if offer else "",
        "charter": offer is not None,
        **{f"level-{code}": level for code, level in lines.items()},
    }


class ProfileForm(forms.Form):
    """The fields are laid out by requests/profile.html."""

    first_name = NameField(
        label=_("Votre prénom"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={
            "required": _("Écrivez votre prénom."),
            "max_length": _("Un prénom plus court, s’il vous plaît."),
        },
    )
    status = forms.ChoiceField(
        label=_("Vous êtes"),
        choices=[(status.value, status.label) for status in HELPER_STATUSES],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez ce que vous êtes."),
            "invalid_choice": _("Choisissez ce que vous êtes."),
        },
    )
    phone = forms.CharField(
        label=_("Votre numéro de mobile"),
        help_text=_("Seulement pour vous prévenir par SMS, si vous le voulez. Personne d’autre ne le voit."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": _("Ce numéro est trop long.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("Ce que vous savez transmettre"),
        error_messages={
            "required": _("Cochez au moins un thème."),
            "invalid_choice": _("Cochez parmi les thèmes de la liste."),
        },
    )
    procedures = forms.MultipleChoiceField(
        label=_("Les démarches que vous connaissez"),
        required=False,
        error_messages={"invalid_choice": _("Cochez parmi les démarches de la liste.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Langues que vous parlez"),
        choices=list(LANGUAGES_SPOKEN.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Cochez au moins une langue."),
            "invalid_choice": _("Cochez parmi les langues de la liste."),
        },
    )
    needs = forms.MultipleChoiceField(
        label=_("Vous êtes à l’aise avec une personne…"),
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Cochez parmi les besoins de la liste.")},
    )
    fee = forms.ChoiceField(
        label=_("Vous aidez"),
        choices=Fee.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=Fee.FREE,
        error_messages={"invalid_choice": _("Touchez l’une des réponses.")},
    )
    about = forms.CharField(
        label=_("Quelques mots sur vous"),
        help_text=_("Ce qui donne confiance : votre métier, ce que vous aimez montrer. 300 signes au plus."),
        max_length=ABOUT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("C’est un peu long. Gardez l’essentiel : %(limit_value)d signes au plus.")
        },
    )
    charter = forms.BooleanField(
        label=_("Je m’engage à respecter la charte"),
        error_messages={"required": _("Lisez la charte et cochez la case : elle protège les personnes aidées.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.all_topics = list(Topic.objects.order_by("rank"))
        self.all_procedures = list(Procedure.objects.order_by("rank"))
        self._choose("topics", [(topic.code, topic.label) for topic in self.all_topics])
        self._choose("procedures", [(one.code, one.plain_label) for one in self.all_procedures])
        for topic in self.all_topics:
            self.fields[f"level-{topic.code}"] = forms.TypedChoiceField(
                label=_("Votre niveau"),
                choices=Level.choices,
                coerce=int,
                required=False,
                empty_value=str(Level.AT_EASE.value),
                initial=Level.AT_EASE,
                error_messages={"invalid_choice": _("Choisissez un niveau de la liste.")},
            )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # declared above, as one that has choices

    def clean_phone(self) -> str:
        """E.164, or nothing."""
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        number = read_phone(typed)
        if number is None:
            raise ValidationError(_("Ce numéro n’est pas complet. Un numéro français a dix chiffres."))
        if not takes_sms(number):
            raise ValidationError(_("Un téléphone fixe ne reçoit pas de SMS. Donnez un mobile, ou laissez vide."))
        return number

    def clean_fee(self) -> Fee:
        return Fee(self.cleaned_data["fee"] or Fee.FREE)

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        wrong = what_must_go(about)
        if wrong:
            raise ValidationError(str(wrong))
        return about

    @property
    def spoken(self) -> dict[str, list[tuple[str, str, bool]]]:
        """Each language as (code, name, ticked): `first` those to see at once, `others` behind a fold."""
        chosen = self["languages"].value() or []
        shown: dict[str, list[tuple[str, str, bool]]] = {"first": [], "others": []}
        for code, name in LANGUAGES_SPOKEN.items():
            at_once = code in USUAL_LANGUAGES or code in chosen
            shown["first" if at_once else "others"].append((code, name, code in chosen))
        return shown

    @property
    def levels(self) -> dict[str, int]:
        """Of each theme that was ticked."""
        return {code: int(self.cleaned_data[f"level-{code}"]) for code in self.cleaned_data["topics"]}

    @property
    def done_procedures(self) -> list[str]:
        """Those ticked under a theme that is ticked too: the others are not to be seen."""
        topics = set(self.cleaned_data["topics"])
        of_topic = {one.code: one.topic_id for one in self.all_procedures}
        return [code for code in self.cleaned_data["procedures"] if of_topic[code] in topics]

    @property
    def themes(self) -> list[tuple[TopicKind, int, list[Theme]]]:
        """Every theme under its kind, with how many of the kind are chosen."""
        chosen, done = (set(self[name].value() or []) for name in ("topics", "procedures"))
        grouped = []
        for kind in TopicKind:
            themes = [
                Theme(
                    topic=topic,
                    chosen=topic.code in chosen,
                    level=self[f"level-{topic.code}"],
                    procedures=[
                        (one, one.code in done) for one in self.all_procedures if one.topic_id == topic.code
                    ],
                )
                for topic in self.all_topics
                if topic.kind == kind
            ]
            grouped.append((kind, sum(theme.chosen for theme in themes), themes))
        return grouped
