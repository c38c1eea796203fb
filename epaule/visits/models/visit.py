"""The visit itself: from the accepted request to the end."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id


class VisitState(models.TextChoices):
    OPEN = "open", _("en cours")
    ENDED = "ended", _("terminée")


TRANSITIONS: dict[str, frozenset[str]] = {
    VisitState.OPEN: frozenset({VisitState.ENDED}),
    VisitState.ENDED: frozenset(),
}


class EndReason(models.TextChoices):
    FINISHED = "finished", _("terminée par l’un des deux")
    ABSENCE = "absence", _("l’un des deux n’est pas revenu")
    TIME = "time", _("l’heure était passée")
    SAFETY = "safety", _("arrêtée par précaution")


class Visit(models.Model):
    """One live help, from the accepted request to the end."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="visits")
    request = models.OneToOneField("requests.HelpRequest", on_delete=models.CASCADE, related_name="visit")
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.OPEN)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    """When both were in the room for the first time."""
    ends_at = models.DateTimeField(null=True, blank=True)
    """When it ends by itself; set at the start, later when the helped person prolongs it."""
    sequence = models.PositiveIntegerField(default=0)
    """Number of the last message told to the whole room."""
    photo = models.ForeignKey(
        "visits.ChatFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The photo that stands in the place of the screen."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True)

    class Meta:
        verbose_name = _("visite")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="visit_state_known", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(
                name="visit_ended_with_reason",
                condition=Q(state="open", ended_at__isnull=True, end_reason="")
                | (Q(state="ended", ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="visit_limited_once_started",
                condition=Q(started_at__isnull=True, ends_at__isnull=True)
                | Q(started_at__isnull=False, ends_at__isnull=False),
            ),
        ]
