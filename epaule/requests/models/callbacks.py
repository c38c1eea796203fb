"""Call-backs promised."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from epaule.kernel.ids import new_public_id
from epaule.requests.models.asks import TEXT_MAX_LENGTH, HelpRequest


class CallbackRequest(models.Model):
    """« Rappelez-moi »: somebody wants to be called for help on another day."""

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)
    territory = models.ForeignKey("territory.Territory", on_delete=models.PROTECT, related_name="callbacks")
    first_name = models.CharField(_("prénom"), max_length=60)
    phone = models.CharField(_("numéro de téléphone"), max_length=20)
    """E.164."""
    moment = models.CharField(_("moment préféré"), max_length=120, blank=True)
    text = models.CharField(_("demande"), max_length=TEXT_MAX_LENGTH)
    request = models.ForeignKey(
        HelpRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="callbacks"
    )
    """The ask that nobody answered."""
    promised_at = models.DateTimeField(_("promis pour"), null=True, blank=True)
    """When we said that we would call."""
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("demande de rappel")
        ordering = [models.F("promised_at").asc(nulls_first=True), "asked_at", "pk"]
