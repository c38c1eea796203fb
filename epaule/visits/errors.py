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


class NewcomersDoNotShare(Refusal):
    code = "newcomers_do_not_share"
    status = 403
    message = _("Seules la personne aidée et celle qui l’aide peuvent montrer un écran.")
    way_on = _("Demandez-leur de le faire.")


class TheHelpedShares(Refusal):
    code = "the_helped_shares"
    message = _("La personne aidée montre déjà son écran.")
    way_on = _("Quand elle aura fini, vous pourrez montrer le vôtre.")


class NothingIsShown(Refusal):
    code = "nothing_is_shown"
    message = _("Vous ne montrez pas votre écran : il n’y a rien à cacher.")
    way_on = _("Vous pouvez le montrer quand vous voulez.")


class OnlyWhoHelpsAsks(Refusal):
    code = "only_who_helps_asks"
    status = 403
    message = _("Seule une personne qui aide peut demander à montrer.")
    way_on = _("Dites à voix haute ce que vous voyez.")


class OnlyTheHelpedGives(Refusal):
    code = "only_the_helped_gives"
    status = 403
    message = _("C’est la personne aidée qui confie la main, et qui la reprend.")
    way_on = _("Demandez-la-lui.")


class NothingToActOn(Refusal):
    code = "nothing_to_act_on"
    message = _("Sur ce qui est montré, on peut montrer du doigt, mais pas agir.")
    way_on = _("Montrez où cliquer, et laissez faire.")


class NotAllowedNow(Refusal):
    code = "not_allowed_now"
    status = 403
    message = _("Vous ne pouvez pas faire cela maintenant.")
    way_on = _("Demandez d’abord la main à la personne aidée.")


class OnlyTheHelpedProlongs(Refusal):
    code = "only_the_helped_prolongs"
    status = 403
    message = _("C’est la personne aidée qui prolonge la visite.")
    way_on = _("Demandez-lui si elle veut continuer.")


class TooEarlyToProlong(Refusal):
    code = "too_early_to_prolong"
    message = _("Il vous reste du temps.")
    way_on = _("Vous pourrez prolonger pendant le dernier quart d’heure.")


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


class InvitationOver(Refusal):
    code = "invitation_over"
    status = 404
    message = _("Cette invitation n’est pas, ou plus, valable.")
    way_on = _("Elle ne sert qu’une fois, pendant un quart d’heure. Demandez-en une nouvelle.")


class OwnInvitation(Refusal):
    code = "own_invitation"
    message = _("C’est votre propre invitation.")
    way_on = _("Donnez les six chiffres ou le lien à la personne que vous attendez.")


class OnlyHelpersLearn(Refusal):
    code = "only_helpers_learn"
    status = 403
    message = _("Cette invitation est pour quelqu’un qui apprend à aider, et que le territoire a accepté.")
    way_on = _("Demandez une invitation de proche ou d’interprète.")


class NotLetInYet(Refusal):
    code = "not_let_in_yet"
    status = 403
    message = _("On ne vous a pas encore ouvert.")
    way_on = _("Attendez que la personne aidée vous fasse entrer.")


class OnlyTheHelpedAdmits(Refusal):
    code = "only_the_helped_admits"
    status = 403
    message = _("C’est la personne aidée qui fait entrer et sortir.")
    way_on = _("Demandez-lui de le faire.")


class OnlyTheTwoInvite(Refusal):
    code = "only_the_two_invite"
    status = 403
    message = _("Seules la personne aidée et celle qui l’aide peuvent inviter quelqu’un.")
    way_on = _("Demandez-leur de le faire.")


class OnlyTheTwoEnd(Refusal):
    code = "only_the_two_end"
    status = 403
    message = _("Seules la personne aidée et celle qui l’aide peuvent terminer la visite.")
    way_on = _("Vous pouvez en sortir : la visite continue sans vous.")


class RoomFull(Refusal):
    code = "room_full"
    message = _("Vous êtes déjà quatre : c’est le plus grand nombre possible.")
    way_on = _("Quelqu’un doit sortir avant qu’une autre personne puisse entrer.")


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


class FileTooLarge(Refusal):
    code = "file_too_large"
    status = 413
    message = _("Ce fichier est trop lourd : 10 Mo au plus.")
    way_on = _("Envoyez une photo moins grande, ou seulement les pages utiles du document.")


