"""What each agreed to, and what happened: both can read it afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from epaule.visits.models.participants import Participant
from epaule.visits.models.visit import Visit


class Right(models.TextChoices):
    SEE = "see", _("voir l’écran")
    POINT = "point", _("montrer sur l’écran")
    ACT = "act", _("agir sur l’écran")
    RECORD = "record", _("enregistrer")
    MEMO = "memo", _("garder des images de l’écran")


class Consent(models.Model):
    """One right, given by one person, with the version of the text she read, from when to when."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    right = models.CharField(max_length=10, choices=Right.choices)
    to = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Who may; empty when it is everyone in the room."""
    text_version = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("accord")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person", "right"],
                condition=Q(withdrawn_at__isnull=True, to__isnull=True),
                name="one_current_consent",
            ),
            models.UniqueConstraint(
                fields=["visit", "person", "right", "to"],
                condition=Q(withdrawn_at__isnull=True, to__isnull=False),
                name="one_current_consent_to_each",
            ),
            models.CheckConstraint(
                name="rungs_are_given_to_someone",
                condition=Q(right__in=["point", "act"], to__isnull=False)
                | Q(right__in=["see", "record", "memo"], to__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]


class TimelineEntry(models.Model):
    """What happened in the visit, for both to read afterwards. Only grows."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    event = models.CharField(max_length=40)
    """An audit event name: « visit.sharing_started »."""
    detail = models.CharField(max_length=20, blank=True)
    """Which one, when there are several: the surface that is shown, the rung."""
    about = models.ForeignKey(Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """Whom it concerns, when it is not everyone: who got the hand, who came in."""

    class Meta:
        verbose_name = _("moment de la visite")
        ordering = ["at", "pk"]
