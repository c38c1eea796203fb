"""Refusals: the closed family of things the domain may answer « no » to.

Each app declares its own subclasses in `errors.py`. A refusal carries everything needed to tell a person what
happened and what to do next; it is mapped once to HTTP (`kernel.middleware`) and once to the sockets
(`visits.consumers`).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """The domain refuses; the message is a French sentence for the person, never a technical one."""

    code: str = "refused"
    """Stable machine word, sent to pages and sockets."""
    status: int = 409
    """HTTP status."""
    message: str | Promise = _("Cela n’est pas possible maintenant.")
    """What happened, in plain words."""
    way_on: str | Promise = _("Revenez à l’accueil et recommencez. Rien n’est perdu.")
    """What the person can do next."""

    def __init__(self, message: str | Promise | None = None, *, way_on: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        if way_on is not None:
            self.way_on = way_on
        super().__init__(str(self.code))


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403
    message = _("Cette page est réservée à d’autres personnes.")
    way_on = _("Si vous pensez que c’est une erreur, connectez-vous avec votre adresse e-mail.")


class TooMany(Refusal):
    code = "too_many"
    status = 429
    message = _("Vous allez un peu trop vite pour nous.")
    way_on = _("Attendez une minute, puis recommencez.")


class StorageAway(Refusal):
    """The storage of files does not answer, or does not let us in: the next try may do."""

    code = "storage_away"
    status = 503
    message = _("L’endroit où les fichiers sont rangés ne répond pas.")
    way_on = _("Attendez une minute, puis recommencez. Si cela dure, prévenez votre territoire.")


class DiskFull(Refusal):
    code = "disk_full"
    status = 507
    message = _("Il n’y a plus de place pour ranger ce que vous envoyez.")
    way_on = _("La visite continue. Prévenez votre territoire, puis réessayez.")
