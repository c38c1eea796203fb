"""The ways into a visit without being matched."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from epaule.visits.models.participants import Role
from epaule.visits.models.visit import Visit


class Invitation(models.Model):
    """Six digits sayable by telephone, or a link. Exactly one of three kinds, told by what is set:

    - `request`: the helped person reads them to a helper she knows, who accepts her request;
    - `helper`: a helper known in real life says them to the person he is going to help;
    - `visit`: somebody more may knock at the door of a visit, in `role`.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    request = models.OneToOneField(
        "requests.HelpRequest", on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )
    helper = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="open_invitation"
    )
    """Also `by`: one open invitation each."""
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    code = models.CharField(max_length=6, unique=True)
    token = models.CharField(max_length=43, unique=True)
    """The secret of the link: longer than what may be guessed. As short-lived as the code."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    """Good for one use."""

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                name="invitation_of_one_kind",
                condition=Q(request__isnull=False, helper__isnull=True, visit__isnull=True, role="")
                | Q(request__isnull=True, helper__isnull=False, visit__isnull=True, role="")
                | Q(
                    request__isnull=True,
                    helper__isnull=True,
                    visit__isnull=False,
                    role__in=["relative", "interpreter", "apprentice"],
                ),
            ),
        ]
