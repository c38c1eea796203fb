from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "epaule.demo"
    label = "demo"
    verbose_name = "démonstration"
