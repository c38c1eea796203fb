"""Territories that help each other: one proposes, the other agrees, either ends it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.safety import audit
from epaule.territory.errors import NeighbourhoodUnknown, NeighbourIsItself
from epaule.territory.models import Neighbourhood, Territory
from epaule.territory.queries import neighbourhoods_of
from epaule.territory.rules import can_set_neighbours


def _lock(territories: Collection[int]) -> None:
    """Both, always in one order: two proposals that cross become one agreement."""
    list(Territory.objects.select_for_update().filter(pk__in=territories).order_by("pk"))


@transaction.atomic
def propose_neighbourhood(*, by: Person, territory: Territory, neighbour: Territory) -> Neighbourhood:
    """`territory` proposes that the helpers of both help in both.

    When `neighbour` had proposed it already, this agrees. Again is the same. Raises NeighbourIsItself.
    """
    if not can_set_neighbours(by, territory):
        raise NotAllowed()
    if territory.pk == neighbour.pk:
        raise NeighbourIsItself()
    _lock([territory.pk, neighbour.pk])
    there = neighbourhoods_of(neighbour).filter(territory=territory).first()
    if there is not None:
        return there
    received = neighbourhoods_of(territory).filter(territory=neighbour).first()
    if received is not None:
        return agree_to_neighbourhood(by=by, neighbourhood=received)
    proposed = Neighbourhood.objects.create(territory=territory, neighbour=neighbour, proposed_at=timezone.now())
    audit.record("neighbourhood.proposed", by=by, target=neighbour, territory=territory)
    return proposed


@transaction.atomic
def agree_to_neighbourhood(*, by: Person, neighbourhood: Neighbourhood) -> Neighbourhood:
    """The territory that was asked says yes. Again is the same. Raises NeighbourhoodUnknown when it was ended."""
    if not can_set_neighbours(by, neighbourhood.neighbour):
        raise NotAllowed()
    _lock([neighbourhood.territory_id, neighbourhood.neighbour_id])
    held = neighbourhoods_of(neighbourhood.neighbour).filter(pk=neighbourhood.pk).first()
    if held is None:
        raise NeighbourhoodUnknown()
    if held.agreed_at is None:
        held.agreed_at = timezone.now()
        held.save(update_fields=["agreed_at"])
        audit.record("neighbourhood.agreed", by=by, target=held.territory, territory=held.neighbour)
    return held


@transaction.atomic
def end_neighbourhood(*, by: Person, neighbourhood: Neighbourhood) -> None:
    """Either territory ends it, agreed or only proposed. Whoever is helping finishes; again is the same."""
    asker, asked = neighbourhood.territory, neighbourhood.neighbour
    own, other = (asker, asked) if can_set_neighbours(by, asker) else (asked, asker)
    if not can_set_neighbours(by, own):
        raise NotAllowed()
    _lock([asker.pk, asked.pk])
    deleted, _rows = Neighbourhood.objects.filter(pk=neighbourhood.pk).delete()
    if deleted:
        audit.record("neighbourhood.ended", by=by, target=other, territory=own)
