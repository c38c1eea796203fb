"""How-to sheets: what one person was shown, without her, for everyone."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.knowhow.addresses import official_host
from epaule.knowhow.models.topics import Topic
from epaule.knowhow.models.zones import Zone


class SheetState(models.TextChoices):
    IN_REVIEW = "in_review", _("à relire par un autre aidant")
    PUBLISHED = "published", _("publiée")
    TO_REVIEW = "to_review", _("à revoir")
    DECLINED = "declined", _("refusée à la relecture")
    WITHDRAWN = "withdrawn", _("retirée")


SHEET_TRANSITIONS: dict[str, frozenset[str]] = {
    SheetState.IN_REVIEW: frozenset({SheetState.PUBLISHED, SheetState.DECLINED, SheetState.WITHDRAWN}),
    SheetState.PUBLISHED: frozenset({SheetState.TO_REVIEW, SheetState.WITHDRAWN}),
    SheetState.TO_REVIEW: frozenset({SheetState.PUBLISHED, SheetState.WITHDRAWN}),
    SheetState.DECLINED: frozenset(),
    SheetState.WITHDRAWN: frozenset(),
}
READABLE = [SheetState.PUBLISHED, SheetState.TO_REVIEW]
OVER = [SheetState.DECLINED, SheetState.WITHDRAWN]


class Sheet(models.Model):
    """One how-to sheet of the library: an anonymised copy, which lives its own life."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.IN_REVIEW)
    title = models.CharField(_("titre"), max_length=120)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="sheets")
    procedure = models.CharField(_("démarche"), max_length=120, blank=True)
    """As people call it: « Refaire ma carte grise »."""
    official_url = models.URLField(_("adresse officielle"), max_length=300, blank=True)
    origin = models.CharField(max_length=80)
    """What it was copied from, in the words of the app that knows: « memo:… »."""
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who agreed in writing, and may take it back."""
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who helped her: another one looks at it."""
    signature = models.CharField(max_length=60)
    """What she typed to sign. Never shown in the library."""
    text_version = models.CharField(max_length=10)
    """Of what she read before she signed."""
    agreed_at = models.DateTimeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checked_on = models.DateField(null=True, blank=True)
    """Date of the last check; twelve months later it is « à revoir »."""
    review_note = models.CharField(_("ce qu’il faut changer"), max_length=400, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fiche")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(name="sheet_state_known", condition=Q(state__in=SheetState.values)),
            models.CheckConstraint(
                name="sheet_readable_once_checked",
                condition=~Q(state__in=["published", "to_review"]) | Q(checked_on__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_checked_by_another",
                condition=Q(reviewer__isnull=True)
                | (
                    (Q(owner__isnull=True) | ~Q(reviewer=F("owner")))
                    & (Q(helper__isnull=True) | ~Q(reviewer=F("helper")))
                ),
            ),
            models.UniqueConstraint(
                name="one_living_sheet_per_origin",
                fields=["origin"],
                condition=Q(state__in=["in_review", "published", "to_review"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_old(self) -> bool:
        """It is « à revoir »."""
        return self.state == SheetState.TO_REVIEW

    @property
    def is_readable(self) -> bool:
        return self.state in READABLE

    @property
    def is_over(self) -> bool:
        """Nobody sees it any more, and its pictures are gone."""
        return self.state in OVER

    @property
    def official_host(self) -> str:
        """Where the official address leads; empty when there is none."""
        return official_host(self.official_url)


class SheetStep(models.Model):
    """One step of a sheet: its own copy of the picture."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    """From 1."""
    sentence = models.CharField(_("phrase"), max_length=200, blank=True)
    place = models.CharField(max_length=16, blank=True)
    """Code of the ninth of the picture where the mark is: « top_left »."""
    picture = models.FileField(upload_to="fiches/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("étape d’une fiche")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="sheet_step_once")]

    @property
    def place_in_words(self) -> str:
        """« en haut à gauche »; empty when nothing is marked."""
        return str(Zone(self.place).label) if self.place else ""
