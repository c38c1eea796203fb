"""What is weighed when a helper is chosen, and how much. The page « Comment nous choisissons » is drawn from here.

The arithmetic of fairness. Everything but being known, at its best, is worth less than two visits cost:

    theme 15 + all themes 5 + distance 12 + procedure 8 + page open 8 + needs 8 + waited 3 = 59 < 60 = 2 × 30

so a helper who already went twice in seven days comes after every other one who fits, is there and has not gone at
all: nobody goes a third time while another waits. Being known (120) weighs more than both together (119): whom she
knows comes first, up to two visits more than another. There is no criterion of payment.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from epaule.knowhow.models import Level

FAR_KM = 60.0
"""From there on, nearness counts for nothing."""
LOAD_WITHIN = timedelta(days=7)
"""Visits accepted since then weigh."""
WAITED_MOST = timedelta(days=28)
"""Who has not gone for that long, or never did, has waited the longest."""
LEVEL_SHARES = {0: 0.0, Level.BEGINNER: 0.5, Level.AT_EASE: 0.8, Level.EXPERT: 1.0}
"""What part of the points of the theme a level is worth; 0: not offered."""


@dataclass(frozen=True)
class Criterion:
    """One thing that is weighed."""

    code: str
    points: int
    """The most it brings; what each visit takes away when it is negative."""
    label: Any
    explanation: Any


def _table(*criteria: Criterion) -> dict[str, Criterion]:
    return {criterion.code: criterion for criterion in criteria}


CRITERIA = _table(
    Criterion(
        "known",
        120,
        _("Vous vous connaissez"),
        _("Cette personne vous a déjà aidé·e, ou vous avez accepté qu’elle vous garde dans sa liste."),
    ),
    Criterion(
        "theme",
        15,
        _("Le sujet"),
        _("Mieux elle connaît le sujet de votre demande, plus elle a de points."),
    ),
    Criterion("breadth", 5, _("Tous vos sujets"), _("Elle connaît chacun des sujets de votre demande.")),
    Criterion("distance", 12, _("La distance"), _("Plus sa commune est proche de la vôtre, jusqu’à 60 km.")),
    Criterion("procedure", 8, _("La démarche"), _("Elle a l’habitude de cette démarche précise.")),
    Criterion(
        "here",
        8,
        _("Sa page est ouverte"),
        _("Elle vous répond plus vite que si elle doit d’abord ouvrir un message."),
    ),
    Criterion(
        "needs",
        8,
        _("Vos besoins"),
        _("Elle est à l’aise avec ce que vous avez indiqué : mal voir, mal entendre, besoin de temps…"),
    ),
    Criterion(
        "waited",
        3,
        _("Elle attend depuis longtemps"),
        _("Qui n’a aidé personne depuis plusieurs semaines passe un peu devant."),
    ),
    Criterion(
        "load",
        -30,
        _("Chaque visite de la semaine"),
        _("Chaque visite acceptée ces sept derniers jours la fait passer après les autres : chacun son tour."),
    ),
)

CONDITIONS = (
    _("Le territoire répond d’elle : une personne de l’équipe l’a acceptée."),
    _("Elle parle la langue que vous avez demandée."),
    _("Elle aide sur au moins un des sujets de votre demande, sauf si vous l’avez demandée par son nom."),
    _("Elle n’est pas en pause, ni déjà en visite."),
    _("Elle n’a pas atteint le nombre de visites par semaine qu’elle s’est fixé."),
    _("Ni vous ni elle n’avez demandé à ne plus vous rencontrer."),
    _("Si vous demandez une aide gratuite, elle aide gratuitement."),
)
"""What nothing makes up for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is weighed of one helper for one ask."""

    levels: tuple[int, ...] = ()
    """For each theme of the ask her `Level`, 0 where she does not offer it; empty when none was understood."""
    procedure: bool = False
    needs: float = 1.0
    """The part of the needs of the ask she is at ease with, from 0 to 1."""
    distance_km: float | None = None
    here: bool = False
    known: bool = False
    visits: int = 0
    """Accepted within `LOAD_WITHIN`."""
    waited: float = 1.0
    """Since her last visit, as a part of `WAITED_MOST`, from 0 to 1."""


def nearness(distance_km: float | None) -> float:
    """From 1 in the same commune down to 0 at `FAR_KM`, and where no position is known."""
    return 0.0 if distance_km is None else max(0.0, 1 - distance_km / FAR_KM)


def points_of(standing: Standing) -> dict[str, float]:
    """Points by code of `CRITERIA`."""
    shares = {
        "known": float(standing.known),
        "theme": LEVEL_SHARES[max(standing.levels, default=0)],
        "breadth": sum(map(bool, standing.levels)) / (len(standing.levels) or 1),
        "distance": nearness(standing.distance_km),
        "procedure": float(standing.procedure),
        "here": float(standing.here),
        "needs": standing.needs,
        "waited": standing.waited,
        "load": float(standing.visits),
    }
    return {code: shares[code] * criterion.points for code, criterion in CRITERIA.items()}


def score(standing: Standing) -> float:
    """Points in all, to a hundredth."""
    return round(sum(points_of(standing).values()), 2)
