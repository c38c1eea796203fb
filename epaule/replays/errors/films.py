from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class RecordingUnknown(Refusal):
    code = "recording_unknown"
    status = 404
    message = _("Ce film n’existe pas, ou il est à d’autres personnes.")
    way_on = _("Seules les deux personnes de la visite peuvent le voir.")


class RecordingUnderWay(Refusal):
    code = "recording_under_way"
    message = _("Un enregistrement est déjà proposé ou en cours.")
    way_on = _("Arrêtez-le d’abord.")


class OnlyTheTwoPropose(Refusal):
    code = "only_the_two_propose"
    status = 403
    message = _("Seules la personne aidée et celle qui l’aide peuvent proposer un film.")
    way_on = _("Demandez-leur de le faire.")


class NothingProposed(Refusal):
    code = "nothing_proposed"
    message = _("Cette proposition d’enregistrement n’est plus là.")
    way_on = _("Vous pouvez en faire une nouvelle.")


class OtherMustAnswer(Refusal):
    code = "other_must_answer"
    status = 403
    message = _("C’est aux autres de répondre, chacun sur son propre écran.")
    way_on = _("Attendez leur réponse, ou retirez votre proposition.")


class RecordingOver(Refusal):
    code = "recording_over"
    message = _("Cet enregistrement est déjà arrêté.")
    way_on = _("Le film se prépare avec ce qui a été reçu.")


class NotTheRecorder(Refusal):
    code = "not_the_recorder"
    status = 403
    message = _("Une autre page enregistre cette visite.")
    way_on = _("Laissez-la continuer.")


class RecorderBusy(Refusal):
    code = "recorder_busy"
    message = _("Une autre de vos pages filme déjà cette visite.")
    way_on = _("Fermez-la, ou attendez quelques secondes : celle-ci prend alors la suite.")


class StillFilming(Refusal):
    code = "still_filming"
    message = _("Ce film est encore en train d’être tourné.")
    way_on = _("Arrêtez d’abord l’enregistrement.")


class TakeOver(Refusal):
    """Of one take only: those of the other takes are still welcome."""

    code = "take_over"
    message = _("Ce morceau vient après la fin de sa prise : il n’est pas gardé.")
    way_on = _("L’enregistrement continue avec la prise suivante.")


class PageNotUnderstood(Refusal):
    code = "page_not_understood"
    status = 400
    message = _("Cette page n’a pas su dire qui elle est, ni ce qu’elle a filmé.")
    way_on = _("Rechargez-la : le film continue avec ce qui a déjà été reçu.")


class PieceConflict(Refusal):
    code = "piece_conflict"
    message = _("Ce morceau du film a déjà été reçu, et il était différent.")
    way_on = _("L’enregistrement continue avec les morceaux suivants.")


class PieceDamaged(Refusal):
    code = "piece_damaged"
    status = 400
    message = _("Ce morceau du film est arrivé abîmé.")
    way_on = _("La page l’envoie de nouveau.")


class CountNotUnderstood(Refusal):
    code = "count_not_understood"
    status = 400
    message = _("La page n’a pas su dire combien de morceaux a le film.")
    way_on = _("Le film se prépare avec ce qui a été reçu, dès que vous le demandez, ou le lendemain.")


class PieceTooLarge(Refusal):
    code = "piece_too_large"
    status = 413
    message = _("Ce morceau du film est trop gros.")
    way_on = _("Arrêtez l’enregistrement, puis recommencez-en un autre.")


class FilmIsHers(Refusal):
    code = "film_is_hers"
    status = 403
    message = _("C’est la personne aidée qui choisit combien de temps le film est gardé.")
    way_on = _("Demandez-lui de le faire sur son écran. Vous pouvez toujours le supprimer.")


class KeepingUnknown(Refusal):
    code = "keeping_unknown"
    status = 400
    message = _("Cette durée ne fait pas partie de celles que votre territoire permet.")
    way_on = _("Revenez au souvenir de la visite, et choisissez l’une des durées proposées.")


class AlreadyPast(Refusal):
    code = "already_past"
    message = _("Cette durée est déjà passée : elle se compte depuis le jour du film.")
    way_on = _("Choisissez une durée plus longue. Pour ne plus avoir ce film, supprimez-le.")


class FilmAddressOver(Refusal):
    code = "film_address_over"
    status = 410
    message = _("Cette adresse du film ne sert plus : elle était valable un quart d’heure.")
    way_on = _("Retournez à la page de la visite, puis touchez « Revoir » : le film est toujours là.")


class FilmNotReady(Refusal):
    code = "film_not_ready"
    message = _("Le film n’est pas encore prêt.")
    way_on = _("Attendez un peu : cette page vous le dira.")
