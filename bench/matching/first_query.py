"""The reference of the match: the query a good developer would write first.

One ORM expression over the tables as they are (persons, offers and their lines, switches, rhythms, asks, contacts,
appointments), every condition and every point of the public score in it, counted by the database; the best twenty
sorted out of all who fit. It tells the same twenty as `match`, in the same order: `scores` insists on it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    FloatField,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import ASin, Coalesce, Cos, Greatest, Least, Power, Radians, Round, Sin, Sqrt
from django.utils import timezone

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

LIMIT = 20
EARTH_KM = 6371.0


class Seconds(Func):
    """Of a duration, which SQLite keeps in microseconds."""

    template = "((%(expressions)s) / 1000000.0)"
    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        template = "EXTRACT(EPOCH FROM %(expressions)s)::double precision"
        return self.as_sql(compiler, connection, template=template)


def top20(ask: Ask) -> list[tuple[int, float]]:
    """Person and score, best first."""
    return list(ranked(ask, timezone.now()).values_list("pk", "score")[:LIMIT])


def ranked(ask: Ask, now: datetime) -> QuerySet[Any]:
    """Everybody who may be rung for `ask`."""
    from epaule.requests.criteria import CRITERIA, FAR_KM, LOAD_WITHIN, WAITED_MOST

    points = {code: float(criterion.points) for code, criterion in CRITERIA.items()}
    since = ExpressionWrapper(Value(now) - last_visit(now - WAITED_MOST), output_field=DurationField())
    known, used_to = acquainted(ask), practised(ask)
    score = (
        theme_points(ask)
        + points["distance"] * Greatest(0.0, 1 - F("km") / FAR_KM)
        + share(used_to) * points["procedure"]
        + share(page_open(now)) * points["here"]
        + needs_met(ask) * points["needs"]
        + share(known) * points["known"]
        + Coalesce(Seconds(since) / WAITED_MOST.total_seconds(), 1.0) * points["waited"]
        + visits_since(now - LOAD_WITHIN) * points["load"]
    )
    return (
        who_may(ask, now)
        .annotate(km=km_from(ask.commune_id))
        .annotate(score=Round(ExpressionWrapper(score, output_field=FloatField()), precision=2))
        .order_by("-score", "km", "pk")
    )


# --- Who may be rung


def who_may(ask: Ask, now: datetime) -> QuerySet[Any]:
    from epaule.knowhow.models import Fee
    from epaule.people.models import Person
    from epaule.people.queries import never_with
    from epaule.requests.models import Appointment, HelpRequest
    from epaule.requests.standing import ABOUT_TO_BEGIN

    here = ask.territory_id
    expected = Appointment.objects.filter(
        Q(helper=OuterRef("pk")) | Q(request__person=OuterRef("pk")),
        state="booked",
        starts_at__lte=now + ABOUT_TO_BEGIN,
    )
    helpers = Person.objects.filter(
        Exists(lines_of(ask)),
        ~Exists(HelpRequest.objects.filter(helper=OuterRef("pk"), state="assigned")),
        ~Exists(expected),
        territory=here,
        is_active=True,
        email__isnull=False,
        vouched_at__isnull=False,
        suspended_at=None,
        offers__territory=here,
        availabilities__territory=here,
    ).alias(rhythm=FilteredRelation("rhythms", condition=Q(rhythms__territory=here)))
    if ask.fee == Fee.FREE:
        helpers = helpers.exclude(offers__fee=Fee.PAID)
    if ask.language != "fr":
        helpers = helpers.filter(languages__icontains=f'"{ask.language}"')
    if ask.person_id:
        helpers = helpers.exclude(pk__in=[ask.person_id, *never_with(ask.person_id)])
    awake = Q(rhythm__paused_until=None) | Q(rhythm__paused_until__lte=now)
    room = Q(rhythm__weekly_cap=None) | Q(rhythm__weekly_cap__gt=visits_this_week(now))
    return helpers.filter(awake, page_open(now) | reached_away(now), room)


def lines_of(ask: Ask) -> QuerySet[Any]:
    """The themes of the ask that a person offers."""
    from epaule.knowhow.models import OfferTopic

    return OfferTopic.objects.filter(
        offer__person=OuterRef("pk"), offer__territory=ask.territory_id, topic__in=ask.topics
    )


def page_open(now: datetime) -> Q:
    from epaule.requests.reach import SILENT_AFTER

    return Q(availabilities__seen_at__gt=now - SILENT_AFTER)


def reached_away(now: datetime) -> Q:
    """By mail, outside of her quiet hours; neither push nor SMS is set up here."""
    clock = timezone.localtime(now, timezone.get_default_timezone()).time()
    by_day = Q(rhythm__quiet_from__lte=F("rhythm__quiet_until"))
    begun, not_over = Q(rhythm__quiet_from__lte=clock), Q(rhythm__quiet_until__gt=clock)
    quiet = (by_day & begun & not_over) | (~by_day & (begun | not_over))
    return Q(rhythm__ring_by_mail=True) & ~quiet


# --- What is counted


def accepted() -> QuerySet[Any]:
    from epaule.requests.models import HelpRequest

    return HelpRequest.objects.filter(helper=OuterRef("pk"), state__in=["booked", "assigned", "closed"])


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many there are for each helper."""
    by_helper = rows.order_by().values("helper").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(by_helper), 0)


