"""`epaule load_demo`: the Manche with invented people; safe to run again."""

from datetime import time
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from epaule.demo.personas import PERSONAS, PLACES, Persona
from epaule.demo.shelf import load_shelf
from epaule.knowhow.models import Offer, Procedure, Topic
from epaule.people.models import Person, Status
from epaule.requests import roster
from epaule.requests.models import Rhythm, WeeklyHours
from epaule.territory.models import Commune, Place, Territory


class Command(BaseCommand):
    help = "Crée le territoire de démonstration : la Manche, avec des personnes et des lieux inventés."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        territory, _created = Territory.objects.get_or_create(
            slug="manche",
            defaults={
                "name": "la Manche",
                "operator": "Épaule, démonstration",
                "phone": "02 61 91 50 00",
                "email": "bonjour@example.org",
            },
        )
        territory.communes.set(Commune.objects.filter(departement_id="50"))
        for name, insee, phone, address, hours in PLACES:
            told = {"commune_id": insee, "phone": phone, "address": address, "opening_hours": hours}
            Place.objects.update_or_create(territory=territory, name=name, defaults=told)
        coordinator = next(persona for persona in PERSONAS if persona.status == Status.COORDINATOR)
        claire = self.person(coordinator, territory, None)
        persons = {persona.slug: self.person(persona, territory, claire) for persona in PERSONAS}
        load_shelf(territory, persons["jeanne"], persons["karim"], persons["sophie"])

    @staticmethod
    def person(persona: Persona, territory: Territory, vouched_by: Person | None) -> Person:
        """The person of `persona`; what she changed since is kept."""
        person, created = Person.objects.get_or_create(
            email=persona.email,
            defaults={
                "territory": territory,
                "first_name": persona.first_name,
                "commune_id": persona.commune,
                "status": persona.status,
                "languages": list(persona.languages),
                "vouched_at": timezone.now() if persona.helps_with else None,
                "vouched_by": vouched_by if persona.helps_with else None,
            },
        )
        EmailAddress.objects.get_or_create(
            user=person, email=persona.email, defaults={"verified": True, "primary": True}
        )
        if created and persona.helps_with:
            topics = Topic.objects.all()
            if persona.helps_with != ("*",):
                topics = topics.filter(code__in=persona.helps_with)
            offer = Offer.objects.create(person=person, territory=territory)
            offer.topics.set(topics)
            offer.procedures.set(Procedure.objects.filter(topic__in=topics))
            roster.refresh(person.pk)
        if persona.hours and not Rhythm.objects.filter(person=person, territory=territory).exists():
            rhythm = Rhythm.objects.create(person=person, territory=territory)
            for weekdays, starts, ends in persona.hours:
                for weekday in weekdays:
                    WeeklyHours.objects.create(
                        rhythm=rhythm,
                        weekday=weekday,
                        starts=time.fromisoformat(starts),
                        ends=time.fromisoformat(ends),
                    )
        return person
