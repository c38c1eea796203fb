"""A week of opening hours as a grid, and its notation for what no grid says."""

from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.kernel.forms import time_field
from epaule.territory.models import HOURS_MAX_LENGTH
from epaule.territory.week_hours import Range, Week, comes_after, overlap, read_week, write_week

NOON = time(12)
COPIED_TO = range(1, 5)
"""Tuesday to Friday."""
_SPELLS = ("am", "pm")
_ENDS = ("from", "until")


def _name(day: int, spell: str, end: str) -> str:
    return f"day{day}_{spell}_{end}"


class WeekHoursForm(forms.Form):
    """`stored`: the hours as they are. They are shown as a week when a week can say them, else in the notation."""

    shut_on_holidays = forms.BooleanField(label=gettext_lazy("Fermé les jours fériés"), required=False)
    notation = forms.CharField(
        label=gettext_lazy("Horaires particuliers"),
        max_length=HOURS_MAX_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": gettext_lazy("C’est trop long : %(limit_value)d signes au plus.")},
    )

    def __init__(self, data: Any = None, *, stored: str) -> None:
        self.shown = read_week(stored)
        """None: a week cannot say what is stored."""
        super().__init__(data, initial=_initial(self.shown, stored))
        for day, name in sorted(WEEKDAYS.items()):
            for spell, words in zip(_SPELLS, (_("%(day)s matin"), _("%(day)s après-midi")), strict=True):
                for end, label in zip(_ENDS, (_("%(when)s, de"), _("%(when)s, à")), strict=True):
                    when = capfirst(words % {"day": name})
                    self.fields[_name(day, spell, end)] = time_field(label % {"when": when}, required=False)

    def days(self) -> list[dict[str, Any]]:
        """For the template: each day with its two spells, each of its two fields."""
        spells = (_("Matin"), _("Après-midi"))
        return [
            {
                "name": str(name),
                "spells": [
                    {"name": said, "fields": [self[_name(day, spell, end)] for end in _ENDS]}
                    for said, spell in zip(spells, _SPELLS, strict=True)
                ],
            }
            for day, name in sorted(WEEKDAYS.items())
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        week = Week(tuple(self._clean_day(day, said) for day in range(7)), bool(said.get("shut_on_holidays")))
        said["hours"] = said.get("notation") or write_week(week)
        if said.get("notation") and week.days != (self.shown or Week()).days:
            self.add_error(
                "notation",
                _("Vous avez aussi rempli la semaine. Gardez l’une des deux : videz ce champ, ou la semaine."),
            )
        return said

    def _clean_day(self, day: int, said: dict[str, Any]) -> tuple[Range, ...]:
        """What is whole of that day; what is wrong is said beside it."""
        ranges: list[Range] = []
        for spell in _SPELLS:
            names = [_name(day, spell, end) for end in _ENDS]
            if any(name in self.errors for name in names):
                continue
            start, end = (said.get(name) for name in names)
            if start is None and end is None:
                continue
            if start is None or end is None:
                self.add_error(names[0] if start is None else names[1], _("Donnez les deux heures, ou aucune."))
            elif not comes_after(start, end):
                self.add_error(names[1], _("La fin vient après le début."))
            elif ranges and overlap(ranges[-1], (start, end)):
                self.add_error(names[0], _("L’après-midi commence avant la fin du matin."))
            else:
                ranges.append((start, end))
        return tuple(ranges)


def _initial(week: Week | None, stored: str) -> dict[str, Any]:
    if week is None:
        return {"notation": stored}
    initial: dict[str, Any] = {"shut_on_holidays": week.shut_on_holidays or week.is_empty}
    for day, ranges in enumerate(week.days):
        # One stretch that begins after noon stands in the afternoon.
        spells = _SPELLS[1:] if len(ranges) == 1 and ranges[0][0] >= NOON else _SPELLS
        for spell, (start, end) in zip(spells, ranges, strict=False):
            initial |= {_name(day, spell, "from"): start, _name(day, spell, "until"): end}
    return initial


def with_monday_copied(data: dict[str, str]) -> dict[str, str]:
    """What was typed, with the hours of Monday from Tuesday to Friday too; as typed, right or wrong."""
    copied = {
        _name(day, spell, end): data.get(_name(0, spell, end), "")
        for day in COPIED_TO
        for spell in _SPELLS
        for end in _ENDS
    }
    return data | copied
