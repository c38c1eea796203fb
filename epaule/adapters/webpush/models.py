"""The devices that a helper wants to be rung on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ENDPOINT_MAX = 1000


class PushSubscription(models.Model):
    """What a browser gave us to reach it: an address of its maker's servers, and keys that only it opens."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    endpoint = models.CharField(max_length=ENDPOINT_MAX, unique=True)
    """A secret: whoever knows it may send to it."""
    p256dh = models.CharField(max_length=88)
    """Its public key on P-256, uncompressed, in base64url."""
    auth = models.CharField(max_length=24)
    """Sixteen bytes in base64url."""
    created_at = models.DateTimeField()
    last_ok_at = models.DateTimeField(null=True, blank=True)
    """When a message was last taken for it."""
    failures = models.PositiveSmallIntegerField(default=0)
    """In a row."""

    class Meta:
        verbose_name = _("appareil prévenu")
        ordering = ["created_at", "pk"]
