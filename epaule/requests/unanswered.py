"""What nobody answered, for the coordination: who, since when, who was rung, and what she chose since."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from epaule.requests.calling_hours import promise_in_words
from epaule.requests.models import CallbackRequest, HelpRequest, RequestState, Wave
from epaule.territory.models import Territory

SHOWN_HANDLED = 30
LOOKED_BACK = timedelta(days=60)


def _unanswered(territory: Territory, *, handled: bool) -> QuerySet[HelpRequest]:
    later = HelpRequest.objects.filter(person=OuterRef("person"), published_at__gte=OuterRef("ended_at"))
    calls = CallbackRequest.objects.filter(request=OuterRef("pk"))
    taken_care_of = Q(followed_up_at__isnull=False) | Exists(later) | Exists(calls)
    asks = HelpRequest.objects.filter(territory=territory, state=RequestState.EXPIRED)
    return asks.filter(taken_care_of if handled else ~taken_care_of)


def unanswered_to_do(territory: Territory) -> QuerySet[HelpRequest]:
    """Nobody came, nobody took care of it, and she chose nothing since: the longest left alone first."""
    return _unanswered(territory, handled=False).order_by("ended_at", "pk")


def unanswered_handled(territory: Territory) -> QuerySet[HelpRequest]:
    """Somebody took care of it, or she found another way; the newest first."""
    since = timezone.now() - LOOKED_BACK
    handled = _unanswered(territory, handled=True).filter(ended_at__gt=since)
    return handled.order_by("-ended_at", "-pk")[:SHOWN_HANDLED]


@dataclass(frozen=True)
class Unanswered:
    """One of them, as it is shown."""

    request: HelpRequest
    """With its commune, topics, procedure, waves (each with `many` rung) and call-backs loaded."""
    chosen: list[str]
    """What she chose since, in words."""
    can_be_asked_again: bool
    """She asks for nothing else at present."""
    phone: str
    """E.164, as far as it is known."""


def described(asks: QuerySet[HelpRequest]) -> list[Unanswered]:
    """A fixed number of queries, however many `asks` there are."""
    rung = Wave.objects.annotate(many=Count("rings")).order_by("number", "pk")
    found = list(
        asks.select_related("commune", "person", "procedure", "followed_up_by").prefetch_related(
            "topics", "callbacks", Prefetch("waves", rung)
        )
    )
    later: dict[int, list[HelpRequest]] = defaultdict(list)
    oldest = min((one.published_at for one in found), default=timezone.now())
    others = HelpRequest.objects.filter(person__in={one.person_id for one in found}, published_at__gt=oldest)
    for other in others.select_related("place").order_by("published_at", "pk"):
        later[other.person_id].append(other)
    return [_described(one, later[one.person_id]) for one in found]


def _described(request: HelpRequest, of_person: list[HelpRequest]) -> Unanswered:
    ended_at = request.ended_at or request.published_at
    since = [one for one in of_person if one.published_at >= ended_at]
    calls = list(request.callbacks.all())
    return Unanswered(
        request=request,
        chosen=[*map(_call_in_words, calls), *map(_ask_in_words, since)],
        can_be_asked_again=not any(one.is_open for one in of_person),
        phone=next((call.phone for call in calls), "") or request.person.phone,
    )


def _call_in_words(call: CallbackRequest) -> str:
    if call.done_at is not None:
        return _("Nous l’avons rappelée.")
    if call.promised_at is None:
        return _("Un rappel est promis.")
    return _("Un rappel est promis : %(when)s.") % {"when": promise_in_words(call.promised_at, timezone.now())}


def _ask_in_words(request: HelpRequest) -> str:
    if request.state == RequestState.REDIRECTED and request.place is not None:
        return _("Elle est allée ici : %(place)s.") % {"place": request.place.name}
    return _("Elle a demandé à nouveau : %(state)s.") % {"state": request.get_state_display()}
