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


class Procedure(models.Model):
    """One administrative procedure done online. Loaded from epaule/data/procedures.json."""

    code = models.CharField(max_length=60, primary_key=True)
    plain_label = models.CharField(max_length=100)
    """In everyday words: « Refaire ma carte d’identité »."""
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="procedures")
    url = models.URLField(blank=True)
    """Its official page."""
    rank = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        verbose_name = _("démarche")
        ordering = ["rank"]

    def __str__(self) -> str:
        return self.plain_label


class Level(models.IntegerChoices):
    """How well somebody knows a theme."""

    BEGINNER = 1, _("je me débrouille")
    AT_EASE = 2, _("je suis à l’aise")
    EXPERT = 3, _("je connais très bien")


class Fee(models.TextChoices):
    """Whether help is given, or wished, for nothing. Nothing is paid yet: it is only said."""

    FREE = "free", _("gratuitement")
    PAID = "paid", _("contre paiement")
    BOTH = "both", _("gratuitement ou contre paiement")


class Offer(models.Model):
    """What a person is ready to help with, in a territory."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers")
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="offers")
    topics = models.ManyToManyField(Topic, through="OfferTopic", related_name="offers")
    procedures = models.ManyToManyField(Procedure, related_name="offers", blank=True)
    needs = models.JSONField(_("besoins particuliers"), default=list, blank=True)
    """Codes of `people.needs.NEEDS` she is at ease with."""
    fee = models.CharField(_("prix"), max_length=4, choices=Fee.choices, default=Fee.FREE)
    about = models.CharField(_("présentation"), max_length=300, blank=True)
    """Her own words, on her public page."""
    listed = models.BooleanField(_("dans l’annuaire"), default=True)
    """Anyone may find her by hand and read her page. She is rung all the same when she is not."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("offre de savoir-faire")
        constraints = [
            models.UniqueConstraint(fields=["person", "territory"], name="one_offer_per_territory"),
            models.CheckConstraint(name="offer_fee_known", condition=models.Q(fee__in=Fee.values)),
        ]


class OfferTopic(models.Model):
    """A theme of an offer."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="lines")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.AT_EASE)

    class Meta:
        verbose_name = _("thème proposé")
        db_table = "knowhow_offer_topics"
        ordering = ["topic__rank"]
        unique_together = [("offer", "topic")]
