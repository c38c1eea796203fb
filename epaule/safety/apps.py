from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "epaule.safety"
    label = "safety"
    verbose_name = "sécurité"
