"""« On me demande ça »."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.visits.models.visit import Visit


class AlarmKind(models.TextChoices):
    """What she was asked for, which nobody must ask."""

    CALLED = "called", _("on m’a appelée pour me le demander")
    PASSWORD = "password", _("un mot de passe")
    SMS_CODE = "sms_code", _("un code reçu par SMS")
    CARD = "card", _("ma carte bancaire")
    TRANSFER = "transfer", _("un virement, ou de l’argent")
    INSTALL = "install", _("d’installer un programme")
    GIFT_CARD = "gift_card", _("des cartes cadeaux")
    OTHER = "other", _("autre chose qui m’inquiète")


class AlarmState(models.TextChoices):
    OPEN = "open", _("à examiner")
    CLEARED = "cleared", _("l’aidant peut reprendre")
    UPHELD = "upheld", _("l’aidant n’aide plus")


ALARM_TRANSITIONS: dict[str, frozenset[str]] = {
    AlarmState.OPEN: frozenset({AlarmState.CLEARED, AlarmState.UPHELD}),
    AlarmState.CLEARED: frozenset(),
    AlarmState.UPHELD: frozenset(),
}


class Alarm(models.Model):
    """« On me demande ça »: ends the visit and stops the helper until the operator decides."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="alarms")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alarms_raised")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=10, choices=AlarmKind.choices)
    state = models.CharField(max_length=10, choices=AlarmState.choices, default=AlarmState.OPEN)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("alarme")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(state="open"), name="one_open_alarm_per_visit"),
            models.CheckConstraint(name="alarm_state_known", condition=Q(state__in=AlarmState.values)),
            models.CheckConstraint(
                name="alarm_decided_with_date",
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        ]
