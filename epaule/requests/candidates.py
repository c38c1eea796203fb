"""What helpers offer, read from `Candidate`: those of some communes, or some by name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from epaule.knowhow.models import Fee
from epaule.people.models import Contact
from epaule.requests import roster
from epaule.requests.asked import Ask
from epaule.requests.models import Candidate, CandidateProcedure, HelpRequest, RequestState


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
    used_to: str | None = None,
) -> dict[int, Offered]:
    """By helper, what they offer of `ask`: in these communes, of these helpers, or of all. One query.

    Only who speaks its language, and asks no money where none is given. `ready`: whose switch is on. `any_theme`:
    also of who offers none of the themes. `used_to`: only who is used to that procedure.
    """
    lines = _lines(ask, ready=ready, any_theme=any_theme)
    if communes is not None:
        lines = lines.filter(commune__in=communes)
    if helpers is not None:
        lines = lines.filter(person__in=helpers)
    if used_to is not None:
        persons = CandidateProcedure.objects.filter(
            territory=ask.territory_id, ready__in=_ready(ready), procedure=used_to
        )
        if communes is not None:
            persons = persons.filter(commune__in=communes)
        lines = lines.filter(person__in=persons.values("person"))
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
    lines = Candidate.objects.filter(territory=ask.territory_id, ready__in=_ready(ready))
    themes = Q(topic__in=ask.topics) if ask.topics else Q(topic__isnull=True)
    lines = lines.filter(themes | Q(topic__isnull=True) if any_theme else themes)
    if ask.fee == Fee.FREE:
        lines = lines.exclude(fee=Fee.PAID)
    if ask.language != "fr":
        spoken = roster.language_bits([ask.language])
        lines = lines.alias(spoken=F("languages").bitand(spoken)).filter(spoken__gt=0)
    return lines.order_by()


def _ready(ready: bool) -> list[bool]:
    # Both values named where either will do: the indexes have them near their beginning.
    return [True] if ready else [True, False]


def acquainted_with(person_id: int | None) -> dict[int, str]:
    """The helpers that person knows: « contact » who keeps her in his list, « helped_before » who came once."""
    if person_id is None:
        return {}
    came = HelpRequest.objects.filter(person=person_id, state=RequestState.CLOSED, helper__isnull=False)
    kept = Contact.objects.filter(helped=person_id)
    pairs = _because(came, "helped_before").union(_because(kept, "contact"))
    # What comes later stays: « contact ».
    return dict(pairs.order_by("-because", "helper_id"))


def _because(rows: QuerySet[Any], reason: str) -> QuerySet[Any, Any]:
    pairs: QuerySet[Any, Any] = rows.order_by().annotate(because=Value(reason)).values_list("helper_id", "because")
    return pairs