class PhotoTooWide(Refusal):
    code = "photo_too_wide"
    status = 413
    message = _("Cette photo est trop grande.")
    way_on = _("Prenez-la de nouveau, plus petite, ou envoyez une capture d’écran de la photo.")


class FileNotTaken(Refusal):
    code = "file_not_taken"
    status = 415
    message = _("Ce fichier n’est ni une photo ni un PDF.")
    way_on = _("Prenez le document en photo, ou enregistrez-le en PDF, puis envoyez-le.")


class FileDamaged(Refusal):
    code = "file_damaged"
    status = 400
    message = _("Ce fichier est abîmé, ou il n’est pas arrivé en entier.")
    way_on = _("Envoyez-le de nouveau, ou prenez-le en photo.")


class NoRoomForFiles(Refusal):
    code = "no_room_for_files"
    message = _("Cette visite a déjà tous les fichiers qu’elle peut garder.")
    way_on = _("Montrez la suite à l’écran, ou écrivez-la.")


class FileUnknown(Refusal):
    code = "file_unknown"
    status = 404
    message = _("Ce fichier n’existe pas, n’existe plus, ou il est à d’autres personnes.")
    way_on = _("Les fichiers d’une visite sont effacés quelque temps après elle.")


class FileNotSaid(Refusal):
    code = "file_not_said"
    status = 400
    message = _("La page n’a pas su envoyer ce fichier.")
    way_on = _("Rechargez la page, puis recommencez.")


class OnlyTheTwoShowPhotos(Refusal):
    code = "only_the_two_show_photos"
    status = 403
    message = _("Seules la personne aidée et celle qui l’aide choisissent la photo à montrer.")
    way_on = _("Demandez-leur de la mettre en grand.")


class RemoteControlTool(Refusal):
    code = "remote_control_tool"
    message = _("Ce message n’est pas parti : il parle d’un programme qui prend la main sur un ordinateur.")
    way_on = _(
        "Ici, personne n’en a besoin : l’écran se montre dans cette page. Si on vous demande d’en installer un, "
        "touchez « On me demande ça »."
    )
    way_on_of_who_helps = _(
        "Vous n’en avez pas besoin : la personne vous montre son écran dans cette page, et fait elle-même."
    )


class ConfirmFirst(Refusal):
    code = "confirm_first"
    message = _("Avant de montrer votre écran, regardez qui vient vous aider et répondez à deux questions.")
    way_on = _("Touchez « Montrer mon écran » : elles s’affichent.")


class OnlyTheHelpedConfirms(Refusal):
    code = "only_the_helped_confirms"
    status = 403
    message = _("Seule la personne aidée dit si elle fait confiance à qui l’aide.")
    way_on = _("Laissez-lui le temps de répondre.")


class CannotRaiseAlarm(Refusal):
    code = "cannot_raise_alarm"
    status = 403
    message = _("Seules la personne aidée et ses proches peuvent donner l’alarme ici.")
    way_on = _("Si quelque chose vous inquiète, terminez la visite et appelez l’équipe du territoire.")


class TooLateForAlarm(Refusal):
    code = "too_late_for_alarm"
    message = _("Cette visite est terminée depuis plus d’un jour.")
    way_on = _("Appelez l’équipe du territoire : elle peut encore agir. Son numéro est en bas de la page.")


class AlarmUnknown(Refusal):
    code = "alarm_unknown"
    status = 404
    message = _("Cette alarme n’existe pas.")
    way_on = _("Revenez à la liste des alarmes.")


class CannotDecideAlarm(Refusal):
    code = "cannot_decide_alarm"
    status = 403
    message = _("Cette décision revient à une autre personne de la coordination.")
    way_on = _("Nul ne décide d’une alarme qui le concerne ou qu’il a donnée.")


class AlarmDecided(Refusal):
    code = "alarm_decided"
    message = _("Cette alarme est déjà examinée.")
    way_on = _("Revenez à la liste : la décision y est écrite.")


class AlarmNotUnderstood(Refusal):
    code = "alarm_not_understood"
    status = 400
    message = _("Dites-nous d’abord ce qu’on vous a demandé.")
    way_on = _("Choisissez une réponse, puis recommencez.")


class OurTrouble(Refusal):
    """Something broke on our side; what exactly is in the log, never on the page."""

    code = "our_trouble"
    status = 503
    message = _("Cela n’a pas marché, et c’est de notre faute.")
    way_on = _("Attendez un instant, puis recommencez.")
