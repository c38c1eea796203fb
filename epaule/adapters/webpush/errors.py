from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class DeviceNotUnderstood(Refusal):
    code = "device_not_understood"
    status = 400
    message = _("Ce que votre navigateur nous a donné ne permet pas de vous prévenir.")
    way_on = _("Rechargez la page et recommencez, ou choisissez l’e-mail.")


class DeviceOfAnother(Refusal):
    code = "device_of_another"
    message = _("Cet appareil prévient déjà une autre personne.")
    way_on = _("Rechargez la page et recommencez, ou choisissez l’e-mail.")


class DeviceUnknown(Refusal):
    code = "device_unknown"
    status = 404
    message = _("Cet appareil n’est plus prévenu.")
    way_on = _("Touchez « Me prévenir sur cet appareil » pour recommencer.")
