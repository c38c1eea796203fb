"""When a helper may be rung or booked."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id


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


class Rhythm(models.Model):
    """What a helper settled about her time in a territory. Hours are those of the clock on the wall there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rhythms")
    territory = models.ForeignKey("territory.Territory", on_delete=models.CASCADE, related_name="+")
    weekly_cap = models.PositiveSmallIntegerField(_("visites par semaine, au plus"), null=True, blank=True)
    visit_minutes = models.PositiveSmallIntegerField(_("durée d’un rendez-vous"), default=45)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    """Between the two, nothing but an open page rings; equal: never quiet."""
    paused_until = models.DateTimeField(null=True, blank=True)
    """Neither rung nor booked until then."""
    ring_by_push = models.BooleanField(default=False)
    ring_by_mail = models.BooleanField(default=False)
    ring_by_sms = models.BooleanField(default=False)
    """How she is rung when no page of hers is open."""
    feed_token = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    """The secret in the address of her private calendar."""

    class Meta:
        verbose_name = _("rythme d’un aidant")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "territory"], name="one_rhythm_per_territory"),
            models.CheckConstraint(
                name="appointments_last", condition=Q(visit_minutes__gte=15, visit_minutes__lte=120)
            ),
        ]


class WeeklyHours(models.Model):
    """Hours of every week when she can be booked."""

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField()
    """0 is Monday."""
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name = _("horaire de la semaine")
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(name="weekday_known", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="weekly_hours_end_later", condition=Q(starts__lt=F("ends"))),
        ]


class HoursException(models.Model):
    """Days that are not like the others: away, or hours of that day in the place of those of the week."""

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    """Both empty: away all these days."""

    class Meta:
        verbose_name = _("exception")
        ordering = ["first_day", "starts", "pk"]
        constraints = [
            models.CheckConstraint(name="exception_ends_later", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(
                name="exception_hours",
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(starts__isnull=False, ends__isnull=False, starts__lt=F("ends")),
            ),
        ]
