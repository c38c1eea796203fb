"""Communes and EPCI of France, the territories that run Épaule, their places."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id

HOURS_MAX_LENGTH = 200
"""Of opening hours in the notation of OpenStreetMap."""

KEEPING_CHOICES = (7, 30, 90, 180)
"""Days a film may be kept; the last is the longest any territory allows."""


class Departement(models.Model):
    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("département")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    """An intercommunal body (communauté de communes, d’agglomération, urbaine, métropole)."""

    siren = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("intercommunalité")
        ordering = ["siren"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """One current French commune; source and date in epaule/data/SOURCES.md."""

    insee = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    """With its article: « Le Mont-Saint-Michel »."""
    postcodes = models.JSONField(default=list)
    old_names = models.JSONField(default=list)
    """Names of former communes merged into this one."""
    population = models.PositiveIntegerField(default=0)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """Degrees, WGS 84."""
    departement = models.ForeignKey(Departement, on_delete=models.PROTECT, related_name="communes")
    epci = models.ForeignKey(Epci, on_delete=models.PROTECT, null=True, related_name="communes")

    class Meta:
        verbose_name = _("commune")
        ordering = ["insee"]

    def __str__(self) -> str:
        return self.name


class CommuneName(models.Model):
    """One way to write a commune, folded (no accent, no hyphen, lower case): its name or an old one."""

    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="written_names")
    folded = models.CharField(max_length=80, db_index=True)
    is_current = models.BooleanField()

    class Meta:
        verbose_name = _("nom écrit")


class GeoData(models.Model):
    """Which communes this installation holds: one row, written by `epaule load_geo`."""

    version = models.CharField(max_length=500)
    """Of the files of epaule/data, and the départements when only some were loaded."""
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("version des communes")


class Territory(models.Model):
    """Who runs Épaule for whom: a département, a city, a network of libraries."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    """As in a sentence: « la Manche »."""
    operator = models.CharField(max_length=120)
    """Who answers for it: « Manche Numérique »."""
    hosts = models.JSONField(default=list, blank=True)
    """Host names that lead to this territory; none means it is reached as the default one."""
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    communes = models.ManyToManyField(Commune, related_name="territories")
    office_hours = models.CharField(
        _("horaires de l’équipe"), max_length=HOURS_MAX_LENGTH, default="Mo-Fr 09:00-12:00,14:00-17:00; PH off"
    )
    """When somebody of the operator calls back: the notation of OpenStreetMap."""
    keeping_days = models.PositiveSmallIntegerField(default=30)
    """How long a film, or a memo nobody finished, is kept unless the helped person chooses otherwise."""
    keeping_days_most = models.PositiveSmallIntegerField(default=90)
    """The longest she may choose; never more than 180."""

    class Meta:
        verbose_name = _("territoire")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="films_are_not_kept_for_ever",
                condition=Q(keeping_days__gte=1, keeping_days_most__lte=180)
                & Q(keeping_days__lte=models.F("keeping_days_most")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A public place where someone helps: EPN, library, France services…"""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="places")
    name = models.CharField(max_length=120)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="places")
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    """Number and street; the commune is said apart."""
    opening_hours = models.CharField(_("horaires"), max_length=HOURS_MAX_LENGTH, blank=True)
    """The notation of OpenStreetMap; empty when not known."""

    class Meta:
        verbose_name = _("lieu")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Neighbourhood(models.Model):
    """Two territories whose helpers may help in both, once each has agreed."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="neighbourhoods_proposed")
    neighbour = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="neighbourhoods_received")
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("entente entre territoires")
        ordering = ["proposed_at", "pk"]
        constraints = [
            # Whichever of the two proposed it.
            models.UniqueConstraint(
                Least("territory", "neighbour"),
                Greatest("territory", "neighbour"),
                name="one_neighbourhood_per_pair",
            ),
            models.CheckConstraint(name="neighbour_is_other", condition=~Q(territory=models.F("neighbour"))),
        ]
