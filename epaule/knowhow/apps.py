from django.apps import AppConfig


class KnowhowConfig(AppConfig):
    name = "epaule.knowhow"
    label = "knowhow"
    verbose_name = "savoir-faire"
