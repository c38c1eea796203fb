"""`epaule load_topics`: the themes of the national vocabulary."""

from typing import Any

from django.core.management.base import BaseCommand

from epaule.knowhow import actions


class Command(BaseCommand):
    help = "Charge ou met à jour les thèmes d’aide. Peut être relancée sans risque."

    def handle(self, **options: Any) -> None:
        load = actions.load_topics()
        self.stdout.write(f"{load.loaded} thèmes à jour.")
        if load.withdrawn:
            self.stdout.write(f"Thèmes retirés de la liste nationale, gardés : {', '.join(load.withdrawn)}.")
