from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class MemoUnknown(Refusal):
    code = "memo_unknown"
    status = 404
    message = _("Ce mémo n’existe pas, ou il est à d’autres personnes.")
    way_on = _("Vos mémos sont dans « Mes mémos ».")


class StepUnknown(Refusal):
    code = "step_unknown"
    status = 404
    message = _("Cette étape n’existe plus.")
    way_on = _("Rechargez la page pour voir les étapes qui restent.")


class MemoIsHers(Refusal):
    code = "memo_is_hers"
    status = 403
    message = _("C’est la personne aidée qui décide de ce qui est gardé.")
    way_on = _("Demandez-lui de le faire sur son écran.")


class AskedEnough(Refusal):
    code = "asked_enough"
    status = 403
    message = _("La question du mémo a déjà été posée plusieurs fois.")
    way_on = _("Si la personne aidée le veut, elle peut le commencer elle-même.")


class NoMemoAgreed(Refusal):
    code = "no_memo_agreed"
    status = 403
    message = _("La personne aidée n’a pas accepté que des images soient gardées.")
    way_on = _("Demandez-lui d’abord, avec « Garder un mémo ».")


class NothingToKeep(Refusal):
    code = "nothing_to_keep"
    message = _("Rien n’est montré en ce moment : il n’y a pas d’image à garder.")
    way_on = _("Attendez que l’écran ou une photo soit montré, puis touchez « Étape ».")


class ScreenIsHidden(Refusal):
    code = "screen_is_hidden"
    status = 403
    message = _("L’écran est caché : aucune image n’en est gardée.")
    way_on = _("Attendez qu’il soit montré de nouveau.")


class TooManySteps(Refusal):
    code = "too_many_steps"
    message = _("Ce mémo a déjà beaucoup d’étapes : personne n’en suivrait davantage.")
    way_on = _("Retirez celles qui ne servent pas, ou continuez sans.")


class StepNotUnderstood(Refusal):
    code = "step_not_understood"
    status = 400
    message = _("La page n’a pas su envoyer cette étape.")
    way_on = _("Rechargez la page, puis touchez de nouveau « Étape ».")


class MemoUnderWay(Refusal):
    code = "memo_under_way"
    message = _("La visite est encore en cours : le mémo se remplit encore.")
    way_on = _("Vous pourrez le relire dès qu’elle sera terminée.")


class MemoIsKept(Refusal):
    code = "memo_is_kept"
    message = _("Ce mémo est déjà gardé : il ne change plus.")
    way_on = _("La personne aidée peut le rouvrir, puis vous le changerez ensemble.")


class MemoIsEmpty(Refusal):
    code = "memo_is_empty"
    message = _("Il ne reste aucune étape à garder.")
    way_on = _("La personne aidée peut supprimer ce mémo.")


class TextNotKept(Refusal):
    code = "text_not_kept"
    status = 400
    message = _("Un texte du mémo est trop long, ou vide.")
    way_on = _("Raccourcissez-le, puis enregistrez de nouveau.")


class PictureChanged(Refusal):
    code = "picture_changed"
    message = _("Cette image vient d’être changée, par vous dans une autre page ou par l’autre personne.")
    way_on = _("Regardez-la telle qu’elle est maintenant, puis recommencez s’il le faut.")


class AreaNotUnderstood(Refusal):
    code = "area_not_understood"
    status = 400
    message = _("Ce rectangle n’est pas dans l’image.")
    way_on = _("Placez-le sur l’image, puis recommencez.")


class TooManyAreas(Refusal):
    code = "too_many_areas"
    status = 400
    message = _("Il y a trop de rectangles pour une seule fois.")
    way_on = _("Appliquez ceux-là d’abord, puis continuez.")


class CropTooSmall(Refusal):
    code = "crop_too_small"
    status = 400
    message = _("Ce qui resterait de l’image est trop petit pour être lu.")
    way_on = _("Gardez une partie plus grande.")


class PicturesChanged(Refusal):
    code = "pictures_changed"
    message = _("Les images de ce mémo ont changé depuis que vous les avez regardées.")
    way_on = _("Ouvrez de nouveau la page « Partager », et regardez chaque image.")
