"""Who fits an ask best. Everything that chooses a helper goes through here.

What is weighed and how much stands in `criteria`; nothing else is, and never money.
"""

from collections.abc import Collection

from epaule.requests.asked import Ask as Ask
from epaule.requests.asked import Proposed as Proposed
from epaule.requests.asked import ask_of as ask_of
from epaule.requests.reasons import Reason as Reason
from epaule.requests.reasons import in_words as in_words
from epaule.requests.search import Search


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
