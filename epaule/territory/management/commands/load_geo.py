"""`epaule load_geo`: all French communes, from the files that come with Épaule."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from epaule.territory import actions
from epaule.territory.errors import UnknownDepartement


class Command(BaseCommand):
    help = "Charge ou met à jour les communes, intercommunalités et départements. Peut être relancée sans risque."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--departements", help="codes séparés par des virgules (50,35) ; tous si absent")
        parser.add_argument("--force", action="store_true", help="recharge même si la version est déjà là")

    def handle(self, *, departements: str | None, force: bool, **options: Any) -> None:
        codes = [code.strip() for code in departements.split(",")] if departements is not None else None
        start = monotonic()
        try:
            load = actions.load_geo(departements=codes, force=force)
        except UnknownDepartement as error:
            raise CommandError(f"Département inconnu : {error}.") from error
        if load.written:
            self.stdout.write(f"{load.written} communes chargées en {monotonic() - start:.1f} s.")
        else:
            self.stdout.write(f"Communes déjà à jour (version {load.version}).")
