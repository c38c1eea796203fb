"""`epaule load_topics`: the themes of the national vocabulary, and the procedures."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from epaule.knowhow import actions


class Command(BaseCommand):
    help = "Charge ou met à jour les thèmes d’aide et les démarches. Peut être relancée sans risque."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        for load, what in ((actions.load_topics(), "thèmes"), (actions.load_procedures(), "démarches")):
            self.stdout.write(f"{load.loaded} {what} à jour.")
            if load.withdrawn:
                self.stdout.write(f"Retirés de la liste, gardés ({what}) : {', '.join(load.withdrawn)}.")
