"""Themes, offers, and the one door to the understanding of free French text."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from epaule.knowhow import meaning, understanding
from epaule.knowhow.index import Index, index, procedure_index
from epaule.knowhow.models import READABLE, Offer, Procedure, Sheet, SheetState, Topic, TopicKind
from epaule.knowhow.vocabulary import vocabulary
from epaule.people.models import Person
from epaule.territory.models import Territory

PROCEDURE_PARENT = "aide_aux_demarches_administratives"
"""La Coop accepts a theme of administrative procedures only beside this one."""

SECRETS_NEAR = frozenset({"sante", "social_sante", "banque_et_achats_en_ligne", "argent_impots"})
"""Themes of health, bank and taxes: passwords, accounts and files that a helper need not see."""


@dataclass(frozen=True)
class Understood:
    """A theme that a text seems to be about."""

    topic_code: str
    score: float
    """0 to 1, to compare themes; not a probability."""
    because: tuple[str, ...]
    """The words of the person's text that led there, as she typed them, in her order; none where only the meaning
    of the whole did."""


@dataclass(frozen=True)
class UnderstoodProcedure:
    """A procedure that a text seems to be about."""

    procedure_code: str
    score: float
    """0 to 1, to compare procedures; not a probability."""
    because: tuple[str, ...]
    """As for a theme."""


def understand(text: str, *, limit: int = 3) -> list[Understood]:
    """The themes that `text`, in a person's own French words, is about: best first, at most `limit`.

    None when nothing is understood. No database query; some milliseconds at most, whatever the length. From words
    and, where the optional sentence model is installed, from meaning too.
    """
    found = _found(text, index(), "themes")
    return [Understood(one.code, one.score, one.because) for one in found[:limit]]


def understand_procedure(text: str, *, limit: int = 3) -> list[UnderstoodProcedure]:
    """The procedures that `text` is about: as `understand`. A procedure has its theme, said or not in `text`."""
    found = _found(text, procedure_index(), "procedures")
    return [UnderstoodProcedure(one.code, one.score, one.because) for one in found[:limit]]


def _found(text: str, known: Index, kind: meaning.Kind) -> list[understanding.Found]:
    found = understanding.find(text, known)
    nearness = meaning.near(text, kind)
    if nearness is None:
        return found
    return meaning.together(found, nearness, known.rank, says=understanding.says_something(text, known))


def with_required_topics(codes: Iterable[str]) -> list[str]:
    """`codes` in their order, each once, followed by the theme that must accompany administrative procedures."""
    kept = list(dict.fromkeys(codes))
    procedures = {topic.code for topic in vocabulary().topics if topic.kind is TopicKind.PROCEDURE}
    if PROCEDURE_PARENT not in kept and not procedures.isdisjoint(kept):
        kept.append(PROCEDURE_PARENT)
    return kept


def all_topics() -> QuerySet[Topic]:
    """Every theme, in the order of the national list."""
    return Topic.objects.order_by("rank")


def all_procedures() -> QuerySet[Procedure]:
    """Every procedure, in the order in which they are shown, each with its theme."""
    return Procedure.objects.select_related("topic").order_by("rank")


def is_near_secrets(topics: Iterable[Topic]) -> bool:
    """Help on one of `topics` often passes by a password or a private account."""
    return any(topic.code in SECRETS_NEAR for topic in topics)


def topics_by_kind() -> dict[TopicKind, list[Topic]]:
    """Every theme under its kind, in order. One query."""
    grouped: dict[TopicKind, list[Topic]] = {kind: [] for kind in TopicKind}
    for topic in all_topics():
        grouped[TopicKind(topic.kind)].append(topic)
    return grouped


def offered_topic_codes(person: Person, territory: Territory) -> set[str]:
    """The codes of the themes that `person` offers to help with in `territory`."""
    offers = Offer.objects.filter(person=person, territory=territory, topics__isnull=False)
    return set(offers.values_list("topics", flat=True))


# --- How-to sheets


def readable_sheets(territory: Territory) -> QuerySet[Sheet]:
    """What anyone may read in the library of `territory`, by title."""
    return Sheet.objects.filter(territory=territory, state__in=READABLE).select_related("topic")


def topics_of_library(territory: Territory) -> QuerySet[Topic]:
    """The themes of what may be read, in their order, each with its number of sheets as `count`."""
    readable = Q(sheets__territory=territory, sheets__state__in=READABLE)
    return Topic.objects.annotate(count=Count("sheets", filter=readable)).filter(count__gt=0).order_by("rank")


def sheet_of(territory: Territory, sheet_id: str) -> Sheet | None:
    """The sheet of that territory, whatever its state."""
    sheets = Sheet.objects.select_related("topic", "territory", "owner", "helper")
    return sheets.filter(territory=territory, public_id=sheet_id).first()


def sheets_to_review(person: Person, territory: Territory) -> QuerySet[Sheet]:
    """What `person`, who may review in `territory`, can look at: new sheets first, then the longest unchecked."""
    waiting = Sheet.objects.filter(
        territory=territory, state__in=[SheetState.IN_REVIEW, SheetState.TO_REVIEW]
    ).select_related("topic")
    others = waiting.exclude(owner=person).exclude(helper=person)
    return others.annotate(many=Count("steps")).order_by("state", "checked_on", "agreed_at", "pk")


def sheets_of_helper(person: Person, territory: Territory) -> QuerySet[Sheet]:
    """What became of visits where `person` helped, the newest first."""
    mine = Sheet.objects.filter(territory=territory, helper=person).exclude(
        state=SheetState.WITHDRAWN, review_note=""
    )
    return mine.select_related("topic").order_by("-agreed_at", "-pk")


def last_sheet_from(origin: str) -> Sheet | None:
    """The newest copy of `origin` in the library, whatever became of it."""
    return Sheet.objects.filter(origin=origin).select_related("topic").order_by("-agreed_at", "-pk").first()
