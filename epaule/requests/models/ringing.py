"""Who was rung for an ask, in waves, and what each answered. Kept in the database: a restart goes on from here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.requests.models.asks import HelpRequest


class WaveKind(models.TextChoices):
    USUAL = "usual", _("les personnes que vous connaissez")
    FITTING = "fitting", _("les personnes qui conviennent le mieux")
    WIDER = "wider", _("tout le territoire")
    NEIGHBOURS = "neighbours", _("les territoires voisins")


class Wave(models.Model):
    """One round of ringing helpers."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    """From 1."""
    kind = models.CharField(max_length=10, choices=WaveKind.choices)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """When the next one may start; those rung go on ringing."""

    class Meta:
        verbose_name = _("vague")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="waves_are_numbered"),
            models.CheckConstraint(name="wave_kind_known", condition=Q(kind__in=WaveKind.values)),
        ]


class RingAnswer(models.TextChoices):
    NONE = "", _("pas encore répondu")
    ACCEPTED = "accepted", _("a accepté")
    PASSED = "passed", _("a laissé à d’autres")
    ABSENT = "absent", _("a accepté, n’est pas venu·e")


class Ring(models.Model):
    """One helper rung for one ask, once."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="rings")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="rings")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rings")
    because = models.JSONField(default=list)
    """Why she was chosen: codes and values of `matching.Reason`, said in words where shown."""
    away = models.BooleanField(default=False)
    """No page of hers was open: she was rung by push, mail or SMS."""
    rung_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=RingAnswer.choices, default=RingAnswer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appel d’un aidant")
        ordering = ["rung_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "helper"], name="one_ring_per_helper"),
            models.CheckConstraint(
                name="ring_answered_at",
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
        ]


class RingMessage(models.Model):
    """What was sent to a helper rung away from her pages: once by each way, whatever is tried again."""

    ring = models.ForeignKey(Ring, on_delete=models.CASCADE, related_name="messages")
    way = models.CharField(max_length=32)
    """« mail », « sms », or what an adapter calls its own."""
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message à un aidant")
        ordering = ["sent_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["ring", "way"], name="one_message_per_ring")]


class Pass(models.Model):
    """A helper leaves a request to others; it no longer rings for her."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="passes")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passes")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("demande laissée")
        constraints = [models.UniqueConstraint(fields=["request", "helper"], name="one_pass_per_helper")]
