"""Who fits an ask best. Everything that chooses a helper goes through here.

What is weighed and how much stands in `criteria`; nothing else is, and never money.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from epaule.requests.asked import Ask as Ask
from epaule.requests.asked import Proposed as Proposed
from epaule.requests.asked import ask_of as ask_of
from epaule.requests.reasons import Reason as Reason
from epaule.requests.reasons import in_words as in_words
from epaule.requests.search import Search
from epaule.territory.queries import neighbour_ids


def match(ask: Ask, *, ready: bool, limit: int = 20, but: Collection[int] = ()) -> list[Proposed]:
    """The `limit` helpers who fit `ask` best, best first; never one of `but`.

    `ready`: those who can be rung now, their switch on and in no visit; else every helper the territory answers
    for. The helper asked for by name comes first whatever her points, if nothing keeps her from coming.
    """
    search = Search(ask, ready=ready, limit=limit, but=but)
    search.look_at_acquainted()
    search.look_around()
    return search.proposed()


def score_of(ask: Ask, helpers: Collection[int], *, ready: bool = False) -> list[Proposed]:
    """The same for these helpers only: those of them who fit and whom nothing keeps from coming, best first."""
    search = Search(ask, ready=ready, limit=len(helpers), but=())
    search.look_at(helpers)
    return search.proposed()


def asks_around(ask: Ask) -> list[Ask]:
    """The same ask, made to each of the territories that agreed with its own. One query."""
    return [replace(ask, territory_id=territory) for territory in sorted(neighbour_ids(ask.territory_id))]


def score_around(ask: Ask, helpers: Mapping[int, int]) -> list[Proposed]:
    """`score_of` for helpers, each with the territory that answers for her: that of `ask`, or one that agreed."""
    found: list[Proposed] = []
    around = asks_around(ask) if set(helpers.values()) - {ask.territory_id} else []
    for one in (ask, *around):
        theirs = [helper for helper, territory in helpers.items() if territory == one.territory_id]
        found += score_of(one, theirs) if theirs else []
    return found
