from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "epaule.kernel"
    label = "kernel"
