"""Who helped whom: « mes aidants », « mes accompagnés », and what is asked after a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from epaule.knowhow.models import Offer, Topic
from epaule.people.models import Block, Contact, Dismissal, Person
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import HelpRequest, RequestState
from epaule.territory.models import Commune

PASS_IT_ON = "pass_it_on"  # noqa: S105
"""« Et vous, que pourriez-vous transmettre ? », for `people.actions.dismiss`."""
LOOKED_BACK = 300
"""How many visits these lists look back on: more than a year of a busy helper's for one person."""
THEMES_SHOWN = 6


def keep_code(helper: Person) -> str:
    """« Non merci » to keeping this very helper, for `people.actions.dismiss`."""
    return f"keep:{helper.public_id}"


@dataclass(frozen=True)
class Known:
    """Somebody one was in a visit with."""

    person: Person
    commune: Commune | None
    last_at: datetime | None
    """When the last visit ended; None when it is no longer known."""
    topics: tuple[str, ...]
    """What the visits were about, in everyday words, the latest first."""
    kept: bool = False
    """She is among the persons that the helper accompanies."""
    there: bool = True
    """The helper may be asked: answered for, not stopped, and neither minds meeting the other."""
    blocked: bool = False
    """The one whose list it is no longer wants to meet that person."""


@dataclass(frozen=True)
class AfterHelp:
    """What the person who was helped is asked once the visit is over."""

    helper: Person
    to_keep: bool
    """« Peut-il vous garder dans sa liste ? »"""
    kept: bool
    to_pass_on: bool
    """« Et vous, que pourriez-vous transmettre ? »"""

    def __bool__(self) -> bool:
        return self.to_keep or self.kept or self.to_pass_on


def _topics_of(visits: Iterable[HelpRequest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic.plain_label for visit in visits for topic in visit.topics.all()))


def _by_person(visits: Iterable[HelpRequest], side: str) -> dict[int, list[HelpRequest]]:
    """The visits of each `person_id` or `helper_id`, the latest first as they came."""
    found: dict[int, list[HelpRequest]] = {}
    for visit in visits:
        found.setdefault(getattr(visit, side), []).append(visit)
    return found


def my_helpers(person: Person) -> list[Known]:
    """Who came to help `person`, the latest first; at the end those she does not want to meet any more."""
    visits = (
        person.requests.filter(state=RequestState.CLOSED, helper__isnull=False)
        .select_related("helper__commune")
        .prefetch_related("topics")
        .order_by("-ended_at", "-pk")[:LOOKED_BACK]
    )
    kept = set(Contact.objects.filter(helped=person).values_list("helper", flat=True))
    blocked = set(Block.objects.filter(person=person).values_list("blocked", flat=True))
    minds = set(Block.objects.filter(blocked=person).values_list("person", flat=True))
    known = []
    for helper_id, hers in _by_person(visits, "helper_id").items():
        helper = hers[0].helper
        if helper is None:
            continue
        known.append(
            Known(
                person=helper,
                commune=helper.commune,
                last_at=hers[0].ended_at,
                topics=_topics_of(hers),
                kept=helper_id in kept,
                there=is_trusted_helper(helper) and helper_id not in blocked | minds,
                blocked=helper_id in blocked,
            )
        )
    return sorted(known, key=lambda one: one.blocked)


def accompanied(helper: Person) -> list[Known]:
    """« Mes accompagnés »: those who agreed, the one helped latest first."""
    contacts = list(Contact.objects.filter(helper=helper).select_related("helped__commune"))
    visits = (
        HelpRequest.objects.filter(
            helper=helper, state=RequestState.CLOSED, person__in=[contact.helped_id for contact in contacts]
        )
        .prefetch_related("topics")
        .order_by("-ended_at", "-pk")
    )
    together = _by_person(visits, "person_id")
    known = []
    for contact in contacts:
        theirs = together.get(contact.helped_id, [])
        known.append(
            Known(
                person=contact.helped,
                commune=contact.helped.commune,
                last_at=theirs[0].ended_at if theirs else None,
                topics=_topics_of(theirs),
                kept=True,
            )
        )
    return sorted(known, key=lambda one: one.last_at.timestamp() if one.last_at else 0.0, reverse=True)


def blocked_by(person: Person) -> list[Person]:
    """Whom `person` does not want to meet any more, the latest first."""
    return [block.blocked for block in Block.objects.filter(person=person).select_related("blocked")]


def has_helpers(person: Person) -> bool:
    """Somebody came to help her."""
    return person.requests.filter(state=RequestState.CLOSED, helper__isnull=False).exists()


def was_helped_by(person: Person, helper: Person) -> bool:
    """A visit of theirs took place and is over."""
    return person.requests.filter(helper=helper, state=RequestState.CLOSED).exists()


def have_met(one: Person, other: Person) -> bool:
    """A visit or an appointment brought them together, whoever helped."""
    either_way = Q(person=one, helper=other) | Q(person=other, helper=one)
    return HelpRequest.objects.filter(either_way).exists()


def may_meet(one: Person, other: Person) -> bool:
    """Neither minds meeting the other."""
    either_way = Q(person=one, blocked=other) | Q(person=other, blocked=one)
    return not Block.objects.filter(either_way).exists()


def after_help(person: Person, request: HelpRequest) -> AfterHelp | None:
    """What `person` is asked after the visit of `request`; None unless she was helped in it and it is over."""
    if request.person_id != person.pk or request.state != RequestState.CLOSED or request.helper is None:
        return None
    helper = request.helper
    declined = set(Dismissal.objects.filter(person=person).values_list("what", flat=True))
    kept = Contact.objects.filter(helped=person, helper=helper).exists()
    return AfterHelp(
        helper=helper,
        to_keep=not kept
        and keep_code(helper) not in declined
        and is_trusted_helper(helper)
        and may_meet(person, helper),
        kept=kept,
        to_pass_on=PASS_IT_ON not in declined and not Offer.objects.filter(person=person).exists(),
    )


def themes_to_pass_on(person: Person) -> list[Topic]:
    """A few themes that `person` may know: those she was helped with, then the first of the list."""
    learnt = Topic.objects.filter(requests__person=person, requests__state=RequestState.CLOSED)
    themes = list(learnt.distinct().order_by("rank")[:THEMES_SHOWN])
    others = Topic.objects.exclude(pk__in=[theme.pk for theme in themes]).order_by("rank")
    return themes + list(others[: THEMES_SHOWN - len(themes)])
