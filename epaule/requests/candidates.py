"""What helpers offer, read from `Candidate`: those of some communes, or some by name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from epaule.knowhow.models import Fee, Offer
from epaule.people.models import Contact
from epaule.requests import roster
from epaule.requests.models import Candidate, HelpRequest, RequestState

if TYPE_CHECKING:
    from epaule.requests.matching import Ask


@dataclass(slots=True)
class Offered:
    """What a helper offers of what is asked."""

    commune_id: str
    levels: list[int]
    """By theme of the ask; 0 where she does not offer it."""
    needs: int
    """Bits, as in `Candidate`."""


def offered(
    ask: Ask,
    *,
    ready: bool,
    communes: Collection[str] | None = None,
    helpers: Collection[int] | None = None,
    any_theme: bool = False,
) -> dict[int, Offered]:
    """By helper, what they offer of `ask`: in these communes, of these helpers, or of all. One query.

    Only who speaks its language, and asks no money where none is given. `ready`: whose switch is on. `any_theme`:
    also of who offers none of the themes.
    """
    lines = _lines(ask, ready=ready, any_theme=any_theme)
    if communes is not None:
        lines = lines.filter(commune__in=communes)
    if helpers is not None:
        lines = lines.filter(person__in=helpers)
    place = {topic: index for index, topic in enumerate(ask.topics)}
    found: dict[int, Offered] = {}
    for person, commune, topic, level, needs in lines.values_list(
        "person_id", "commune_id", "topic_id", "level", "needs"
    ):
        one = found.get(person)
        if one is None:
            one = found[person] = Offered(commune, [0] * len(place), needs)
        if topic in place:
            one.levels[place[topic]] = level
    return found


def _lines(ask: Ask, *, ready: bool, any_theme: bool) -> QuerySet[Candidate]:
    # Both values named: the index begins with them.
    lines = Candidate.objects.filter(territory=ask.territory_id, ready__in=[True] if ready else [True, False])
    themes = Q(topic__in=ask.topics) if ask.topics else Q(topic__isnull=True)
    lines = lines.filter(themes | Q(topic__isnull=True) if any_theme else themes)
    if ask.fee == Fee.FREE:
        lines = lines.exclude(fee=Fee.PAID)
    if ask.language != "fr":
        spoken = roster.language_bits([ask.language])
        lines = lines.alias(spoken=F("languages").bitand(spoken)).filter(spoken__gt=0)
    return lines.order_by()


def acquainted_with(person_id: int | None) -> dict[int, str]:
    """The helpers that person knows: « contact » who keeps her in his list, « helped_before » who came once."""
    if person_id is None:
        return {}
    visits = HelpRequest.objects.filter(person=person_id, state=RequestState.CLOSED, helper__isnull=False)
    came = dict.fromkeys(visits.order_by("pk").values_list("helper_id", flat=True), "helped_before")
    kept = Contact.objects.filter(helped=person_id).order_by("pk").values_list("helper_id", flat=True)
    return {helper: reason for helper, reason in came.items() if helper} | dict.fromkeys(kept, "contact")


def used_to(procedure: str | None, territory_id: int, helpers: Collection[int]) -> set[int]:
    """Those of `helpers` who say they know that procedure; no query when none is asked."""
    if procedure is None:
        return set()
    offers = Offer.objects.filter(person__in=helpers, territory=territory_id, procedures=procedure)
    return set(offers.order_by("pk").values_list("person_id", flat=True))
