"""Who is in a visit, and what each may do there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.visits.models.visit import Visit
from epaule.visits.protocol import PARTICIPANTS_MAX


class Role(models.TextChoices):
    HELPED = "helped", _("personne aidée")
    HELPER = "helper", _("aidant·e")
    RELATIVE = "relative", _("proche")
    INTERPRETER = "interpreter", _("interprète")
    APPRENTICE = "apprentice", _("aidant·e qui apprend")


THE_TWO = (Role.HELPED, Role.HELPER)
"""Those whose visit it is: without one of them there is none."""
NEWCOMERS = (Role.RELATIVE, Role.INTERPRETER, Role.APPRENTICE)
"""Those who come when the visit is under way, if the helped person lets them in."""


class Hand(models.TextChoices):
    """A rung of the ladder: what someone may do with the screen that is shown."""

    SEE = "see", _("voir")
    POINT = "point", _("montrer")
    ACT = "act", _("faire ensemble")


HANDS = (Hand.SEE, Hand.POINT, Hand.ACT)
"""From the lowest to the highest."""


class Surface(models.TextChoices):
    """What is shown."""

    MONITOR = "monitor", _("l’écran entier")
    WINDOW = "window", _("une fenêtre")
    BROWSER = "browser", _("un onglet")
    CAMERA = "camera", _("une caméra")
    UNKNOWN = "unknown", _("un écran")
    SHARED_BROWSER = "shared_browser", _("le navigateur partagé")
    COMPANION = "companion", _("le compagnon")


ACTABLE = (Surface.SHARED_BROWSER, Surface.COMPANION)
"""What another person can act on. A web page cannot press the keys of another computer."""


class Participant(models.Model):
    """One person in one visit."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=12, choices=Role.choices)
    connection = models.CharField(max_length=26, blank=True)
    """Which of her pages is in the room; the newest one wins. Empty when none is."""
    seen_at = models.DateTimeField()
    """Last sign of life, or when she was expected."""
    colour = models.PositiveSmallIntegerField(default=0)
    """Of her marks: 0 to `PARTICIPANTS_MAX` - 1, each of a visit another one."""
    admitted_at = models.DateTimeField(null=True, blank=True)
    """Empty while she waits at the door for the helped person's yes."""
    gone_at = models.DateTimeField(null=True, blank=True)
    """When a newcomer was turned away, shown out, or left for good. What she said and saw stays on record."""
    sharing = models.BooleanField(default=False)
    surface = models.CharField(max_length=20, choices=Surface.choices, blank=True)
    hidden = models.BooleanField(default=False)
    """Still sharing, but only black goes out."""
    hand = models.CharField(max_length=10, choices=Hand.choices, default=Hand.SEE)
    hand_until = models.DateTimeField(null=True, blank=True)
    """End of the lease of `act`."""
    asked = models.CharField(max_length=10, choices=Hand.choices, blank=True)
    """The rung she asks for and has no answer to yet."""

    class Meta:
        verbose_name = _("participant·e")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "person"], name="one_participation_per_visit"),
            models.UniqueConstraint(
                fields=["visit", "colour"], condition=Q(gone_at__isnull=True), name="one_colour_each"
            ),
            models.UniqueConstraint(
                fields=["visit", "role"], condition=Q(role__in=["helped", "helper"]), name="one_helped_one_helper"
            ),
            models.UniqueConstraint(fields=["visit"], condition=Q(sharing=True), name="one_screen_at_a_time"),
            models.CheckConstraint(name="four_at_most", condition=Q(colour__lt=PARTICIPANTS_MAX)),
            models.CheckConstraint(
                name="newcomers_do_not_share", condition=Q(role__in=["helped", "helper"]) | Q(sharing=False)
            ),
            models.CheckConstraint(
                name="surface_of_what_is_shown",
                condition=Q(sharing=False, surface="", hidden=False) | (Q(sharing=True) & ~Q(surface="")),
            ),
            models.CheckConstraint(
                name="helped_owns_the_ladder", condition=~Q(role="helped") | Q(hand="see", asked="")
            ),
            models.CheckConstraint(
                name="acting_is_a_lease",
                condition=Q(hand="act", hand_until__isnull=False) | (~Q(hand="act") & Q(hand_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="at_the_door_nothing_is_allowed",
                condition=Q(admitted_at__isnull=False) | Q(sharing=False, hand="see", asked="", connection=""),
            ),
            models.CheckConstraint(
                name="only_newcomers_go",
                condition=Q(gone_at__isnull=True)
                | (~Q(role__in=["helped", "helper"]) & Q(hand="see", asked="", connection="")),
            ),
        ]


class Acquaintance(models.Model):
    """A helped person read who this helper is and confirmed that she asked for help herself: asked once a pair."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acquaintances")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    confirmed_at = models.DateTimeField()
    text_version = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("aidant connu")
        ordering = ["confirmed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "helper"], name="confirmed_once")]
