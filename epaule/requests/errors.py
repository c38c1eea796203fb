from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class AlreadyTaken(Refusal):
    code = "already_taken"
    message = _("Quelqu’un d’autre y va, merci !")
    way_on = _("Restez disponible : une autre personne aura besoin de vous.")


class NoLongerWaiting(Refusal):
    code = "no_longer_waiting"
    message = _("Cette personne n’attend plus.")
    way_on = _("Restez disponible : une autre personne aura besoin de vous.")


class OwnRequest(Refusal):
    code = "own_request"
    message = _("C’est votre propre demande : quelqu’un d’autre doit y répondre.")
    way_on = _("Attendez qu’une personne arrive.")


class NotYetVouched(Refusal):
    code = "not_yet_vouched"
    status = 403
    message = _("Le territoire n’a pas encore accepté votre offre d’aide.")
    way_on = _("La coordination vous répond bientôt. Vous recevrez alors les demandes.")


class HelperStopped(Refusal):
    code = "helper_stopped"
    status = 403
    message = _("Votre aide est arrêtée par précaution, le temps d’une vérification.")
    way_on = _("L’équipe du territoire vous contacte. Vous pouvez aussi l’appeler.")


class HelperBusy(Refusal):
    code = "helper_busy"
    message = _("Vous êtes déjà attendu·e dans une visite.")
    way_on = _("Terminez-la d’abord, puis revenez ici.")


class HelperElsewhere(Refusal):
    code = "helper_elsewhere"
    message = _("La personne qui vous invite est dans une autre visite.")
    way_on = _("Téléphonez-lui pour choisir un autre moment.")


class AlreadyAsking(Refusal):
    code = "already_asking"
    message = _("Vous avez déjà une demande en cours.")
    way_on = _("Ouvrez-la, ou annulez-la pour en faire une nouvelle.")


class RequestIncomplete(Refusal):
    code = "request_incomplete"
    status = 400
    message = _("Il manque une réponse à votre demande.")
    way_on = _("Revenez en arrière : vos autres réponses sont gardées.")


class CannotCancel(Refusal):
    code = "cannot_cancel"
    message = _("Cette demande est déjà terminée.")
    way_on = _("Vous pouvez en faire une nouvelle quand vous voulez.")


class TextHoldsSecret(Refusal):
    code = "text_holds_secret"
    status = 400
