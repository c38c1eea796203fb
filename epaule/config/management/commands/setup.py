"""`epaule setup`: everything a new or updated installation needs, safe to run again."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from epaule.requests import roster


class Command(BaseCommand):
    help = "Prépare ou met à jour l’installation : base de données, communes, thèmes, traductions, fichiers."

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stdout.write("Base de données…")
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Communes de France…")
        call_command("load_geo")
        self.stdout.write("Thèmes et démarches…")
        call_command("load_topics")
        roster.rebuild_if_empty()
        self.stdout.write("Fichiers des pages…")
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            self.stdout.write("Territoire de démonstration…")
            call_command("load_demo")
        self.stdout.write("L’installation est prête.")
