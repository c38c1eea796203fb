from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class UnknownTopic(Refusal):
    code = "unknown_topic"
    status = 400
    message = _("Ce thème n’existe pas, ou n’existe plus.")
    way_on = _("Rechargez la page, puis choisissez dans la liste.")
