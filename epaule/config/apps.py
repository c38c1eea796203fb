from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "epaule.config"
    label = "config"

    def ready(self) -> None:
        from epaule.config import checks  # noqa: F401  registers the system checks
