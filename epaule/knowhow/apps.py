from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    name = "epaule.knowhow"
    label = "knowhow"
    verbose_name = "savoir-faire"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from epaule.knowhow import files
        from epaule.knowhow.models import SheetStep

        # Rows also go in cascade, which only a signal tells.
        post_delete.connect(files.erase_with_step, sender=SheetStep)
