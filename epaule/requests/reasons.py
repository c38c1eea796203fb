"""Why a helper was chosen, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.knowhow.phrases import KNOWS
from epaule.people.needs import NEEDS

LANGUAGES = {
    "fr": gettext_lazy("français"),
    "en": gettext_lazy("anglais"),
    "ar": gettext_lazy("arabe"),
    "de": gettext_lazy("allemand"),
    "es": gettext_lazy("espagnol"),
    "it": gettext_lazy("italien"),
    "nl": gettext_lazy("néerlandais"),
    "pl": gettext_lazy("polonais"),
    "pt": gettext_lazy("portugais"),
    "ro": gettext_lazy("roumain"),
    "ru": gettext_lazy("russe"),
    "tr": gettext_lazy("turc"),
    "uk": gettext_lazy("ukrainien"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code of `_SAYINGS` and its value."""

    code: str
    value: str | int | None = None
    """A language, theme or need (code), the name of a procedure or commune, kilometres."""

    def to_json(self) -> dict[str, Any]:
        return {"code": self.code} if self.value is None else {"code": self.code, "value": self.value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Reason":
        return cls(kept["code"], kept.get("value"))


def _named(names: dict[str, Any], code: str | int | None) -> str:
    return str(names.get(str(code), code))


_SAYINGS = {
    "wished": lambda value: _("vous l’avez demandé·e"),
    "helped_before": lambda value: _("vous a déjà aidé·e"),
    "contact": lambda value: _("vous connaît bien"),
    "language": lambda value: _("parle %(language)s") % {"language": _named(LANGUAGES, value)},
    "theme": lambda value: _("connaît %(theme)s") % {"theme": _named(KNOWS, value)},
    "expert": lambda value: _("connaît très bien %(theme)s") % {"theme": _named(KNOWS, value)},
    "procedure": lambda value: _("a l’habitude de « %(procedure)s »") % {"procedure": value},
    "need": lambda value: _("à l’aise avec : %(need)s") % {"need": _named(NEEDS, value)},
    "same_commune": lambda value: _("à %(commune)s, dans votre commune") % {"commune": value},
    "distance": lambda value: _("à %(km)s km") % {"km": value},
    "waited": lambda value: _("disponible depuis longtemps"),
}


_TO_HELPER = {
    "wished": lambda value: _("cette personne vous a demandé·e"),
    "helped_before": lambda value: _("vous avez déjà aidé cette personne"),
    "contact": lambda value: _("cette personne vous connaît"),
    "language": lambda value: _("vous parlez %(language)s") % {"language": _named(LANGUAGES, value)},
    "theme": lambda value: _("vous connaissez %(theme)s") % {"theme": _named(KNOWS, value)},
    "expert": lambda value: _("vous connaissez très bien %(theme)s") % {"theme": _named(KNOWS, value)},
    "procedure": lambda value: _("vous avez l’habitude de « %(procedure)s »") % {"procedure": value},
    "need": lambda value: _("vous êtes à l’aise avec : %(need)s") % {"need": _named(NEEDS, value)},
    "same_commune": lambda value: _("vous habitez la même commune"),
    "distance": _SAYINGS["distance"],
    "waited": lambda value: _("vous êtes disponible depuis longtemps"),
}


def in_words(because: Iterable[Reason], *, to_helper: bool = False) -> str:
    """« parle anglais, connaît les impôts, à 12 km », said to the person who asks; empty without reason.

    `to_helper`: said to who was chosen, « vous parlez anglais, … ».
    """
    sayings = _TO_HELPER if to_helper else _SAYINGS
    return ", ".join(sayings[reason.code](reason.value) for reason in because if reason.code in sayings)
