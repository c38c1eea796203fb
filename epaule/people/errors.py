from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class LinkUnknown(Refusal):
    code = "link_unknown"
    status = 404
    message = _("Ce lien n’est pas, ou plus, valable.")
    way_on = _("Vérifiez qu’il est entier. Sinon, faites une nouvelle demande : c’est rapide.")


class HelperSuspended(Refusal):
    code = "helper_suspended"
    message = _("Une alarme arrête cette personne : on ne peut pas l’accepter comme aidante.")
    way_on = _("Examinez d’abord cette alarme, dans la page « Alarmes ».")


class CannotVouch(Refusal):
    code = "cannot_vouch"
    status = 403
    message = _("Seule la coordination du territoire peut accepter un aidant.")
    way_on = _("Demandez-lui de le faire depuis son propre compte.")


class NobodyElse(Refusal):
    code = "nobody_else"
    status = 404
    message = _("Cette personne n’est pas dans votre liste.")
    way_on = _("Revenez à votre liste : elle vient d’être mise à jour.")
