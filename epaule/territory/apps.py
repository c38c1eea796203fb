from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "epaule.territory"
    label = "territory"
    verbose_name = "territoire"
