"""Help at an hour agreed on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.requests.models.asks import HelpRequest


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("prévu")
    HELD = "held", _("tenu")
    MISSED = "missed", _("manqué")
    CANCELLED = "cancelled", _("annulé")


APPOINTMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    AppointmentState.BOOKED: frozenset(
        {AppointmentState.HELD, AppointmentState.MISSED, AppointmentState.CANCELLED}
    ),
    AppointmentState.HELD: frozenset(),
    AppointmentState.MISSED: frozenset(),
    AppointmentState.CANCELLED: frozenset(),
}


class Appointment(models.Model):
    """A helper and the person of `request` meet at `starts_at`."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    """Also its UID in calendars."""
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="appointments")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.BOOKED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=0)
    """Grows with each change told to calendars (RFC 5545)."""
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("numéro de téléphone"), max_length=20, blank=True)
    """Where the helped person is reminded: an e-mail address, an E.164 number, both or none."""
    booked_at = models.DateTimeField()
    changed_at = models.DateTimeField(default=timezone.now)
    """When it was booked, moved or ended, the last of these: calendars ask for it."""
    reminded_day_at = models.DateTimeField(null=True, blank=True)
    reminded_hour_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was begun (held), missed or cancelled."""
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    missed_by = models.CharField(max_length=6, blank=True)
    """« helped », « helper » or « both »: noted without blame."""

    class Meta:
        verbose_name = _("rendez-vous")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["state", "starts_at"], name="appointment_due")]
        constraints = [
            models.CheckConstraint(name="appointment_state_known", condition=Q(state__in=AppointmentState.values)),
            models.CheckConstraint(name="appointment_ends_later", condition=Q(starts_at__lt=models.F("ends_at"))),
            models.CheckConstraint(
                name="appointment_ended_when_over",
                condition=Q(state="booked", ended_at__isnull=True)
                | (~Q(state="booked") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="appointment_missed_by_someone",
                condition=Q(state="missed", missed_by__in=["helped", "helper", "both"])
                | (~Q(state="missed") & Q(missed_by="")),
            ),
            models.UniqueConstraint(
                name="helper_booked_once", fields=["helper", "starts_at"], condition=Q(state="booked")
            ),
            models.UniqueConstraint(
                name="one_appointment_per_request", fields=["request"], condition=Q(state="booked")
            ),
        ]


class ProposalState(models.TextChoices):
    SENT = "sent", _("envoyée")
    ACCEPTED = "accepted", _("acceptée")
    REFUSED = "refused", _("refusée")
    WITHDRAWN = "withdrawn", _("retirée")
    EXPIRED = "expired", _("restée sans réponse")
    VOID = "void", _("une autre a été choisie")


PROPOSAL_TRANSITIONS: dict[str, frozenset[str]] = {
    ProposalState.SENT: frozenset(state for state in ProposalState if state != ProposalState.SENT),
    **{state: frozenset() for state in ProposalState if state != ProposalState.SENT},
}


class Proposal(models.Model):
    """A helper answers an ask that can wait, or asks to meet at another hour than agreed: up to three moments, of
    which the person takes one."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="proposals")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proposals")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    """The one that would move, and stands as it is until she takes another moment; none: nothing is booked."""
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.SENT)
    moments = models.JSONField()
    """ISO 8601 starts, in UTC, one to three."""
    message = models.CharField(_("message"), max_length=300, blank=True)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposition")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(name="proposal_state_known", condition=Q(state__in=ProposalState.values)),
            models.CheckConstraint(
                name="proposal_ended_when_over",
                condition=Q(state="sent", ended_at__isnull=True) | (~Q(state="sent") & Q(ended_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_proposal_per_helper", fields=["request", "helper"], condition=Q(state="sent")
            ),
        ]
