"""What helpers propose, for the pages of who asked."""

from django import template

from epaule.requests.models import HelpRequest
from epaule.requests.proposed import ProposalShown, proposals_to

register = template.Library()


@register.simple_tag
def proposals_of(request: HelpRequest) -> list[ProposalShown]:
    return proposals_to(request)
