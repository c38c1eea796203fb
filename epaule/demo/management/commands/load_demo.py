"""`epaule load_demo`: the Manche with invented people, and its neighbour; safe to run again."""

from datetime import time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from epaule.demo.asks import load_asks
from epaule.demo.personas import NEIGHBOURS, PERSONAS, PLACES, Persona
from epaule.demo.shelf import load_shelf
from epaule.knowhow.models import Offer, Procedure, Topic
from epaule.people.models import Person, Status
from epaule.requests import roster
from epaule.requests.models import HoursException, Rhythm, WeeklyHours
from epaule.territory.actions import propose_neighbourhood
from epaule.territory.models import Commune, Place, Territory


class Command(BaseCommand):
    help = "Crée le territoire de démonstration : la Manche, avec des personnes et des lieux inventés."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        territory = _territory("manche", "la Manche", "50", phone="02 61 91 50 00", email="bonjour@example.org")
        for name, insee, phone, address, hours in PLACES:
            told = {"commune_id": insee, "phone": phone, "address": address, "opening_hours": hours}
            Place.objects.update_or_create(territory=territory, name=name, defaults=told)
        coordinator = next(persona for persona in PERSONAS if persona.status == Status.COORDINATOR)
        claire, _created = _person(coordinator, territory, None)
        persons = {persona.slug: _person(persona, territory, claire)[0] for persona in PERSONAS}
        load_shelf(territory, persons["jeanne"], persons["karim"], persons["sophie"])
        load_asks(territory, persons)
        neighbour = _territory("calvados", "le Calvados", "14")
        for persona in NEIGHBOURS:
            person, created = _person(persona, neighbour, None)
            if created:
                # Both said yes: it was proposed from either side.
                propose_neighbourhood(by=person, territory=neighbour, neighbour=territory)
                propose_neighbourhood(by=claire, territory=territory, neighbour=neighbour)


def _territory(slug: str, name: str, departement: str, **told: str) -> Territory:
    territory, _created = Territory.objects.get_or_create(
        slug=slug, defaults={"name": name, "operator": "Épaule, démonstration"} | told
    )
    territory.communes.set(Commune.objects.filter(departement_id=departement))
    return territory


def _person(persona: Persona, territory: Territory, vouched_by: Person | None) -> tuple[Person, bool]:
    """The person of `persona`, and whether she is new; what she changed since is kept."""
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
        _offer(persona, person, territory)
    if persona.hours and not Rhythm.objects.filter(person=person, territory=territory).exists():
        _hours(persona, person, territory)
    return person, created


def _offer(persona: Persona, person: Person, territory: Territory) -> None:
    topics = Topic.objects.all()
    if persona.helps_with != ("*",):
        topics = topics.filter(code__in=persona.helps_with)
    offer = Offer.objects.create(
        person=person, territory=territory, needs=list(persona.needs), about=persona.about, fee=persona.fee
    )
    offer.topics.set(topics, through_defaults={"level": persona.level})
    offer.procedures.set(Procedure.objects.filter(topic__in=topics))
    roster.refresh(person.pk)


def _hours(persona: Persona, person: Person, territory: Territory) -> None:
    rhythm = Rhythm.objects.create(person=person, territory=territory, weekly_cap=persona.weekly_cap)
    for weekdays, starts, ends in persona.hours:
        for weekday in weekdays:
            WeeklyHours.objects.create(
                rhythm=rhythm, weekday=weekday, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends)
            )
    if persona.away_in_days is not None:
        first_day = timezone.localdate() + timedelta(days=persona.away_in_days)
        HoursException.objects.create(rhythm=rhythm, first_day=first_day, last_day=first_day + timedelta(days=6))
