"""The ask, who is available, who was rung, who answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id

TEXT_MAX_LENGTH = 600


class RequestState(models.TextChoices):
    PUBLISHED = "published", _("en attente d’une personne")
    ASSIGNED = "assigned", _("une personne arrive")
    CLOSED = "closed", _("terminée")
    EXPIRED = "expired", _("sans réponse")
    CANCELLED = "cancelled", _("annulée")
    WITHDRAWN = "withdrawn", _("retirée")


TRANSITIONS: dict[str, frozenset[str]] = {
    RequestState.PUBLISHED: frozenset(
        {RequestState.ASSIGNED, RequestState.EXPIRED, RequestState.CANCELLED, RequestState.WITHDRAWN}
    ),
    RequestState.ASSIGNED: frozenset({RequestState.CLOSED, RequestState.CANCELLED, RequestState.WITHDRAWN}),
    RequestState.CLOSED: frozenset(),
    RequestState.EXPIRED: frozenset(),
    RequestState.CANCELLED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
}
"""Until it is published an ask lives in the visitor's session only: nothing is kept of who gives up."""

OVER = [state for state, following in TRANSITIONS.items() if not following]


class HelpRequest(models.Model):
    """Someone asks for help now."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="requests")
    first_name = models.CharField(_("prénom"), max_length=60)
    commune = models.ForeignKey("territory.Commune", on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("demande"), max_length=TEXT_MAX_LENGTH)
    topics = models.ManyToManyField("knowhow.Topic", related_name="requests", blank=True)
    language = models.CharField(max_length=2, default="fr")
    """ISO 639-1: what the helper should speak."""
    origin = models.CharField(max_length=80, blank=True)
    """What led to it, in the words of the app that knows: « memo:… » when she is stuck at a step of a memo."""
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PUBLISHED)
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_requests"
    )
    published_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("demande")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["territory", "state", "published_at"], name="request_open")]
        constraints = [
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="request_helper_when_assigned",
                condition=Q(
                    helper__isnull=True,
                    assigned_at__isnull=True,
                    state__in=["published", "expired", "cancelled", "withdrawn"],
                )
                | Q(
                    helper__isnull=False,
                    assigned_at__isnull=False,
                    state__in=["assigned", "closed", "cancelled", "withdrawn"],
                ),
            ),
            models.CheckConstraint(
                name="request_ended_when_over",
                condition=Q(ended_at__isnull=True, state__in=["published", "assigned"])
                | Q(ended_at__isnull=False, state__in=OVER),
            ),
            models.CheckConstraint(name="request_helper_is_other", condition=~Q(helper=models.F("person"))),
            models.UniqueConstraint(
                name="one_open_request_per_person",
                fields=["person"],
                condition=Q(state__in=["published", "assigned"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state not in OVER


class Pass(models.Model):
    """A helper leaves a request to others; it no longer rings for her."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="passes")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passes")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("demande laissée")
        constraints = [models.UniqueConstraint(fields=["request", "helper"], name="one_pass_per_helper")]


class Availability(models.Model):
    """The switch « Je suis disponible » of a helper in a territory."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availabilities")
    territory = models.ForeignKey("territory.Territory", on_delete=models.CASCADE, related_name="availabilities")
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Last sign of life of one of her pages; a closed laptop stops ringing when it grows old."""

    class Meta:
        verbose_name = _("disponibilité")
        constraints = [models.UniqueConstraint(fields=["person", "territory"], name="one_switch_per_territory")]


class CallbackRequest(models.Model):
    """« Rappelez-moi »: somebody wants to be called for help on another day."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="callbacks")
    first_name = models.CharField(_("prénom"), max_length=60)
    phone = models.CharField(_("numéro de téléphone"), max_length=20)
    """E.164."""
    moment = models.CharField(_("moment préféré"), max_length=120, blank=True)
    text = models.CharField(_("demande"), max_length=TEXT_MAX_LENGTH)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("demande de rappel")
        ordering = ["asked_at", "pk"]
