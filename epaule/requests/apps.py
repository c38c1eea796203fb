from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "epaule.requests"
    label = "requests"
    verbose_name = "demandes"
