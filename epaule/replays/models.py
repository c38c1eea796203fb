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
    segments = models.PositiveSmallIntegerField(default=0)
    """How many times a recorder was started: a reload of the page starts another."""
    expected_pieces = models.JSONField(default=dict)
    """Segment number (text) to number of pieces, told by the recorder's page when it is done."""
    film = models.FileField(upload_to="films/", blank=True)
    duration_ms = models.PositiveIntegerField(default=0)

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
        ]


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
