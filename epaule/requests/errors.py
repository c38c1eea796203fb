from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class AlreadyTaken(Refusal):
    code = "already_taken"
    message = _("Quelqu’un d’autre y va, merci !")
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


class OthersAreRung(Refusal):
    code = "others_are_rung"
    message = _("Vous aviez accepté cette demande sans arriver : nous cherchons quelqu’un d’autre.")
    way_on = _("Restez disponible. Si personne ne vient, vous pourrez de nouveau l’accepter.")


class UnknownRequest(Refusal):
    code = "unknown_request"
    status = 404
    message = _("Cette demande n’existe pas, ou plus.")
    way_on = _("Revenez à vos demandes : d’autres personnes attendent peut-être.")


class CannotCancel(Refusal):
    code = "cannot_cancel"
    message = _("Cette demande est déjà terminée.")
    way_on = _("Vous pouvez en faire une nouvelle quand vous voulez.")


class TextHoldsSecret(Refusal):
    code = "text_holds_secret"
    status = 400


class HelperNotThere(Refusal):
    """Stopped, no longer answered for, or one of the two minds: she is not told which."""

    code = "helper_not_there"
    message = _("Cette personne n’aide pas pour le moment.")
    way_on = _("Faites une demande : quelqu’un d’autre viendra.")


class HoursUpsideDown(Refusal):
    code = "hours_upside_down"
    status = 400
    message = _("La fin doit venir après le début.")
    way_on = _("Corrigez l’une des deux heures. Pour finir à minuit, écrivez 23:59.")


class HoursTooShort(Refusal):
    code = "hours_too_short"
    status = 400
    message = _("C’est trop court pour un rendez-vous.")
    way_on = _("Laissez au moins une demi-heure entre le début et la fin.")


class TooManyHours(Refusal):
    code = "too_many_hours"
    status = 400
    message = _("C’est beaucoup d’horaires pour nous.")
    way_on = _("Retirez-en d’abord, ou réunissez-en plusieurs en un seul.")


class DaysUpsideDown(Refusal):
    code = "days_upside_down"
    status = 400
    message = _("Le dernier jour doit venir après le premier.")
    way_on = _("Corrigez l’une des deux dates. Pour un seul jour, laissez vide la seconde.")


class DayOutOfReach(Refusal):
    code = "day_out_of_reach"
    status = 400
    message = _("Cette date est passée, ou trop lointaine.")
    way_on = _("Choisissez un jour à venir, dans l’année.")


class AlreadyNoted(Refusal):
    code = "already_noted"
    status = 400
    way_on = _("Retirez-la d’abord, ou choisissez d’autres jours ou d’autres heures.")


class RhythmOutOfBounds(Refusal):
    code = "rhythm_out_of_bounds"
    status = 400
    message = _("Un de ces réglages n’est pas possible.")
    way_on = _("Rechargez la page, puis choisissez dans ce qui est proposé.")


class PhoneMissing(Refusal):
    code = "phone_missing"
    status = 400
    message = _("Nous n’avons pas votre numéro de mobile.")
    way_on = _("Écrivez-le d’abord dans « Ce que je propose », ou décochez « par SMS ».")


class HelperUnlisted(Refusal):
    code = "helper_unlisted"
    status = 404
    message = _("Cette personne n’est pas, ou plus, dans l’annuaire.")
    way_on = _("Cherchez dans l’annuaire : quelqu’un d’autre peut vous aider.")


class SlotTaken(Refusal):
    code = "slot_taken"
    message = _("Ce moment n’est plus libre.")
    way_on = _("Choisissez-en un autre : voici les suivants.")


class AlreadyMeeting(Refusal):
    code = "already_meeting"
    message = _("Vous avez déjà un rendez-vous à cette heure-là.")
    way_on = _("Choisissez un autre moment.")


class AlreadyBooked(Refusal):
    code = "already_booked"
    message = _("Vous avez déjà un rendez-vous pour cette demande.")
    way_on = _("Ouvrez-le : vous pouvez le déplacer ou l’annuler.")


class TooManyAppointments(Refusal):
    code = "too_many_appointments"
    message = _("Vous avez déjà plusieurs rendez-vous devant vous.")
    way_on = _("Laissez passer le premier, ou annulez-en un, puis recommencez.")


class BookedTooOften(Refusal):
    code = "booked_too_often"
    status = 429
    message = _("Beaucoup de rendez-vous ont été pris avec cette personne.")
    way_on = _("Choisissez un moment avec quelqu’un d’autre, ou revenez demain.")


class MovedTooOften(Refusal):
    code = "moved_too_often"
    status = 429
    message = _("Ce rendez-vous a souvent changé d’heure.")
    way_on = _("Gardez cette heure-ci, ou annulez le rendez-vous.")


class RemindersTooOften(Refusal):
    code = "reminders_too_often"
    status = 429
    message = _("Vous avez souvent changé où nous écrivons.")
    way_on = _("Laissez ce qui est noté jusqu’à demain.")


class OftenAbsent(Refusal):
    code = "often_absent"
    message = _("Vous avez accepté plusieurs demandes sans arriver.")
    way_on = _("Attendez une heure avant d’en accepter une autre : quelqu’un d’autre y va.")


class EnoughCalls(Refusal):
    code = "enough_calls"
    message = _("Plusieurs rappels vous sont déjà promis.")
    way_on = _("Attendez le premier : vous pourrez y parler de tout.")


class NoLongerBookable(Refusal):
    code = "no_longer_bookable"
    message = _("Cette demande n’attend plus de rendez-vous.")
    way_on = _("Ouvrez votre demande, ou faites-en une nouvelle.")


