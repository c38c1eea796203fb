from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class MemoUnknown(Refusal):
    code = "memo_unknown"
    status = 404
    message = _("Ce mémo n’existe pas, ou il est à d’autres personnes.")
    way_on = _("Vos mémos sont dans « Mes mémos ».")


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
    way_on = _("Demandez-lui d’abord, avec « Garder un mémo ».")


class NothingToKeep(Refusal):
    code = "nothing_to_keep"
    message = _("Rien n’est montré en ce moment : il n’y a pas d’image à garder.")
    way_on = _("Attendez que l’écran ou une photo soit montré, puis touchez « Étape ».")


class ScreenIsHidden(Refusal):
    code = "screen_is_hidden"
    status = 403
    message = _("L’écran est caché : aucune image n’en est gardée.")
    way_on = _("Attendez qu’il soit montré de nouveau.")


class TooManySteps(Refusal):
    code = "too_many_steps"
    message = _("Ce mémo a déjà beaucoup d’étapes : personne n’en suivrait davantage.")
    way_on = _("Retirez celles qui ne servent pas, ou continuez sans.")


class StepNotUnderstood(Refusal):
    code = "step_not_understood"
    status = 400
    message = _("La page n’a pas su envoyer cette étape.")
    way_on = _("Rechargez la page, puis touchez de nouveau « Étape ».")
