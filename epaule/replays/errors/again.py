from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class MemoNotKept(Refusal):
    code = "memo_not_kept"
    message = _("Ce mémo est encore à relire : il ne part pas tout de suite.")
    way_on = _("Relisez-le, touchez « Terminé », puis envoyez-le.")


class LinkClosed(Refusal):
    code = "link_closed"
    status = 404
    message = _("Ce lien ne mène plus à un mémo.")
    way_on = _("La personne qui vous l’a donné l’a peut-être fermé. Demandez-lui un nouveau lien.")


class NoPdfHere(Refusal):
    code = "no_pdf_here"
    status = 503
    message = _("Ce site ne sait pas faire de document PDF pour le moment.")
    way_on = _("Revenez au mémo et touchez « Imprimer » : la page s’imprime en grand.")


class PdfBusy(Refusal):
    code = "pdf_busy"
    status = 503
    message = _("Beaucoup de mémos s’impriment en ce moment.")
    way_on = _("Attendez une minute, puis recommencez. Rien n’est perdu.")


class MailNotSent(Refusal):
    code = "mail_not_sent"
    status = 503
    message = _("L’e-mail n’est pas parti.")
    way_on = _("Réessayez dans quelques minutes, ou donnez le lien du mémo.")
