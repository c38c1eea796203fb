"""What matching reads."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.knowhow.models import Fee


class Candidate(models.Model):
    """A helper whom the territory answers for, and a theme she offers there; written by `roster.refresh`.

    Everything a match weighs that changes seldom, side by side, so that a match reads an index and nothing else.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    territory = models.ForeignKey("territory.Territory", on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey("knowhow.Topic", on_delete=models.CASCADE, null=True, related_name="+")
    """Empty in one line of each helper: for the asks in which no theme was understood."""
    commune = models.ForeignKey("territory.Commune", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    """`knowhow.models.Level`; 0 in the line without theme."""
    languages = models.PositiveIntegerField()
    """One bit for each of `people.languages.LANGUAGES_SPOKEN`, in that order."""
    needs = models.PositiveIntegerField()
    """One bit for each of `people.needs.NEEDS`, in that order."""
    fee = models.CharField(max_length=4, choices=Fee.choices)
    ready = models.BooleanField()
    """Her switch « Je suis disponible » is on."""
    listed = models.BooleanField(default=True)
    """She may be found by hand, in the directory."""

    class Meta:
        verbose_name = _("ligne de l’annuaire")
        indexes = [
            # All that a match reads: it needs no line of the table.
            models.Index(
                fields=[
                    "territory",
                    "ready",
                    "topic",
                    "commune",
                    "level",
                    "languages",
                    "needs",
                    "fee",
                    "person",
                ],
                name="candidate_where",
            ),
            models.Index(
                fields=["territory", "topic", "ready", "commune"],
                name="candidate_listed",
                condition=Q(listed=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "territory", "topic"], name="candidate_once_per_topic"),
            models.UniqueConstraint(
                fields=["person", "territory"],
                name="candidate_once_without_topic",
                condition=Q(topic__isnull=True),
            ),
        ]


class CandidateProcedure(models.Model):
    """A procedure a helper is used to, where she lives: those who know it are looked for first."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    territory = models.ForeignKey("territory.Territory", on_delete=models.CASCADE, related_name="+")
    procedure = models.ForeignKey("knowhow.Procedure", on_delete=models.CASCADE, related_name="+")
    commune = models.ForeignKey("territory.Commune", on_delete=models.PROTECT, related_name="+")
    ready = models.BooleanField()
    """As in `Candidate`."""

    class Meta:
        verbose_name = _("démarche de l’annuaire")
        indexes = [models.Index(fields=["territory", "ready", "procedure", "commune"], name="candidate_used_to")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "territory", "procedure"], name="candidate_once_per_procedure"
            ),
        ]
