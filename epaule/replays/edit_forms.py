"""What is typed about a memo."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from epaule.replays.models import TITLE_MAX_LENGTH, Memo, Step
from epaule.replays.pictures import Area
from epaule.safety.masking import mask_secrets
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH

SENTENCE = "sentence-"
WAS = "was-"
"""Before the name of a field: what it held when the page was made."""
TOO_LONG = _("C’est un peu long. Gardez l’essentiel : %(limit_value)d signes au plus.")


class MemoText(forms.CharField):
    """One line of words, without what nobody should write; spaces as they are kept."""

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        if kinds := mask_secrets(text).kinds:
            raise ValidationError(str(min(kinds).sentence))
        return text


@dataclass(frozen=True)
class StepCard:
    """A step as the page of the editor shows it."""

    step: Step
    number: int
    field: BoundField
    was: str
    is_first: bool
    is_last: bool


class MemoForm(forms.Form):
    """The title and all the sentences. What the page did not send stays as it is."""

    title = MemoText(
        label=_("Titre du mémo"),
        max_length=TITLE_MAX_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Donnez un titre au mémo : il servira à le retrouver."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, data: Mapping[str, Any] | None, *, memo: Memo, steps: list[Step]) -> None:
        super().__init__(data, label_suffix="")
        self.memo, self.steps = memo, steps
        self.fields["title"].initial = memo.title
        for number, step in enumerate(steps, start=1):
            self.fields[SENTENCE + step.public_id] = MemoText(
                label=gettext("Phrase de l’étape %(number)d") % {"number": number},
                max_length=STEP_SENTENCE_MAX_LENGTH,
                required=False,
                initial=step.sentence,
                widget=forms.Textarea(attrs={"rows": 2, "class": "edit-step__sentence"}),
                error_messages={"max_length": TOO_LONG},
            )
        for name in list(self.fields):
            self.fields[name].widget.attrs |= {"data-ep-controller": "autosave", "autocomplete": "off"}

    def _clean_fields(self) -> None:
        absent = [name for name in self.fields if name not in self.data]
        kept = {name: self.fields.pop(name) for name in absent}
        super()._clean_fields()  # type: ignore[misc]  # Django has it, its stubs do not
        self.fields |= kept

    def was(self, name: str) -> str:
        """What the page showed before anything was typed in it."""
        shown = self.data.get(WAS + name) if self.is_bound else None
        return str(self.fields[name].initial if shown is None else shown)

    @property
    def title_was(self) -> str:
        return self.was("title")

    def _typed(self, name: str) -> str | None:
        """What she changed in a field; None when it was left as the page showed it, whatever it holds by now."""
        if name not in self.cleaned_data:
            return None
        text: str = self.cleaned_data[name]
        return None if WAS + name in self.data and text == " ".join(self.was(name).split()) else text

    @property
    def typed_title(self) -> str | None:
        return self._typed("title")

    @property
    def typed_sentences(self) -> dict[str, str]:
        """By `public_id` of the step."""
        found = {step.public_id: self._typed(SENTENCE + step.public_id) for step in self.steps}
        return {key: text for key, text in found.items() if text is not None}

    @property
    def cards(self) -> Iterator[StepCard]:
        for number, step in enumerate(self.steps, start=1):
            name = SENTENCE + step.public_id
            yield StepCard(step, number, self[name], self.was(name), number == 1, number == len(self.steps))


class Percent(forms.FloatField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": "any", "inputmode": "decimal"}),
            error_messages={"invalid": _("Écrivez un nombre entre 0 et 100.")},
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value <= 100:
            raise ValidationError(_("Écrivez un nombre entre 0 et 100."))


AREAS_READ_MOST = 4000


class PictureForm(forms.Form):
    """Rectangles of a picture, in percent of it: those that are there, and one that is typed without script."""

    areas = forms.CharField(required=False, max_length=AREAS_READ_MOST, widget=forms.HiddenInput)
    """`left,top,width,height`, one after the other, with a space between."""
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    left = Percent(_("À combien du bord gauche (%)"))
    top = Percent(_("À combien du haut (%)"))
    width = Percent(_("Largeur (%)"))
    height = Percent(_("Hauteur (%)"))

    def clean_areas(self) -> list[Area]:
        try:
            return [_area(text) for text in self.cleaned_data["areas"].split()]
        except ValueError as error:
            raise ValidationError(_("Les rectangles n’ont pas été compris. Placez-les de nouveau.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        typed = {name: cleaned.get(name) for name in ("left", "top", "width", "height")}
        cleaned["typed"] = None
        if self.errors or all(side is None for side in typed.values()):
            return cleaned
        for name, side in typed.items():
            if side is None or (side == 0 and name in {"width", "height"}):
                self.add_error(name, _("Écrivez les quatre nombres du rectangle."))
        if not self.errors:
            if typed["left"] == 100:
                self.add_error("left", _("Ce rectangle n’est pas dans l’image."))
            elif typed["top"] == 100:
                self.add_error("top", _("Ce rectangle n’est pas dans l’image."))
            else:
                cleaned["typed"] = Area(*(float(side or 0) / 100 for side in typed.values()))
        return cleaned


def _area(text: str) -> Area:
    left, top, width, height = (float(side) / 100 for side in text.split(","))
    return Area(left, top, width, height)


def written(area: Area) -> str:
    """`area` as the field `areas` holds it."""
    return ",".join(f"{side * 100:.4g}" for side in (area.left, area.top, area.width, area.height))
