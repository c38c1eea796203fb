"""What the helped person reads, corrects and signs before a copy of her memo may go to everyone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.addresses import official_host
from epaule.knowhow.models import Topic
from epaule.knowhow.queries import all_topics, understand
from epaule.knowhow.words import fold
from epaule.replays.actions import Shared, seal
from epaule.replays.models import TITLE_MAX_LENGTH, Memo, Step
from epaule.safety.personal import find_personal, without_personal
from epaule.safety.texts import find_secret
from epaule.visits.models import Role
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH


class ShareForm(forms.Form):
    """Her words for the copy; `sentence_<step>` and `with_<step>` for each step."""

    title = forms.CharField(
        label=_("Titre de la fiche"),
        max_length=TITLE_MAX_LENGTH,
        error_messages={"required": _("Donnez un titre : ce que l’on apprend à faire.")},
    )
    topic = forms.ModelChoiceField(
        label=_("Sujet"),
        queryset=Topic.objects.none(),
        error_messages={
            "required": _("Choisissez le sujet qui ressemble le plus."),
            "invalid_choice": _("Choisissez le sujet qui ressemble le plus."),
        },
    )
    procedure = forms.CharField(
        label=_("Nom de la démarche"),
        help_text=_("Comme les gens l’appellent : « Refaire ma carte grise »."),
        max_length=120,
        required=False,
    )
    official_url = forms.CharField(
        label=_("Adresse du site officiel"),
        help_text=_("Elle commence par https://. Laissez vide si vous ne savez pas."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    looked = forms.BooleanField(
        label=_("J’ai regardé chaque image : on n’y voit ni nom, ni adresse, ni numéro."),
        error_messages={"required": _("Regardez chaque image, puis cochez cette case.")},
    )
    not_names = forms.BooleanField(
        label=_("Ces mots ne disent pas qui est quelqu’un : les garder."), required=False
    )
    signature = forms.CharField(
        label=_("Votre prénom, pour signer"),
        help_text=_("Il reste entre vous et nous : il n’est jamais montré dans la bibliothèque."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Écrivez votre prénom : c’est votre accord.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, memo: Memo, data: QueryDict | None = None, **kwargs: Any) -> None:
        self.memo = memo
        self.steps = list(memo.steps.all())
        self.names = _names_of(memo)
        super().__init__(data, **kwargs)
        self.fields["topic"].queryset = all_topics()  # type: ignore[attr-defined]  # declared above, as one that has choices
        self.fields["topic"].label_from_instance = lambda topic: topic.plain_label  # type: ignore[attr-defined]
        for step in self.steps:
            self.fields[_sentence(step)] = forms.CharField(
                label=_("Phrase"),
                max_length=STEP_SENTENCE_MAX_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[_with(step)] = forms.BooleanField(label=_("Publier cette étape"), required=False)
        self.initial = {**self._proposed(), **self.initial}

    @classmethod
    def of(cls, memo: Memo, sent: QueryDict | None, *, replacing: bool) -> ShareForm:
        """The form as it is opened, sent, or sent to have the names replaced in it."""
        if sent is None or not replacing:
            return cls(memo, sent)
        form = cls(memo)
        kept = {name: sent.get(name, "") for name in form.fields if name not in {"looked", "seen"}}
        ticked = {_with(step): _with(step) in sent for step in form.steps}
        replaced = {name: without_personal(sent.get(name, ""), form.names) for name in form._names_of_words()}
        form.initial.update({**kept, **ticked, **replaced})
        return form

    def _proposed(self) -> dict[str, Any]:
        request = self.memo.visit.request
        topics = [topic.code for topic in request.topics.all()]
        understood = [one.topic_code for one in understand(self.memo.title or request.text, limit=1)]
        known = [code for code in understood if not topics or code in topics] or topics or understood
        words = {_sentence(step): step.sentence for step in self.steps}
        return {
            "title": self.memo.title,
            "topic": known[0] if known else None,
            "seen": seal(self.steps),
            **words,
            **{_with(step): True for step in self.steps},
        }

    def _names_of_words(self) -> list[str]:
        return ["title", "procedure", *(_sentence(step) for step in self.steps)]

    def rows(self) -> Iterator[tuple[Step, Any, Any]]:
        """Each step with its two fields."""
        for step in self.steps:
            yield step, self[_sentence(step)], self[_with(step)]

    def personal(self) -> list[str]:
        """What, in the words as they stand, says who somebody is."""
        words = [str(self[name].value() or "") for name in self._names_of_words()]
        return list(dict.fromkeys(one for text in words for one in find_personal(text, self.names)))

    def clean_official_url(self) -> str:
        url: str = self.cleaned_data["official_url"]
        if url and not official_host(url):
            raise ValidationError(
                gettext("Cette adresse ne peut pas être gardée : copiez celle du site officiel, en https://.")
            )
        return url

    def clean_signature(self) -> str:
        signature: str = self.cleaned_data["signature"]
        hers = {fold(name) for name, role in _persons_of(self.memo) if role == Role.HELPED}
        if not any(fold(signature) == name or fold(signature).startswith(f"{name} ") for name in hers):
            raise ValidationError(
                gettext("Écrivez votre prénom comme vous l’avez donné : %(name)s.")
                % {"name": self.memo.visit.request.first_name}
            )
        return signature

    def clean(self) -> dict[str, Any]:
        for name in self._names_of_words():
            secret = find_secret(str(self.cleaned_data.get(name) or ""))
            if secret is not None:
                self.add_error(name, str(secret.sentence))
        if not any(self.cleaned_data.get(_with(step)) for step in self.steps):
            self.add_error(None, gettext("Gardez au moins une étape."))
        if self.personal() and not self.cleaned_data.get("not_names"):
            self.add_error(
                None,
                gettext(
                    "Ces mots disent peut-être qui vous êtes : %(words)s. Remplacez-les, ou dites de les garder."
                )
                % {"words": ", ".join(self.personal())},
            )
        return self.cleaned_data

    def shared(self) -> Shared:
        """What was agreed to, once the form is valid."""
        given = self.cleaned_data
        return Shared(
            title=" ".join(given["title"].split()),
            topic=given["topic"].code,
            procedure=" ".join(given["procedure"].split()),
            official_url=given["official_url"],
            sentences={
                step.public_id: " ".join(given[_sentence(step)].split())
                for step in self.steps
                if given[_with(step)]
            },
            signature=given["signature"],
            seen=given["seen"],
        )


def _sentence(step: Step) -> str:
    return f"sentence_{step.public_id}"


def _with(step: Step) -> str:
    return f"with_{step.public_id}"


def _persons_of(memo: Memo) -> list[tuple[str, str]]:
    """(first name, role) of all who came, and the name she gave in her request."""
    came = memo.visit.participants.select_related("person")
    return [(memo.visit.request.first_name, Role.HELPED), *((one.person.first_name, one.role) for one in came)]


def _names_of(memo: Memo) -> dict[str, str]:
    """The names that must not be read, with the words that take their place."""
    someone, helper = gettext("la personne"), gettext("l’aidant")
    return {name: helper if role == Role.HELPER else someone for name, role in _persons_of(memo) if name.strip()}
