"""Themes in the national vocabulary, and what helpers offer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicKind(models.TextChoices):
    MEDIATION = "mediation", _("médiation numérique")
    PROCEDURE = "procedure", _("démarches administratives")


class Topic(models.Model):
    """One theme of La Coop de la médiation numérique (19 + 11). Loaded from epaule/data/topics.json."""

    code = models.CharField(max_length=60, primary_key=True)
    label = models.CharField(max_length=80)
    plain_label = models.CharField(max_length=80)
    """The same in everyday words, shown to the person: « Mes papiers, la mairie »."""
    kind = models.CharField(max_length=10, choices=TopicKind.choices)
    icon = models.CharField(max_length=40)
    """Name of a Lucide icon."""
    rank = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        verbose_name = _("thème")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.label


class Offer(models.Model):
    """What a person is ready to help with, in a territory."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers")
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="offers")
    topics = models.ManyToManyField(Topic, related_name="offers")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("offre de savoir-faire")
        constraints = [models.UniqueConstraint(fields=["person", "territory"], name="one_offer_per_territory")]
