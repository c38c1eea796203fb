"""What is said of a helper to who looks for one: a first name, a commune, what she offers. Nothing more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.models import Fee, Level, Offer, Procedure, Topic
from epaule.people.languages import LANGUAGES_SPOKEN
from epaule.people.models import Person
from epaule.people.needs import NEEDS
from epaule.people.rules import is_trusted_helper
from epaule.requests.directory import Wanted, offers_of
from epaule.requests.hours import wall
from epaule.requests.models import Availability, HelpRequest, RequestState
from epaule.requests.reach import channels_of_all
from epaule.requests.slots import calendars
from epaule.territory.queries import distance_km

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

AHEAD = timedelta(days=7)
"""How far the next free slot is looked for."""


THEMES_SHOWN = 4
LEVELS = {Level.BEGINNER: _("se débrouille"), Level.AT_EASE: _("à l’aise"), Level.EXPERT: _("connaît très bien")}
"""As one says it of somebody else."""


@dataclass(frozen=True)
class Theme:
    """A theme she offers, and how well she knows it, in words."""

    topic: Topic
    level: str


@dataclass(frozen=True)
class HelperCard:
    """One helper, as anyone may see her."""

    helper: Person
    """With commune and territory."""
    offer: Offer
    """With its themes and procedures."""
    km: int | None
    """From the commune that was said, as the crow flies."""
    is_ready: bool
    """Somebody who asks now may be answered by her."""
    free: list[datetime]
    """When she can be booked, the soonest first."""
    because: str
    """« parle anglais, connaît les impôts »; empty when nothing was said of the help."""
    asked: str | None = None
    """The theme that was looked for."""

    @property
    def themes(self) -> list["Theme"]:
        """The one that was asked for, then what she knows best."""
        lines = sorted(
            self.offer.lines.all(), key=lambda line: (line.topic_id != self.asked, -line.level, line.topic.rank)
        )
        return [Theme(line.topic, str(LEVELS[Level(line.level)])) for line in lines]

    @property
    def more_themes(self) -> int:
        """How many a card leaves out."""
        return len(self.offer.lines.all()) - THEMES_SHOWN

    @property
    def procedures(self) -> list[Procedure]:
        return list(self.offer.procedures.all())

    @property
    def languages(self) -> list[str]:
        return [LANGUAGES_SPOKEN[code] for code in self.helper.languages or ["fr"] if code in LANGUAGES_SPOKEN]

    @property
    def needs(self) -> list[str]:
        return [str(NEEDS[code]) for code in self.offer.needs if code in NEEDS]

    @property
    def next_free(self) -> datetime | None:
        return self.free[0] if self.free else None


def ask_of(wanted: Wanted, visitor: Person | None) -> "Ask":
    """What is looked for, as an ask that was made."""
    from epaule.requests.matching import Ask

    return Ask(
        territory_id=wanted.territory_id,
        topics=(wanted.topic_code,) if wanted.topic_code else (),
        procedure=wanted.procedure.code if wanted.procedure else None,
        commune_id=wanted.commune.pk if wanted.commune else "",
        language=wanted.language or "fr",
        needs=(wanted.need,) if wanted.need else (),
        fee=wanted.fee or Fee.FREE,
        person_id=visitor.pk if visitor else None,
        wished_helper_id=None,
    )


def cards(helpers: Sequence[int], wanted: Wanted, visitor: Person | None, *, explain: bool) -> list[HelperCard]:
    """One card for each of `helpers`, in their order. A fixed number of queries.

    The directory's lines may be a moment late: who may no longer help, or no longer wishes to be listed, has none.
    """
    persons = Person.objects.select_related("commune", "territory").order_by("pk").in_bulk(helpers)
    offers, ready = offers_of(helpers), ready_of(helpers)
    start, end = _when(wanted)
    booked = calendars(helpers, F("person__territory"), start, end)
    why = _why(helpers, wanted, visitor) if explain else {}
    made = []
    for helper_id in helpers:
        helper, offer = persons.get(helper_id), offers.get(helper_id)
        if helper is None or offer is None or not offer.listed or not is_trusted_helper(helper):
            continue
        distance = distance_km(wanted.commune, helper.commune) if wanted.commune and helper.commune else None
        made.append(
            HelperCard(
                helper=helper,
                offer=offer,
                km=None if distance is None else round(distance),
                is_ready=helper_id in ready,
                free=booked[helper_id].starts(start, end) if helper_id in booked else [],
                because=why.get(helper_id, ""),
                asked=wanted.topic_code,
            )
        )
    return made


def _why(helpers: Sequence[int], wanted: Wanted, visitor: Person | None) -> dict[int, str]:
    """In words, why each of them would be proposed to who asks for that."""
    from epaule.requests.matching import in_words, score_of

    return {one.helper_id: in_words(one.because) for one in score_of(ask_of(wanted, visitor), helpers)}


def ready_of(helpers: Sequence[int]) -> set[int]:
    """Whose switch is on, who can be rung at this moment, and who is not in a visit."""
    switched = Availability.objects.filter(person__in=helpers, territory=F("person__territory")).order_by("pk")
    visiting = HelpRequest.objects.filter(helper__in=helpers, state=RequestState.ASSIGNED).order_by("pk")
    rung = {helper for helper, channels in channels_of_all(helpers, timezone.now()).items() if channels}
    return (rung & set(switched.values_list("person_id", flat=True))) - set(
        visiting.values_list("helper_id", flat=True)
    )


def _when(wanted: Wanted) -> tuple[datetime, datetime]:
    """The day that was said, else the days to come."""
    if wanted.day is None:
        return timezone.now(), timezone.now() + AHEAD
    start = datetime.combine(wanted.day, time(), wall())
    return start, datetime.combine(wanted.day + timedelta(days=1), time(), wall())
