"""The ask."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.knowhow.models import Fee

if TYPE_CHECKING:
    from epaule.requests.models.appointments import Appointment

TEXT_MAX_LENGTH = 600


class RequestState(models.TextChoices):
    PUBLISHED = "published", _("en attente d’une personne")
    BOOKED = "booked", _("rendez-vous pris")
    ASSIGNED = "assigned", _("une personne arrive")
    CLOSED = "closed", _("terminée")
    EXPIRED = "expired", _("sans réponse")
    CANCELLED = "cancelled", _("annulée")
    WITHDRAWN = "withdrawn", _("retirée")
    REDIRECTED = "redirected", _("envoyée vers un lieu")


_S = RequestState
TRANSITIONS: dict[str, frozenset[str]] = {
    _S.PUBLISHED: frozenset(
        {_S.BOOKED, _S.ASSIGNED, _S.EXPIRED, _S.CANCELLED, _S.WITHDRAWN, _S.REDIRECTED},
    ),
    # Nobody came to the appointment: expired. It was cancelled, and she still wants help: published again.
    _S.BOOKED: frozenset({_S.PUBLISHED, _S.ASSIGNED, _S.EXPIRED, _S.CANCELLED, _S.WITHDRAWN}),
    # The helper who accepted did not come: others are rung. One of the two missed the appointment: expired.
    _S.ASSIGNED: frozenset({_S.PUBLISHED, _S.CLOSED, _S.EXPIRED, _S.CANCELLED, _S.WITHDRAWN}),
    _S.CLOSED: frozenset(),
    _S.EXPIRED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.REDIRECTED: frozenset(),
}
"""Until it is published an ask lives in the visitor's session only: nothing is kept of who gives up."""

OVER = [state for state, following in TRANSITIONS.items() if not following]
WAITING = [RequestState.PUBLISHED, RequestState.ASSIGNED]
"""She is in front of the screen, or may be: one such ask a person."""


class Urgency(models.TextChoices):
    NOW = "now", _("tout de suite")
    THIS_WEEK = "this_week", _("cette semaine")
    NO_HURRY = "no_hurry", _("rien ne presse")


class ForWhom(models.TextChoices):
    SELF = "self", _("pour moi")
    RELATIVE = "relative", _("pour quelqu’un d’autre")


class HelpRequest(models.Model):
    """Someone asks for help."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="requests")
    first_name = models.CharField(_("prénom"), max_length=60)
    commune = models.ForeignKey("territory.Commune", on_delete=models.PROTECT, related_name="+")
    """Of the helped person, also when somebody else fills it in."""
    text = models.CharField(_("demande"), max_length=TEXT_MAX_LENGTH)
    topics = models.ManyToManyField("knowhow.Topic", related_name="requests", blank=True)
    procedure = models.ForeignKey(
        "knowhow.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    urgency = models.CharField(_("pour quand"), max_length=10, choices=Urgency.choices, default=Urgency.NOW)
    for_whom = models.CharField(max_length=10, choices=ForWhom.choices, default=ForWhom.SELF)
    filled_in_by = models.CharField(_("remplie par"), max_length=80, blank=True)
    """Who asks for her: « sa fille Anne », « la mairie de Périers ». Empty when she asks herself."""
    device = models.CharField(_("appareil"), max_length=8, blank=True)
    """What she needs help on, a code of `people.devices.DEVICES`; empty when she did not say."""
    needs = models.JSONField(_("besoins particuliers"), default=list, blank=True)
    """Codes of `people.needs.NEEDS`."""
    fee = models.CharField(_("prix"), max_length=4, choices=Fee.choices, default=Fee.FREE)
    wished_helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """She asked for this very person, who is rung first."""
    language = models.CharField(max_length=2, default="fr")
    """ISO 639-1: what the helper should speak."""
    origin = models.CharField(max_length=80, blank=True)
    """What led to it, in the words of the app that knows: « memo:… » when she is stuck at a step of a memo."""
    email = models.EmailField(_("adresse e-mail"), blank=True)
    phone = models.CharField(_("numéro de téléphone"), max_length=20, blank=True)
    """Where a guest who can wait is told that a helper proposes: an address, or an E.164 number; until it ends."""
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PUBLISHED)
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_requests"
    )
    place = models.ForeignKey(
        "territory.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Where she was sent."""
    published_at = models.DateTimeField()
    next_wave_at = models.DateTimeField(null=True, blank=True)
    """When others are rung; empty when nobody more is."""
    assigned_at = models.DateTimeField(null=True, blank=True)
    """When the helper said yes, to come or to an appointment."""
    arrived_at = models.DateTimeField(null=True, blank=True)
    """When the helper was in the room for the first time."""
    ended_at = models.DateTimeField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    """When somebody of the territory took care of an ask that nobody had answered."""
    followed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("demande")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["territory", "state", "published_at"], name="request_open"),
            models.Index(fields=["helper", "assigned_at"], name="request_load"),
            models.Index(fields=["helper"], name="request_helping", condition=Q(state="assigned")),
            models.Index(fields=["next_wave_at"], name="request_to_ring", condition=Q(next_wave_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="request_helper_when_assigned",
                condition=Q(
                    helper__isnull=True,
                    assigned_at__isnull=True,
                    state__in=["published", "expired", "cancelled", "withdrawn", "redirected"],
                )
                | Q(
                    helper__isnull=False,
                    assigned_at__isnull=False,
                    state__in=["booked", "assigned", "closed", "expired", "cancelled", "withdrawn"],
                ),
            ),
            models.CheckConstraint(
                name="request_ended_when_over",
                condition=Q(ended_at__isnull=True, state__in=["published", "booked", "assigned"])
                | Q(ended_at__isnull=False, state__in=OVER),
            ),
            models.CheckConstraint(
                name="request_reach_until_over", condition=Q(email="", phone="") | ~Q(state__in=OVER)
            ),
            models.CheckConstraint(name="request_helper_is_other", condition=~Q(helper=models.F("person"))),
            models.CheckConstraint(
                name="request_rung_while_published", condition=Q(next_wave_at__isnull=True) | Q(state="published")
            ),
            models.CheckConstraint(
                name="request_place_when_redirected", condition=Q(place__isnull=True) | Q(state="redirected")
            ),
            models.CheckConstraint(
                name="request_choices_known",
                condition=Q(urgency__in=Urgency.values, for_whom__in=ForWhom.values, fee__in=Fee.values),
            ),
            models.UniqueConstraint(
                name="one_open_request_per_person",
                fields=["person"],
                condition=Q(state__in=["published", "assigned"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state not in OVER

    @property
    def appointment(self) -> "Appointment | None":
        """The one that is booked, or under way and not met yet."""
        return self.appointments.filter(state="booked").first()

    @property
    def missed_appointment(self) -> "Appointment | None":
        """The last one, when somebody did not come."""
        return self.appointments.filter(state="missed").select_related("helper", "request").last()
