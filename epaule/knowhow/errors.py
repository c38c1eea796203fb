from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class UnknownTopic(Refusal):
    code = "unknown_topic"
    status = 400
    message = _("Ce thème n’existe pas, ou n’existe plus.")
    way_on = _("Rechargez la page, puis choisissez dans la liste.")


class NothingOffered(Refusal):
    code = "nothing_offered"
    status = 404
    message = _("Vous ne proposez encore aucune aide.")
    way_on = _("Dites d’abord ce que vous savez transmettre, dans « Ce que je propose ».")


class SheetUnknown(Refusal):
    code = "sheet_unknown"
    status = 404
    message = _("Cette fiche n’existe pas, ou elle a été retirée.")
    way_on = _("Cherchez dans la bibliothèque : une autre dit peut-être la même chose.")


class SheetAlreadyThere(Refusal):
    code = "sheet_already_there"
    message = _("Une copie de ce mémo est déjà à la bibliothèque.")
    way_on = _("Pour en proposer une autre, retirez d’abord celle-là.")


class SheetIncomplete(Refusal):
    code = "sheet_incomplete"
    status = 400
    message = _("Il manque quelque chose à cette fiche.")
    way_on = _("Revenez à la page d’avant : donnez un titre, gardez au moins une image, et signez.")


class SheetHoldsSecret(Refusal):
    code = "sheet_holds_secret"
    status = 400
    way_on = _("Revenez à la page d’avant, effacez-le, puis recommencez.")


class OfficialAddressNotSafe(Refusal):
    code = "official_address_not_safe"
    status = 400
    message = _("L’adresse officielle doit commencer par https://.")
    way_on = _("Copiez-la depuis la barre du navigateur, ou laissez la case vide.")


class PictureUnreadable(Refusal):
    code = "picture_unreadable"
    message = _("Une image de ce mémo ne peut plus être lue.")
    way_on = _("Décochez cette étape, puis recommencez.")


class CheckedMeanwhile(Refusal):
    code = "checked_meanwhile"
    message = _("Quelqu’un d’autre vient de répondre pour cette fiche, ou elle a été retirée.")
    way_on = _("Il n’y a plus rien à faire pour celle-ci : revenez à la liste des fiches à relire.")


class NoteMissing(Refusal):
    code = "note_missing"
    status = 400
    message = _("Dites en quelques mots ce qui ne va pas.")
    way_on = _("La personne qui a partagé la fiche lira votre phrase.")


class AboutNotFit(Refusal):
    """The presentation holds a secret, or says how to reach somebody outside."""

    code = "about_not_fit"
    status = 400
    way_on = _("Revenez à la page d’avant, effacez-le, puis enregistrez de nouveau.")
