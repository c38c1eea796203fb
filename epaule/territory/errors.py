"""What the territory app refuses."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from epaule.kernel.errors import Refusal


class NoTerritory(Refusal):
    """This installation holds no territory for this host name, and no default one."""

    code = "no_territory"
    status = 503
    message = _("Ce site n’est pas encore prêt.")
    way_on = _("Prévenez la personne qui s’en occupe : aucun territoire n’y est encore créé.")


class KeepingNotUnderstood(Refusal):
    code = "keeping_not_understood"
    status = 400
    message = _("Ces durées ne vont pas ensemble, ou ne font pas partie de celles proposées.")
    way_on = _("Revenez à la page, et choisissez une durée dans chaque liste, la deuxième au moins égale.")


class NeighbourIsItself(Refusal):
    code = "neighbour_is_itself"
    status = 400
    message = _("Un territoire n’est pas son propre voisin.")
    way_on = _("Revenez à la page, et choisissez un autre territoire.")


class NeighbourhoodUnknown(Refusal):
    code = "neighbourhood_unknown"
    status = 404
    message = _("Cette entente n’existe pas, ou n’existe plus.")
    way_on = _("Revenez à la page des territoires voisins : vous pouvez en proposer une autre.")


class HoursNotUnderstood(Refusal):
    code = "opening_not_understood"
    status = 400
    message = _("Nous ne comprenons pas ces horaires.")
    way_on = _("Écrivez-les comme dans l’exemple, ou videz ce champ et remplissez la semaine.")


class HoursNeverOpen(Refusal):
    code = "opening_never"
    status = 400
    message = _("Avec ces horaires, personne n’est là dans les deux semaines qui viennent.")
    way_on = _("Donnez au moins une heure d’ouverture.")


class UnknownDepartement(ValueError):
    """A load names départements that do not exist; a mistake of the operator, not a refusal to a person."""

    def __init__(self, codes: Collection[str]) -> None:
        self.codes = sorted(codes)
        super().__init__(", ".join(self.codes))
