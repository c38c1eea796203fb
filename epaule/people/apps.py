from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "epaule.people"
    label = "people"
    verbose_name = "personnes"
