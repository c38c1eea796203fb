"""The visit: two persons in a room, what each agreed to, what was said and done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.visits.protocol import CHAT_MAX_LENGTH


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


class Visit(models.Model):
    """One live help, from the accepted request to the end."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="visits")
    request = models.OneToOneField("requests.HelpRequest", on_delete=models.CASCADE, related_name="visit")
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.OPEN)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    """When both were in the room for the first time."""
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
        ]


class Role(models.TextChoices):
    HELPED = "helped", _("personne aidée")
    HELPER = "helper", _("aidant·e")


class Participant(models.Model):
    """One person in one visit."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=10, choices=Role.choices)
    connection = models.CharField(max_length=26, blank=True)
    """Which of her pages is in the room; the newest one wins. Empty when none is."""
    seen_at = models.DateTimeField()
    """Last sign of life, or when she was expected."""
    sharing = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("participant·e")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "person"], name="one_participation_per_visit"),
            models.CheckConstraint(name="only_the_helped_shares", condition=Q(role="helped") | Q(sharing=False)),
        ]


class ChatMessage(models.Model):
    """One line of the chat of a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="chat_messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=40)
    text = models.CharField(max_length=CHAT_MAX_LENGTH)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="chat_numbered"),
            models.UniqueConstraint(fields=["author", "client_id"], name="chat_line_once"),
        ]


class Right(models.TextChoices):
    SEE = "see", _("voir l’écran")
    RECORD = "record", _("enregistrer")


class Consent(models.Model):
    """One right, given by one person, with the version of the text she read, from when to when."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    right = models.CharField(max_length=10, choices=Right.choices)
    text_version = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("accord")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "person", "right"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_current_consent",
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

    class Meta:
        verbose_name = _("moment de la visite")
        ordering = ["at", "pk"]


class Invitation(models.Model):
    """Six digits the helped person reads aloud to a helper she knows, who types them on /code/."""

    request = models.OneToOneField("requests.HelpRequest", on_delete=models.CASCADE, related_name="invitation")
    code = models.CharField(max_length=6, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation")
