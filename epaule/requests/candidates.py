"""What helpers offer, read from `Candidate`: those of some communes, or some by name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Value

from epaule.kernel.prepared import Prepared
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
    shape = {
        "topics": bool(ask.topics),
        "any_theme": any_theme,
        "ready": ready,
        "for_nothing": ask.fee == Fee.FREE,
        "spoken": ask.language != "fr",
        "near": communes is not None,
        "named": helpers is not None,
        "used_to": used_to is not None,
    }
    lines = _LINES.rows(
        shape,
        territory=ask.territory_id,
        topic=list(ask.topics),
        language=roster.language_bits([ask.language]),
        commune=list(communes or [""]),
        helper=list(helpers or [0]),
        procedure=used_to,
    )
    place = {topic: index for index, topic in enumerate(ask.topics)}
    found: dict[int, Offered] = {}
    for person, commune, topic, level, needs in lines:
        one = found.get(person)
        if one is None:
            one = found[person] = Offered(commune, [0] * len(place), needs)
        if topic in place:
            one.levels[place[topic]] = level
    return found


def _lines(
    *, territory: int, topic: str, language: int, commune: str, helper: int, procedure: str, **shape: bool
) -> QuerySet[Any, Any]:
    # Both values named where either will do: the indexes have them near their beginning.
    ready = [True] if shape["ready"] else [True, False]
    lines = Candidate.objects.filter(territory=territory, ready__in=ready)
    themes = Q(topic__in=[topic]) if shape["topics"] else Q(topic__isnull=True)
    lines = lines.filter(themes | Q(topic__isnull=True) if shape["any_theme"] else themes)
    if shape["for_nothing"]:
        lines = lines.exclude(fee=Fee.PAID)
    if shape["spoken"]:
        lines = lines.alias(spoken=F("languages").bitand(language)).filter(spoken__gt=0)
    if shape["near"]:
        lines = lines.filter(commune__in=[commune])
    if shape["named"]:
        lines = lines.filter(person__in=[helper])
    if shape["used_to"]:
        persons = CandidateProcedure.objects.filter(territory=territory, ready__in=ready, procedure=procedure)
        if shape["near"]:
            persons = persons.filter(commune__in=[commune])
        lines = lines.filter(person__in=persons.values("person"))
    return lines.order_by().values_list("person_id", "commune_id", "topic_id", "level", "needs")


_LINES = Prepared(_lines, territory=int, topic=str, language=int, commune=str, helper=int, procedure=str)


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
