"""What is kept to answer for what happened, and the buckets that slow down who goes too fast."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One action that was done. No foreign key: the row survives what it speaks of."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    event = models.CharField(max_length=60, db_index=True)
    """Dotted, past tense: « request.published ». The closed list is `safety.audit.EVENTS`."""
    by = models.CharField(max_length=26, blank=True, db_index=True)
    """Public id of the person, empty when the system did it by itself."""
    territory = models.CharField(max_length=26, blank=True)
    target = models.CharField(max_length=80, blank=True, db_index=True)
    """« <model>:<public id> »."""
    data = models.JSONField(default=dict)
    """Codes and numbers only, never what a person wrote."""

    class Meta:
        verbose_name = _("trace")
        ordering = ["-id"]


class Bucket(models.Model):
    """A token bucket; works on any database, no other server needed."""

    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("limite")