class HelperNotFree(Refusal):
    """Stopped, no longer answered for, not for this ask, or one of the two minds: nobody is told which."""

    code = "helper_not_free"
    message = _("Ce rendez-vous n’est pas possible avec cette personne.")
    way_on = _("Choisissez un autre moment avec quelqu’un d’autre.")


class AppointmentOver(Refusal):
    code = "appointment_over"
    message = _("Ce rendez-vous est passé, ou annulé.")
    way_on = _("Vous pouvez demander de l’aide à nouveau quand vous voulez.")


class AppointmentBegun(Refusal):
    code = "appointment_begun"
    message = _("Ce rendez-vous a commencé.")
    way_on = _("Entrez dans la visite : vous pourrez tout y dire, et y mettre fin.")


class TooEarly(Refusal):
    code = "too_early"
    message = _("C’est un peu tôt : la porte ouvre dix minutes avant l’heure.")
    way_on = _("Revenez à l’heure du rendez-vous.")


class HelperStillElsewhere(Refusal):
    code = "helper_still_elsewhere"
    message = _("La personne qui vous aide termine une autre visite.")
    way_on = _("Attendez une minute, puis appuyez à nouveau sur « Entrer ».")


class PersonBusy(Refusal):
    code = "person_busy"
    message = _("Vous êtes déjà dans une visite.")
    way_on = _("Terminez-la d’abord, puis revenez à ce rendez-vous.")


class PersonStillElsewhere(Refusal):
    code = "person_still_elsewhere"
    message = _("La personne que vous aidez termine une autre visite.")
    way_on = _("Attendez une minute, puis appuyez à nouveau sur « Entrer ».")


class NothingToTell(Refusal):
    code = "nothing_to_tell"
    message = _("Cette demande n’attend plus de proposition.")
    way_on = _("Ouvrez votre demande, ou faites-en une nouvelle.")


class RequestLinkUnknown(Refusal):
    code = "request_link_unknown"
    status = 404
    message = _("Ce lien ne mène plus à une demande.")
    way_on = _("La demande est terminée, ou vous avez donné une autre adresse. Vous pouvez en faire une nouvelle.")


class AppointmentLinkUnknown(Refusal):
    code = "appointment_link_unknown"
    status = 404
    message = _("Ce lien ne mène plus à un rendez-vous.")
    way_on = _("Il a servi, ou il lui manque un morceau. Vous pouvez demander de l’aide à nouveau.")


class FeedUnknown(Refusal):
    code = "feed_unknown"
    status = 404
    message = _("Cette adresse d’agenda n’existe pas, ou plus.")
    way_on = _("Prenez la nouvelle à la page « Mes horaires ».")


class NothingProposed(Refusal):
    code = "no_hour_proposed"
    status = 400
    message = _("Choisissez un, deux ou trois moments où vous êtes libre.")
    way_on = _("Vos moments libres sont dans la liste, plus bas.")


class AlreadyProposed(Refusal):
    code = "already_proposed"
    message = _("Vous avez déjà répondu à cette personne.")
    way_on = _("Elle choisit. D’autres personnes ont besoin de vous.")


class EnoughProposals(Refusal):
    code = "enough_proposals"
    message = _("Cette personne a déjà plusieurs propositions.")
    way_on = _("Laissez-la choisir : d’autres personnes ont besoin de vous.")


class EnoughMoves(Refusal):
    code = "enough_moves"
    message = _("Vous avez déjà proposé plusieurs fois de déplacer ce rendez-vous.")
    way_on = _("Gardez l’heure prévue, ou annulez : une autre personne pourra venir.")


class MoveAlreadyProposed(Refusal):
    code = "move_already_proposed"
    message = _("Vous avez déjà proposé d’autres moments.")
    way_on = _("La personne que vous aidez choisit. Jusque-là, l’heure prévue reste la bonne.")


class ComeFirst(Refusal):
    code = "come_first"
    message = _("Entrez d’abord : l’autre personne vous attend peut-être.")
    way_on = _("Appuyez sur « Entrer ».")


class NotLateYet(Refusal):
    code = "not_late_yet"
    message = _("C’est encore un peu tôt pour le dire.")
    way_on = _("Laissez dix minutes après l’heure : on cherche parfois le bon bouton.")


class ProposalOver(Refusal):
    code = "proposal_over"
    message = _("Cette proposition n’est plus valable.")
    way_on = _("Choisissez-en une autre, ou un autre moment.")


class TextSaysWho(Refusal):
    code = "text_says_who"
    status = 400
    message = _("N’écrivez ni numéro de téléphone, ni adresse e-mail.")
    way_on = _("Retirez-les : tout se passe ici, et c’est ce qui protège la personne.")


class AskIsOver(Refusal):
    code = "ask_is_over"
    message = _("Cette demande est déjà terminée.")
    way_on = _("Vous pouvez en faire une nouvelle quand vous voulez.")


class TheyAskAlready(Refusal):
    code = "they_ask_already"
    message = _("Cette personne a déjà une demande en cours.")
    way_on = _("Elle n’attend plus de réponse pour celle-ci : touchez « Je m’en occupe ».")


class HourNotOffered(Refusal):
    code = "hour_not_offered"
    message = _("Cette heure n’est plus possible.")
    way_on = _("Choisissez-en une autre dans la liste.")


class CallAlreadyDone(Refusal):
    code = "call_already_done"
    message = _("Quelqu’un a déjà rappelé cette personne.")
    way_on = _("Revenez à la liste des rappels : elle est à jour.")


class PlaceNotOffered(Refusal):
    code = "place_not_offered"
    status = 404
    message = _("Ce lieu n’existe pas, ou plus.")
    way_on = _("Choisissez un lieu de la liste.")
