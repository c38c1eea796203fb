"""What helpers propose to a person who can wait, as she reads it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from epaule.people.models import Person
from epaule.requests.matching import ask_of, in_words, score_around
from epaule.requests.models import HelpRequest, ProposalState, RequestState


@dataclass(frozen=True)
class ProposalShown:
    """One proposal: who, why she, and when."""

    public_id: str
    helper: Person
    message: str
    why: str
    """« connaît les impôts, à 12 km »; may be empty."""
    moments: list[datetime]
    """Those still ahead; at least one."""


def proposals_to(request: HelpRequest) -> list[ProposalShown]:
    """Those she may still take, the oldest first; none of helpers who cannot come any more. A fixed number of
    queries: one when nothing is proposed."""
    if request.state != RequestState.PUBLISHED:
        return []
    now = timezone.now()
    sent = request.proposals.filter(state=ProposalState.SENT).select_related("helper__commune")
    ahead = [(one, [at for at in map(datetime.fromisoformat, one.moments) if at > now]) for one in sent]
    ahead = [(one, moments) for one, moments in ahead if moments]
    if not ahead:
        return []
    territories = {one.helper_id: one.helper.territory_id for one, _at in ahead}
    fitting = {one.helper_id: one.because for one in score_around(ask_of(request), territories)}
    return [
        ProposalShown(one.public_id, one.helper, one.message, in_words(fitting[one.helper_id]), moments)
        for one, moments in ahead
        if one.helper_id in fitting
    ]
