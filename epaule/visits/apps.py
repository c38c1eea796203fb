from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "epaule.visits"
    label = "visits"
    verbose_name = "visites"
