"""« Qui a vu quoi, et quand »: the timeline and the consents of a visit, in sentences its participants read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from epaule.safety.audit import EVENTS
from epaule.visits.models import Right, Surface, TimelineEntry, Visit

SENTENCES: dict[tuple[str, str], Promise] = {
    ("visit.opened", ""): gettext_lazy("%(who)s ouvre la visite."),
    ("visit.started", ""): gettext_lazy("La visite commence."),
    ("visit.trust_confirmed", ""): gettext_lazy("%(who)s a lu qui est %(whom)s, et veut de son aide."),
    ("visit.knocked", ""): gettext_lazy("%(whom)s demande à entrer."),
    ("visit.admitted", ""): gettext_lazy("%(who)s fait entrer %(whom)s."),
    ("visit.turned_away", ""): gettext_lazy("%(who)s ne fait pas entrer %(whom)s."),
    ("visit.shown_out", ""): gettext_lazy("%(who)s fait sortir %(whom)s."),
    ("visit.stepped_out", ""): gettext_lazy("%(whom)s sort de la visite."),
    ("visit.sharing_started", ""): gettext_lazy("%(who)s montre son écran (%(what)s)."),
    ("visit.sharing_started", Surface.UNKNOWN): gettext_lazy("%(who)s montre son écran."),
    ("visit.sharing_started", Surface.CAMERA): gettext_lazy("%(who)s montre ce que voit sa caméra."),
    ("visit.sharing_changed", ""): gettext_lazy("%(who)s montre autre chose (%(what)s)."),
    ("visit.sharing_stopped", ""): gettext_lazy("%(who)s ne montre plus rien."),
    ("visit.screen_hidden", ""): gettext_lazy("%(who)s cache son écran."),
    ("visit.screen_shown_again", ""): gettext_lazy("%(who)s montre de nouveau son écran."),
    ("visit.hand_asked", "point"): gettext_lazy("%(who)s demande à montrer."),
    ("visit.hand_asked", "act"): gettext_lazy("%(who)s demande à agir sur l’écran."),
    ("visit.hand_refused", ""): gettext_lazy("%(who)s répond non à %(whom)s."),
    ("visit.hand_given", "point"): gettext_lazy("%(who)s laisse %(whom)s montrer."),
    ("visit.hand_given", "act"): gettext_lazy("%(who)s laisse %(whom)s agir sur l’écran."),
    ("visit.hand_returned", "point"): gettext_lazy("%(whom)s ne peut plus montrer."),
    ("visit.hand_returned", "act"): gettext_lazy("%(whom)s ne peut plus agir sur l’écran."),
    ("visit.file_sent", ""): gettext_lazy("%(who)s envoie une photo ou un document."),
    ("visit.photo_shown", ""): gettext_lazy("%(who)s montre une photo en grand."),
    ("visit.photo_hidden", ""): gettext_lazy("%(who)s enlève la photo."),
    ("visit.prolonged", ""): gettext_lazy("%(who)s prolonge la visite."),
    ("visit.ended", ""): gettext_lazy("Fin de la visite."),
}
"""Of an event and its detail; without detail, of all others. Later apps add the sentences of their own."""


@dataclass(frozen=True)
class Moment:
    at: datetime
    sentence: str


@dataclass(frozen=True)
class Agreement:
    """One consent, readable."""

    who: str
    what: str
    whom: str
    """Empty when it is everyone in the visit."""
    text_version: str
    given_at: datetime
    withdrawn_at: datetime | None
    """None while it holds."""


def moments(visit: Visit) -> list[Moment]:
    """What happened, the oldest first."""
    entries = visit.timeline.select_related("person", "about__person")
    return [Moment(entry.at, _sentence(entry)) for entry in entries]


def agreements(visit: Visit) -> list[Agreement]:
    """Who agreed to what, the oldest first; those to the film too."""
    return [
        Agreement(
            who=consent.person.first_name,
            what=str(Right(consent.right).label),
            whom=consent.to.person.first_name if consent.to else "",
            text_version=consent.text_version,
            given_at=consent.given_at,
            withdrawn_at=consent.withdrawn_at,
        )
        for consent in visit.consents.select_related("person", "to__person")
    ]


def _sentence(entry: TimelineEntry) -> str:
    sentence = SENTENCES.get((entry.event, entry.detail)) or SENTENCES.get((entry.event, ""), EVENTS[entry.event])
    return str(sentence) % {
        "who": entry.person.first_name if entry.person else _("Quelqu’un"),
        "whom": entry.about.person.first_name if entry.about else _("quelqu’un"),
        "what": Surface(entry.detail).label if entry.detail in Surface.values else "",
    }
