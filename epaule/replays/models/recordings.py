"""Films of visits, and the pieces they are made of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id


class RecordingState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    RECORDING = "recording", _("en cours d’enregistrement")
    PAUSED = "paused", _("en pause")
    DECLINED = "declined", _("refusé")
    CANCELLED = "cancelled", _("retiré")
    UPLOADING = "uploading", _("en cours d’envoi")
    FINISHING = "finishing", _("en préparation")
    READY = "ready", _("prêt")
    FAILED = "failed", _("inachevé")
    DELETED = "deleted", _("supprimé")


S = RecordingState
TRANSITIONS: dict[str, frozenset[str]] = {
    S.PROPOSED: frozenset({S.RECORDING, S.DECLINED, S.CANCELLED}),
    S.RECORDING: frozenset({S.PAUSED, S.UPLOADING, S.DELETED}),
    S.PAUSED: frozenset({S.RECORDING, S.UPLOADING, S.DELETED}),
    S.UPLOADING: frozenset({S.FINISHING, S.DELETED}),
    S.FINISHING: frozenset({S.READY, S.FAILED, S.DELETED}),
    S.FAILED: frozenset({S.FINISHING, S.DELETED}),
    S.READY: frozenset({S.DELETED}),
    S.DECLINED: frozenset(),
    S.CANCELLED: frozenset(),
    S.DELETED: frozenset(),
}
ACTIVE = [S.PROPOSED, S.RECORDING, S.PAUSED]
WITHOUT_FILM = [S.PROPOSED, S.DECLINED, S.CANCELLED, S.DELETED]
STARTED = [S.RECORDING, S.PAUSED, S.UPLOADING, S.FINISHING, S.READY, S.FAILED, S.DELETED]
ON_ITS_WAY = [S.RECORDING, S.PAUSED, S.UPLOADING, S.FINISHING]
KEPT = [S.UPLOADING, S.FINISHING, S.READY, S.FAILED]


class Recording(models.Model):
    """One film of a visit: proposed by one, accepted by the other, made by the helper's page."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey("visits.Visit", on_delete=models.CASCADE, related_name="recordings")
    state = models.CharField(max_length=10, choices=RecordingState.choices, default=RecordingState.PROPOSED)
    proposed_by = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="+")
    recorder = models.ForeignKey("visits.Participant", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    """When its recorder's page said, after the stop, that all is sent; or when it was waited for no longer."""
    film = models.FileField(upload_to="films/", blank=True)
    poster = models.FileField(upload_to="films/", blank=True)
    """One picture of it, JPEG."""
    duration_ms = models.PositiveIntegerField(default=0)
    gaps = models.JSONField(default=list, blank=True)
    """[[start, end], …] in milliseconds of the film: what never arrived."""
    keeping_days = models.PositiveSmallIntegerField(default=30)
    """7, 30, 90 or 180, chosen by the helped person within what the territory allows."""
    delete_on = models.DateField(null=True, blank=True)
    """The day it goes by itself; set when it stops."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    """When the helped person was told that this day is near."""

    class Meta:
        verbose_name = _("film")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(name="recording_state_known", condition=Q(state__in=RecordingState.values)),
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(state__in=["proposed", "recording", "paused"]),
                name="one_active_recording",
            ),
            models.CheckConstraint(
                name="film_when_ready", condition=~Q(state="ready") | (~Q(film="") & Q(duration_ms__gt=0))
            ),
            models.CheckConstraint(name="no_film_when_deleted", condition=~Q(state="deleted") | Q(film="")),
            models.CheckConstraint(
                name="film_is_not_kept_for_ever",
                condition=~Q(state__in=["uploading", "finishing", "ready", "failed"]) | Q(delete_on__isnull=False),
            ),
        ]


class Segment(models.Model):
    """One take: from a start of the recorder in one page to its stop. A page loaded again begins another."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="takes")
    number = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=40, blank=True)
    """Which page of the recorder makes it: another one may not film at the same time."""
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Last sign of life of that page: its start, or a piece."""
    closed_at = models.DateTimeField(null=True, blank=True)
    """When its page said that nothing more is filmed."""
    pieces_expected = models.PositiveIntegerField(null=True, blank=True)
    """How many pieces it has, once its page said so: the first word stands."""
    accepted_until = models.DateTimeField(null=True, blank=True)
    """Set when a pause cut it short: until when its pieces are taken from a page that never said how many."""
    film_ms = models.PositiveIntegerField(null=True, blank=True)
    """Where it begins in the finished film."""

    class Meta:
        verbose_name = _("prise")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="segment_once")]


class Piece(models.Model):
    """About two seconds of a segment, as the recorder's page sent it."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="pieces")
    segment = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    """Bytes."""
    file = models.FileField(upload_to="morceaux/")
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("morceau de film")
        ordering = ["segment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recording", "segment", "number"], name="piece_once"),
        ]
