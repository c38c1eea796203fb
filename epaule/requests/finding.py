"""What is asked of the directory: read from the address, whatever somebody wrote in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.models import Fee, Procedure
from epaule.knowhow.queries import all_topics
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.requests.directory import Wanted, whom_not
from epaule.territory.models import Commune, Territory
from epaule.territory.queries import QUERY_MAX_LENGTH, CommuneMatch, search_communes

RADII = (5, 10, 20, 50)
"""Kilometres."""
DAYS_AHEAD = 28
"""How far a day may be looked for."""
NOW = "maintenant"


class FindForm(forms.Form):
    """Every question is optional. The answers are words of the address: they are in French."""

    theme = forms.ChoiceField(label=_("Sur quel sujet ?"), required=False)
    demarche = forms.ChoiceField(label=_("Une démarche précise ?"), required=False)
    q = forms.CharField(required=False)
    commune = forms.CharField(max_length=5, required=False)
    rayon = forms.TypedChoiceField(
        label=_("Jusqu’à quelle distance ?"),
        choices=[("", _("Peu importe")), *((str(radius), f"{radius} km") for radius in RADII)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    langue = forms.ChoiceField(
        label=_("Dans quelle langue ?"),
        choices=[("", _("Peu importe")), *LANGUAGES_SPOKEN.items()],
        required=False,
    )
    besoin = forms.ChoiceField(
        label=_("À l’aise avec un besoin particulier ?"),
        choices=[("", _("Peu importe")), *NEEDS.items()],
        required=False,
    )
    quand = forms.ChoiceField(
        label=_("Quand ?"),
        choices=[("", _("Peu importe")), (NOW, _("Tout de suite"))],
        required=False,
    )
    jour = forms.DateField(
        label=_("Un jour précis ?"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Ce jour n’est pas une date. Écrivez-le ainsi : 24/12/2026.")},
    )
    prix = forms.ChoiceField(
        label=_("À quel prix ?"),
        choices=[("", _("Peu importe")), ("gratuit", _("Gratuitement")), ("payant", _("Contre paiement"))],
        required=False,
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        topics = [("", _("Tous les sujets")), *((one.code, one.plain_label) for one in all_topics())]
        self.fields["theme"].choices = topics  # type: ignore[attr-defined]  # declared above, as ones that have choices
        self.procedures = {one.code: one for one in Procedure.objects.order_by("rank")}
        said = [("", _("Peu importe")), *((one.code, one.plain_label) for one in self.procedures.values())]
        self.fields["demarche"].choices = said  # type: ignore[attr-defined]

    def clean_jour(self) -> date | None:
        day: date | None = self.cleaned_data["jour"]
        today = timezone.localdate()
        if day is not None and not today <= day <= today + timedelta(days=DAYS_AHEAD):
            raise ValidationError(
                _("Choisissez un jour d’ici au %(last)s."),
                params={"last": (today + timedelta(days=DAYS_AHEAD)).strftime("%d/%m/%Y")},
            )
        return day


@dataclass(frozen=True)
class Finding:
    """What was understood of it."""

    form: FindForm
    wanted: Wanted
    commune_query: str = ""
    matches: list[CommuneMatch] = field(default_factory=list)

    @property
    def several_communes(self) -> bool:
        """What was typed may mean more than one."""
        return len(self.matches) > 1

    @property
    def is_described(self) -> bool:
        """Something is said of the help itself, beyond when and where."""
        wanted = self.wanted
        return bool(wanted.topic_code or wanted.language or wanted.need or wanted.commune)

    @property
    def is_narrowed(self) -> bool:
        return self.is_described or bool(self.wanted.now or self.wanted.day or self.wanted.fee)

    @property
    def is_detailed(self) -> bool:
        """Some answer is in « Plus de choix »."""
        wanted = self.wanted
        said = (wanted.radius, wanted.day, wanted.procedure, wanted.language, wanted.need, wanted.fee)
        return any(said) or "jour" in self.form.errors

    @property
    def query(self) -> str:
        """The understood answers again, for an address; without the page."""
        wanted = self.wanted
        said = {
            "theme": wanted.topic,
            "demarche": wanted.procedure.code if wanted.procedure else "",
            "commune": wanted.commune.pk if wanted.commune else "",
            "rayon": wanted.radius or "",
            "langue": wanted.language,
            "besoin": wanted.need,
            "quand": NOW if wanted.now else "",
            "jour": wanted.day.isoformat() if wanted.day else "",
            "prix": {Fee.FREE.value: "gratuit", Fee.PAID.value: "payant"}.get(wanted.fee, ""),
        }
        return urlencode({name: value for name, value in said.items() if value})


def read(data: Mapping[str, Any], *, territory: Territory, visitor: Person | None) -> Finding:
    """What `data` (a query string) asks for; an answer that makes no sense counts as not given.

    A commune that is typed and not chosen among several is the one that fits best: the page shows the others.
    """
    form = FindForm({name: value for name, value in data.items() if "\0" not in str(value)})
    form.is_valid()
    said = form.cleaned_data
    query = said.get("q", "")[:QUERY_MAX_LENGTH].strip()
    matches = search_communes(query, near=territory) if query else []
    # She emptied the field: the commune of before, which the page sends along, is no longer meant.
    chosen = "" if "q" in data and not query else said.get("commune", "")
    commune = _commune(chosen, matches, searched=bool(query))
    when = said.get("quand", "")
    day = said.get("jour") if when != NOW else None
    wanted = Wanted(
        territory_id=territory.pk,
        topic=said.get("theme", ""),
        procedure=form.procedures.get(said.get("demarche", "")),
        commune=commune,
        radius=said.get("rayon") if commune else None,
        language=said.get("langue", ""),
        need=said.get("besoin", ""),
        now=when == NOW,
        day=day,
        fee={"gratuit": Fee.FREE.value, "payant": Fee.PAID.value}.get(said.get("prix", ""), ""),
        but=whom_not(visitor),
    )
    return Finding(form, wanted, query, matches)


def _commune(chosen: str, matches: list[CommuneMatch], *, searched: bool) -> Commune | None:
    if not searched:
        return Commune.objects.filter(pk=chosen).first() if chosen else None
    found = {match.commune.pk: match.commune for match in matches}
    return found.get(chosen) or next(iter(found.values()), None)
