"""Step memos: pictures with their mark, one sentence each, so that next time the person can do it alone."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.knowhow.models import Zone
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH

TITLE_MAX_LENGTH = 120


class MemoState(models.TextChoices):
    OPEN = "open", _("la visite est en cours")
    DRAFT = "draft", _("à relire")
    OFFERED = "offered", _("préparé par l’aidant")
    KEPT = "kept", _("gardé")
    DELETED = "deleted", _("supprimé")


MEMO_TRANSITIONS: dict[str, frozenset[str]] = {
    MemoState.OPEN: frozenset({MemoState.DRAFT, MemoState.DELETED}),
    MemoState.DRAFT: frozenset({MemoState.OFFERED, MemoState.KEPT, MemoState.DELETED}),
    MemoState.OFFERED: frozenset({MemoState.KEPT, MemoState.DELETED}),
    MemoState.KEPT: frozenset({MemoState.DRAFT, MemoState.DELETED}),
    MemoState.DELETED: frozenset(),
}
"""Both edit a draft; the helper's « Terminé » offers it; only the helped person keeps it, or opens it again."""
EDITABLE = [MemoState.DRAFT, MemoState.OFFERED]
READABLE = [MemoState.DRAFT, MemoState.OFFERED, MemoState.KEPT]


class Memo(models.Model):
    """What a visit taught, step by step. It is the helped person's."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.OneToOneField("visits.Visit", on_delete=models.CASCADE, related_name="memo")
    state = models.CharField(max_length=10, choices=MemoState.choices, default=MemoState.OPEN)
    title = models.CharField(_("titre"), max_length=TITLE_MAX_LENGTH, blank=True)
    asked_by = models.ForeignKey(
        "visits.Participant", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who asks the helped person to let pictures be kept, and has no answer yet."""
    times_asked = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    delete_on = models.DateField(null=True, blank=True)
    """The day a memo that nobody kept goes by itself."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When the helped person was told that this day is near."""
    link_version = models.PositiveIntegerField(default=0)
    """Part of the secret address, only ever growing: odd while the address is open, even while there is none."""

    class Meta:
        verbose_name = _("mémo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="memo_state_known", condition=Q(state__in=MemoState.values)),
            models.CheckConstraint(
                name="memo_kept_with_date", condition=~Q(state="kept") | Q(kept_at__isnull=False)
            ),
            models.CheckConstraint(
                name="memo_nobody_kept_ends",
                condition=~Q(state__in=["draft", "offered"]) | Q(delete_on__isnull=False),
            ),
            models.CheckConstraint(
                name="memo_asked_while_open", condition=Q(asked_by__isnull=True) | Q(state="open")
            ),
        ]

    @property
    def link_is_open(self) -> bool:
        """She lets who has the secret address read it."""
        return self.link_version % 2 == 1


class Step(models.Model):
    """One marked moment of a visit: a picture in which the mark is drawn, and a sentence."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    memo = models.ForeignKey(Memo, on_delete=models.CASCADE, related_name="steps")
    rank = models.PositiveSmallIntegerField()
    """Its place in the memo; two may share one for a moment, the older comes first."""
    client_id = models.CharField(max_length=40)
    """Chosen by the page, so that a step sent twice is kept once."""
    taken_by = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sentence = models.CharField(_("phrase"), max_length=STEP_SENTENCE_MAX_LENGTH, blank=True)
    picture = models.FileField(upload_to="memos/")
    """JPEG. Cropped and masked by writing another one and destroying this."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    focus_x = models.FloatField(null=True, blank=True)
    focus_y = models.FloatField(null=True, blank=True)
    """Where the mark is, in fractions of the picture; empty when nothing is marked."""

    class Meta:
        verbose_name = _("étape")
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["memo", "client_id"], name="step_once"),
            models.CheckConstraint(
                name="step_marked_in_the_picture",
                condition=Q(focus_x__isnull=True, focus_y__isnull=True)
                | Q(focus_x__gte=0, focus_x__lte=1, focus_y__gte=0, focus_y__lte=1),
            ),
        ]

    @property
    def picture_version(self) -> str:
        """Another one each time the picture is drawn anew: a page says by it which one it shows."""
        return PurePosixPath(str(self.picture.name)).stem

    @property
    def zone(self) -> str:
        """The code of the ninth of the picture where the mark is; empty when nothing is marked."""
        if self.focus_x is None or self.focus_y is None:
            return ""
        row = ("top", "middle", "bottom")[min(2, int(self.focus_y * 3))]
        column = ("left", "centre", "right")[min(2, int(self.focus_x * 3))]
        return f"{row}_{column}"

    @property
    def place(self) -> str:
        """The same in words; empty when nothing is marked."""
        return str(Zone(self.zone).label) if self.zone else ""


class Outcome(models.TextChoices):
    ALONE = "alone", _("réussi sans aide")
    STUCK = "stuck", _("bloqué")


class Attempt(models.Model):
    """Somebody did again, with the memo, what was shown to her: alone, or up to a step."""

    memo = models.ForeignKey(Memo, on_delete=models.CASCADE, related_name="attempts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Empty for who came by the link."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    at = models.DateTimeField()
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    request = models.ForeignKey(
        "requests.HelpRequest", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The new ask of who was stuck."""

    class Meta:
        verbose_name = _("nouvel essai")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="attempt_outcome_known", condition=Q(outcome__in=Outcome.values)),
        ]
