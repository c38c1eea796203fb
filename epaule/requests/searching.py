"""What the waiting person reads while others are rung: plain, true, and never a promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from epaule.requests.matching import Reason, in_words
from epaule.requests.models import HelpRequest, RequestState, Ring, RingAnswer, Urgency, WaveKind

WAY_ON_AFTER = timedelta(seconds=60)
"""From then on she reads what else she can do, while others are still rung."""
ENOUGH = 5
"""Accepted requests before anything is said of how long it takes."""
_RECENT = 20


@dataclass(frozen=True)
class Search:
    """How the search for a helper stands, in sentences."""

    now: str
    """Who is rung, or that nobody more is."""
    told: int
    """Helpers rung so far; 0 while `now` says it already."""
    wait: str
    absent: str
    """That a helper who had accepted did not come; empty when it did not happen."""
    is_over: bool
    """Nobody more is to be rung, unless somebody becomes available."""
    way_on: bool
    """Time to say what else she can do."""


def search_of(request: HelpRequest, at: datetime) -> Search:
    """The search for `request`, published; its territory is loaded. Two queries at most."""
    if request.urgency != Urgency.NOW:
        return Search(now=_later(), told=0, wait=_days(), absent="", is_over=True, way_on=True)
    rings = list(request.rings.select_related("wave", "helper").order_by("wave__number", "pk"))
    absent = [ring for ring in rings if ring.answer == RingAnswer.ABSENT]
    rung = [ring for ring in rings if ring.answer != RingAnswer.ABSENT]
    is_over = request.next_wave_at is None
    return Search(
        now=_now(request, rung, is_over),
        told=len(rung) if is_over or len({ring.wave_id for ring in rung}) > 1 else 0,
        wait=_wait(typical_wait(request.territory_id)),
        absent=_absent(max(absent, key=_answered).helper.first_name) if absent else "",
        is_over=is_over,
        way_on=is_over or at - request.published_at > WAY_ON_AFTER,
    )


def typical_wait(territory_id: int) -> timedelta | None:
    """The time half of those who asked lately waited for a yes; None when too few did to say."""
    answered = HelpRequest.objects.filter(
        territory=territory_id,
        state__in=[RequestState.ASSIGNED, RequestState.CLOSED],
        rings__answer=RingAnswer.ACCEPTED,
        rings__helper=F("helper"),
    ).order_by("-published_at", "-pk")
    waits = [
        (yes - asked).total_seconds()
        for asked, yes in answered.values_list("published_at", "assigned_at")[:_RECENT]
        if yes
    ]
    return timedelta(seconds=median(waits)) if len(waits) >= ENOUGH else None


def why_you(ring: Ring) -> str:
    """Why this helper is rung, said to her: « cette personne vous connaît, à 12 km »; may be empty."""
    return in_words((Reason.from_json(kept) for kept in ring.because), to_helper=True)


def _answered(ring: Ring) -> datetime:
    return ring.answered_at or ring.rung_at


def _now(request: HelpRequest, rung: Sequence[Ring], is_over: bool) -> str:
    """Of the last wave; once it is over, of all who still ring."""
    if not rung or (is_over and all(ring.answer for ring in rung)):
        return _("Personne n’est libre à cet instant. Dès que quelqu’un l’est, nous le prévenons.")
    if is_over:
        return _("Toutes les personnes disponibles sont prévenues. Elles peuvent encore répondre.")
    last = [ring for ring in rung if ring.wave_id == rung[-1].wave_id]
    count, names = len(last), _and([ring.helper.first_name for ring in last])
    match last[0].wave.kind:
        case WaveKind.USUAL if [ring.helper_id for ring in last] == [request.wished_helper_id]:
            return _("Nous prévenons %(names)s, comme vous l’avez demandé.") % {"names": names}
        case WaveKind.USUAL:
            return ngettext(
                "Nous prévenons %(names)s, qui vous connaît.",
                "Nous prévenons %(names)s, qui vous connaissent.",
                count,
            ) % {"names": names}
        case WaveKind.FITTING:
            return ngettext(
                "Nous prévenons %(count)s personne qui convient.",
                "Nous prévenons %(count)s personnes qui conviennent.",
                count,
            ) % {"count": count}
        case WaveKind.WIDER:
            return ngettext(
                "Nous élargissons : %(count)s personne de plus est prévenue dans %(territory)s.",
                "Nous élargissons : %(count)s personnes de plus sont prévenues dans %(territory)s.",
                count,
            ) % {"count": count, "territory": request.territory.name}
        case _:
            return ngettext(
                "Nous demandons aussi à côté : %(count)s personne d’un territoire voisin est prévenue.",
                "Nous demandons aussi à côté : %(count)s personnes des territoires voisins sont prévenues.",
                count,
            ) % {"count": count}


def _later() -> str:
    """Of what can wait: nobody is rung."""
    return _("Les personnes qui aident lisent votre demande. Elles vous proposeront un moment sur cette page.")


def _days() -> str:
    return _("Cela peut prendre quelques jours. Revenez ici quand vous voulez.")


def _absent(name: str) -> str:
    return _("%(name)s n’arrive pas. Nous cherchons quelqu’un d’autre.") % {"name": name}


def _and(names: Sequence[str]) -> str:
    """« Karim, Sophie et Denis »."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s et %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _wait(typical: timedelta | None) -> str:
    if typical is None:
        return _("Nous ne savons pas encore combien de temps il faut ici pour trouver quelqu’un.")
    minutes = max(1, ceil(typical.total_seconds() / 60))
    return ngettext(
        "Ces derniers temps, la moitié des personnes ont attendu moins d’une minute. Cela peut être plus long.",
        "Ces derniers temps, la moitié des personnes ont attendu moins de %(minutes)s minutes. "
        "Cela peut être plus long.",
        minutes,
    ) % {"minutes": minutes}
