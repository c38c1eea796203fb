from django.apps import AppConfig


class ReplaysConfig(AppConfig):
    name = "epaule.replays"
    label = "replays"
    verbose_name = "souvenirs"
