"""What is asked, and who is proposed for it."""

from dataclasses import dataclass

from epaule.knowhow.models import Fee
from epaule.requests.models import HelpRequest
from epaule.requests.reasons import Reason


@dataclass(frozen=True)
class Ask:
    """What is asked, as far as it matters for who comes."""

    territory_id: int
    """Whose helpers: that of the ask, or one of its neighbours."""
    topics: tuple[str, ...]
    """Codes; none when nothing was understood: everybody fits."""
    commune_id: str
    """INSEE code."""
    procedure: str | None = None
    """Code; none, or empty, when no procedure was understood."""
    language: str = "fr"
    needs: tuple[str, ...] = ()
    fee: str = Fee.FREE
    person_id: int | None = None
    """Who asks; None when she is not known yet."""
    wished_helper_id: int | None = None


@dataclass(frozen=True)
class Proposed:
    """A helper who may come."""

    helper_id: int
    score: float
    because: tuple[Reason, ...]
    distance_km: float | None
    """From commune to commune; None when the position of one is not known."""
    away: bool = False
    """No page of hers is open: something else must reach her."""


def ask_of(request: HelpRequest) -> Ask:
    """The ask that `request` makes."""
    return Ask(
        territory_id=request.territory_id,
        topics=tuple(sorted(topic.pk for topic in request.topics.all())),
        procedure=request.procedure_id,
        commune_id=request.commune_id,
        language=request.language,
        needs=tuple(request.needs),
        fee=request.fee,
        person_id=request.person_id,
        wished_helper_id=request.wished_helper_id,
    )
