"""Who may what, in a visit."""

import rules

from epaule.people.models import Person
from epaule.requests.models import HelpRequest
from epaule.visits.models import Participant, Role, Visit


def takes_part(person: Person, visit: Visit) -> bool:
    """One of the participants. Everyone else is told that the visit does not exist."""
    return any(participant.person_id == person.pk for participant in visit.participants.all())


@rules.predicate
def can_enter_visit(person: Person, visit: Visit) -> bool:
    return takes_part(person, visit)


@rules.predicate
def can_share_screen(participant: Participant) -> bool:
    """The helped person only: nobody shows her screen for her."""
    return participant.role == Role.HELPED


@rules.predicate
def can_invite_to(person: Person, request: HelpRequest) -> bool:
    """The one who asks reads the code to the helper, never the reverse."""
    return person.pk == request.person_id


rules.add_perm("visits.enter", can_enter_visit)
rules.add_perm("visits.share_screen", can_share_screen)
rules.add_perm("visits.invite", can_invite_to)
