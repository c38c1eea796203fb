from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class NotYourVisit(Refusal):
    code = "not_your_visit"
    status = 404
    message = _("Cette visite n’existe pas, ou elle est à d’autres personnes.")
    way_on = _("Si vous avez demandé de l’aide, ouvrez le lien de votre demande.")


class VisitOver(Refusal):
    code = "visit_over"
    status = 410
    message = _("Cette visite est terminée.")
    way_on = _("Vous pouvez demander de l’aide à nouveau quand vous voulez.")


class OnlyTheHelpedShares(Refusal):
    code = "only_the_helped_shares"
    status = 403
    message = _("Seule la personne aidée peut montrer son écran.")
    way_on = _("Demandez-lui de le faire.")


class UnknownParticipant(Refusal):
    code = "unknown_participant"
    status = 404
    message = _("Cette personne n’est pas dans la visite.")
    way_on = _("Attendez qu’elle revienne.")


class CodeUnknown(Refusal):
    code = "code_unknown"
    status = 404
    message = _("Ce code n’est pas, ou plus, valable.")
    way_on = _("Demandez à la personne de vous relire les six chiffres affichés sur son écran.")


class NothingSaid(Refusal):
    code = "nothing_said"
    status = 400
    message = _("Il n’y a rien dans ce message.")
    way_on = _("Écrivez quelques mots, puis envoyez.")


class MessageNotUnderstood(Refusal):
    code = "not_understood"
    status = 400
    message = _("La page a envoyé un message que nous ne comprenons pas.")
    way_on = _("Rechargez la page.")


class MessageTooLarge(Refusal):
    code = "too_large"
    status = 413
    message = _("Ce message est trop long.")
    way_on = _("Envoyez-le en plusieurs fois.")


class OurTrouble(Refusal):
    """Something broke on our side; what exactly is in the log, never on the page."""

    code = "our_trouble"
    status = 503
    message = _("Cela n’a pas marché, et c’est de notre faute.")
    way_on = _("Attendez un instant, puis recommencez.")