def visits_since(moment: datetime) -> Coalesce:
    return counted(accepted().filter(assigned_at__gt=moment))


def last_visit(since: datetime) -> Subquery:
    latest = accepted().filter(assigned_at__gt=since).order_by("-assigned_at")
    return Subquery(latest.values("assigned_at")[:1])


def visits_this_week(now: datetime) -> Any:
    """Appointments that fall in it, and visits accepted in it that were none."""
    from epaule.requests.models import Appointment
    from epaule.requests.standing import week_of

    monday, next_monday = week_of(now)
    kept = Appointment.objects.filter(state__in=["booked", "held"], starts_at__gte=monday)
    visits = accepted().exclude(state="booked").filter(assigned_at__gte=monday)
    return counted(visits.exclude(Exists(kept.filter(request=OuterRef("pk"))))) + counted(
        kept.filter(helper=OuterRef("pk"), starts_at__lt=next_monday)
    )


# --- Points


def share(condition: Any) -> Case:
    """1 where it is true, else 0."""
    return Case(When(condition, then=1.0), default=0.0, output_field=FloatField())


def theme_points(ask: Ask) -> Subquery:
    """Of the theme she knows best, and of how many of them she knows."""
    from epaule.requests.criteria import CRITERIA, LEVEL_SHARES

    levels = [When(level=level, then=float(part)) for level, part in LEVEL_SHARES.items()]
    best = Max(Case(*levels, output_field=FloatField())) * float(CRITERIA["theme"].points)
    breadth = Count("pk") * float(CRITERIA["breadth"].points) / len(ask.topics)
    lines = lines_of(ask).order_by().values("offer").annotate(points=best + breadth)
    return Subquery(lines.values("points"), output_field=FloatField())


def practised(ask: Ask) -> Any:
    from epaule.knowhow.models import Offer

    if not ask.procedure:
        return Q(pk=None)
    return Exists(
        Offer.objects.filter(person=OuterRef("pk"), territory=ask.territory_id, procedures=ask.procedure)
    )


def acquainted(ask: Ask) -> Any:
    """She came once, or keeps her in her list."""
    from epaule.people.models import Contact
    from epaule.requests.models import HelpRequest

    if not ask.person_id:
        return Q(pk=None)
    came = HelpRequest.objects.filter(person=ask.person_id, state="closed", helper=OuterRef("pk"))
    return Exists(came) | Exists(Contact.objects.filter(helped=ask.person_id, helper=OuterRef("pk")))


def needs_met(ask: Ask) -> Any:
    """The part of the needs of the ask she is at ease with."""
    if not ask.needs:
        return Value(0.0)
    met = sum((share(Q(offers__needs__icontains=f'"{need}"')) for need in ask.needs), Value(0.0))
    return met / len(ask.needs)


def km_from(commune_id: str) -> ExpressionWrapper:
    """As the crow flies."""
    from epaule.territory.models import Commune

    here = Commune.objects.get(pk=commune_id)
    north, east = Radians("commune__latitude"), Radians("commune__longitude")
    square = Power(Sin((north - Radians(here.latitude)) / 2), 2) + Cos(Radians(here.latitude)) * Cos(
        north
    ) * Power(Sin((east - Radians(here.longitude)) / 2), 2)
    return ExpressionWrapper(2 * EARTH_KM * ASin(Sqrt(Least(1.0, square))), output_field=FloatField())
